// Where a token comes from: `useAuth()` of one of Clerk's packages for React, or the page's `Clerk`.

import { bare, isCall, isMember, nameOf } from './parse.js';

const REACT = /^(@clerk\/(nextjs|clerk-react|react|react-router|remix|tanstack-react-start|tanstack-start|clerk-expo|expo|chrome-extension|shared\/react)|gatsby-plugin-clerk)$/;

/** What an imported identifier is called where it comes from: `{ from, name }`. */
export const importOf = (id, scope) => {
  const binding = id?.type === 'Identifier' ? scope.bindingOf(id) : undefined;
  if (binding?.kind === 'import') {
    const { node } = binding;
    const name = node.type === 'ImportSpecifier' ? (node.imported.name ?? node.imported.value) : node.type === 'ImportDefaultSpecifier' ? 'default' : '*';
    return { from: scope.parentOf(node).source.value, name, binding };
  }
  const required = binding?.kind === 'const' && binding.node.init;
  if (isRequire(required)) {
    const { id: pattern } = binding.node;
    const property = pattern.type === 'ObjectPattern' && pattern.properties.find(({ value }) => value === binding.id);
    return { from: required.arguments[0].value, name: property ? nameOf(property) : '*', binding };
  }
  return undefined;
};

export const isRequire = (node) => isCall(node) && node.callee.name === 'require' && node.arguments[0]?.type === 'StringLiteral';

/** `useAuth()` of Clerk. */
const isUseAuth = (node, scope) => {
  if (!isCall(node)) return false;
  const imported = importOf(node.callee, scope);
  return imported?.name === 'useAuth' && REACT.test(imported.from);
};

/** `Clerk`, `window.Clerk`, `(window as any).Clerk`, where `Clerk` is the page's. */
const isPageClerk = (node, scope) => {
  node = bare(node);
  if (node.type === 'Identifier') return node.name === 'Clerk' && !scope.bindingOf(node);
  if (!isMember(node) || nameOf(node) !== 'Clerk') return false;
  const object = bare(node.object);
  return /^(window|globalThis|self)$/.test(object.name) && !scope.bindingOf(object);
};

const isPageSession = (node, scope) => {
  node = bare(node);
  return isMember(node) && nameOf(node) === 'session' && isPageClerk(node.object, scope);
};

/** `const clerk = new Clerk(…)` of '@clerk/clerk-js', at the top of the file, where `node` is `clerk.session`: its binding. */
const ownClerk = (node, scope) => {
  const object = isMember(node) && nameOf(node) === 'session' ? bare(node.object) : undefined;
  const binding = object?.type === 'Identifier' ? scope.bindingOf(object) : undefined;
  const made = binding?.kind === 'const' ? bare(binding.node.init) : undefined;
  const isClerk = made?.type === 'NewExpression' && /^@clerk\/clerk-js(\/|$)/.test(importOf(made.callee, scope)?.from);
  return isClerk && !scope.functionOf(binding.node) ? binding : undefined;
};

/** How a binding got its value, for a sentence: "`getToken` is …". */
const whence = (id, scope) => {
  const binding = scope.bindingOf(id);
  if (!binding) return 'is declared nowhere in this file';
  if (binding.kind === 'param') return 'is a parameter here';
  if (binding.kind === 'import') return `comes from '${scope.parentOf(binding.node).source.value}'`;
  const init = bare(binding.node.init);
  const call = init?.type === 'AwaitExpression' ? bare(init.argument) : init;
  if (isCall(call) && call.callee.type === 'Identifier') {
    const from = importOf(call.callee, scope)?.from;
    return `comes from \`${call.callee.name}()\`${from ? ` of '${from}'` : ''}`;
  }
  return 'is declared in this file';
};

/** What means the same at the top of the file, or of the component: a literal, an import, the environment, and there a constant. */
const isFixed = (node, scope, isHook) => {
  if (node.type === 'StringLiteral') return true;
  if (/^(process|import\.meta)\.env\.\w+$/.test(textOf(node))) return true;
  const binding = node.type === 'Identifier' && scope.bindingOf(node);
  return !!binding && (binding.kind === 'import' || (isHook && binding.kind === 'const' && !scope.functionOf(binding.node)));
};

const textOf = (node) => {
  if (isMember(node)) return `${textOf(node.object)}.${nameOf(node)}`;
  return node.type === 'MetaProperty' ? 'import.meta' : node.name;
};

/** The `{ template, organizationId }` of `getToken(…)`, as source text; a string says what is not understood. */
const tokenOptions = (call, text, scope) => {
  const [argument, ...more] = call.arguments;
  if (!argument) return {};
  if (more.length || argument.type !== 'ObjectExpression') return 'the argument of `getToken()` is no plain object';
  const options = {};
  for (const property of argument.properties) {
    const name = property.type === 'ObjectProperty' ? nameOf(property) : undefined;
    if (name === 'skipCache') return '`skipCache` asks Clerk for a new token at each call, which clerk-fetch does only after a 401: take it out and run this again';
    if (name !== 'template' && name !== 'organizationId') return '`getToken()` has an option that clerk-fetch does not know';
    if (!isFixed(property.value, scope, call.callee.type === 'Identifier')) return `\`${name}\` of \`getToken()\` is neither written out nor a constant of the file`;
    options[name] = text.slice(property.value.start, property.value.end);
  }
  return options;
};

/**
 * What a call `….getToken(…)` is: `{ kind: 'hook', binding, node }` (the binding that `useAuth()` was put into),
 * `{ kind: 'clerk', clerk }` (the binding of a Clerk that the file makes), or `{ why, known }`, where `known` is Clerk's for sure; undefined for what is none of Clerk's.
 */
export const sourceOf = (call, scope, text) => {
  const { callee } = call;
  const options = tokenOptions(call, text, scope);
  const found = (source) => {
    const outside = source.binding && !scope.functionOf(source.binding.node) && '`useAuth()` is called outside of any component or hook';
    const why = outside || (typeof options === 'string' && options);
    return why ? { why, known: true } : { ...source, options, call };
  };

  if (callee.type === 'Identifier') {
    const binding = scope.bindingOf(callee);
    const pattern = binding?.node?.id;
    if (binding?.kind === 'const' && pattern?.type === 'ObjectPattern' && isUseAuth(bare(binding.node.init), scope)) {
      const property = pattern.properties.find(({ value }) => value === binding.id);
      if (property && nameOf(property) === 'getToken') return found({ kind: 'hook', binding, reference: callee });
      return undefined;
    }
    return callee.name === 'getToken' ? { why: `\`getToken\` ${whence(callee, scope)}, which is not known to be Clerk's \`useAuth()\`` } : undefined;
  }
  if (!isMember(callee) || nameOf(callee) !== 'getToken') return undefined;
  const object = bare(callee.object);
  if (isPageSession(object, scope)) return found({ kind: 'clerk' });
  const own = ownClerk(object, scope);
  if (own) return found({ kind: 'clerk', clerk: own });
  if (isUseAuth(object, scope)) return { why: '`useAuth()` is called where the token is needed', known: true };
  if (object.type === 'Identifier') {
    const binding = scope.bindingOf(object);
    if (binding?.kind === 'const' && binding.node.id.type === 'Identifier' && isUseAuth(bare(binding.node.init), scope)) return found({ kind: 'hook', binding, reference: object });
    return { why: `\`${object.name}\` ${whence(object, scope)}, which is not known to be Clerk's \`useAuth()\` or \`window.Clerk\`` };
  }
  return { why: "the token comes from something that is not known to be Clerk's `useAuth()` or `window.Clerk`" };
};
