// Where a token comes from: a hook of Clerk's packages for React, the page's `Clerk`, or a function that a module was given.

import { bare, isCall, isFunction, isMember, nameOf, walk } from './parse.js';

export const REACT = /^(@clerk\/(nextjs|clerk-react|react|react-router|remix|astro\/react|tanstack-react-start|tanstack-start|clerk-expo|expo|chrome-extension|shared\/react)|gatsby-plugin-clerk)$/;
const EXPO = /^@clerk\/(clerk-)?expo$/;

const VUE = /^(@clerk\/(vue|nuxt)|#imports|#clerk)/;

/** What an imported identifier is called where it comes from: `{ from, name }`. */
export const importOf = (id, scope) => {
  if (isMember(id)) {
    const whole = bare(id.object).type === 'Identifier' ? importOf(bare(id.object), scope) : undefined;
    return whole?.name === '*' ? { ...whole, name: nameOf(id) } : undefined;
  }
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

/** The name of Clerk's hook that is called. Clerk's own page shows `useAuth()` without its import. */
export const clerkHook = (node, scope) => {
  if (!isCall(node)) return undefined;
  const imported = importOf(node.callee, scope);
  if (imported) return REACT.test(imported.from) && /^use(Auth|Session|Clerk)$/.test(imported.name) ? imported.name : undefined;
  return node.callee.name === 'useAuth' && !scope.bindingOf(node.callee) && scope.env.clerk ? 'useAuth' : undefined;
};

const isInstance = (node, scope) => {
  const imported = isCall(node) ? importOf(node.callee, scope) : undefined;
  return imported?.name === 'getClerkInstance' && EXPO.test(imported.from);
};

/** `Clerk`, `window.Clerk`, `(window as any).Clerk`, where `Clerk` is the page's. */
const isPageClerk = (node, scope) => {
  if (node.type === 'Identifier') return node.name === 'Clerk' && !scope.bindingOf(node);
  if (!isMember(node) || nameOf(node) !== 'Clerk') return false;
  const object = bare(node.object);
  return /^(window|globalThis|self)$/.test(object.name) && !scope.bindingOf(object);
};

/** `const clerk = new Clerk(…)` of '@clerk/clerk-js', at the top of the file: its binding. */
const ownClerk = (binding, scope) => {
  const made = binding?.kind === 'const' ? bare(binding.node.init) : undefined;
  const isClerk = made?.type === 'NewExpression' && /^@clerk\/clerk-js(\/|$)/.test(importOf(made.callee, scope)?.from);
  return isClerk && !scope.functionOf(binding.node) ? binding : undefined;
};

/** `const { getToken } = useAuth()` of Clerk's package for Vue, whose `getToken` is a ref: `getToken.value()`. */
const isVueAuth = (node, scope) => {
  if (!isCall(node)) return false;
  const imported = importOf(node.callee, scope);
  if (imported) return imported.name === 'useAuth' && VUE.test(imported.from);
  return scope.env.component === 'vue' && node.callee.name === 'useAuth' && !scope.bindingOf(node.callee);
};

/** What a hook, Clerk and a session have, by name. */
const PARTS = {
  useAuth: { getToken: 'getToken' },
  vueAuth: { getToken: 'tokenRef' },
  tokenRef: { value: 'getToken' },
  useSession: { session: 'session' },
  useClerk: { session: 'session' },
  clerk: { session: 'session' },
  session: { getToken: 'getToken' },
};

/**
 * What an expression is of Clerk's: `{ what, root, … }`, where `root` is `'hook'`, `'page'`, `'own'`, `'instance'` or
 * `'import'`. `soft`: without Clerk it is `undefined`; `nullable`: it can be so while nobody is signed in.
 */
const valueOf = (node, scope) => {
  node = bare(node);
  if (isVueAuth(node, scope)) return { what: 'vueAuth', root: 'vue', call: node, nullable: true };
  const hook = clerkHook(node, scope);
  if (hook) return { what: hook, root: 'hook', hook, call: node, nullable: hook === 'useAuth' };
  if (isInstance(node, scope)) return { what: 'clerk', root: 'instance' };
  if (isPageClerk(node, scope)) return { what: 'clerk', root: 'page' };
  if (isMember(node)) {
    const object = valueOf(node.object, scope);
    const what = object && PARTS[object.what]?.[nameOf(node)];
    if (!what) return undefined;
    const soft = object.soft || (node.optional && object.what === 'clerk' && object.root === 'page');
    return { ...object, what, soft, nullable: object.nullable || soft || (node.optional && object.what === 'session') };
  }
  if (node.type !== 'Identifier') return undefined;
  const imported = importOf(node, scope);
  if (imported) return imported.name === 'getToken' && REACT.test(imported.from) ? { what: 'getToken', root: 'import', nullable: true } : undefined;
  const binding = scope.bindingOf(node);
  const own = ownClerk(binding, scope);
  if (own) return { what: 'clerk', root: 'own', clerk: own };
  if (binding?.kind !== 'const' || binding.ids !== 1 || !binding.node.init) return undefined;
  const { id, init } = binding.node;
  const value = valueOf(init, scope);
  if (!value) return undefined;
  const via = (value.via ?? 0) + 1;
  if (id.type === 'Identifier') return { ...value, binding, reference: node, via };
  const property = id.type === 'ObjectPattern' && id.properties.find((one) => one.value === binding.id);
  const what = property && PARTS[value.what]?.[nameOf(property)];
  return what ? { ...value, what, binding, reference: node, via } : undefined;
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

const SERVER = /^@clerk\/(nextjs\/server|backend|express|fastify|hono|astro\/server|nuxt\/server|react-router\/(ssr\.)?server|remix\/(ssr\.)?server|tanstack-react-start\/server|sdk-node)/;

/** Whether a token is one of a server: `auth()`, `getAuth(request)`, `locals.auth()`. */
const isServer = (node, scope) => {
  node = bare(node);
  if (node?.type === 'AwaitExpression') return isServer(node.argument, scope);
  if (isMember(node)) return isServer(node.object, scope) || /^(auth|locals)$/.test(nameOf(node) ?? '');
  if (isCall(node)) {
    const imported = importOf(node.callee, scope);
    return imported ? SERVER.test(imported.from) : isServer(node.callee, scope);
  }
  const binding = node?.type === 'Identifier' ? scope.bindingOf(node) : undefined;
  return !!binding && /^(const|let|var)$/.test(binding.kind) && !!binding.node.init && binding.node.init !== node && isServer(binding.node.init, scope);
};

export const ON_SERVER = 'this is the token of a server: give it to a fetcher of that request, `createAuthenticatedFetch({ getToken })` (docs/nextjs.md)';

/** What means the same at the top of the file, or of the component: a literal, an import, the environment, and there a constant. */
const isFixed = (node, scope, isHook) => {
  node = bare(node);
  if (node.type === 'StringLiteral') return true;
  if (node.type === 'LogicalExpression' && node.operator !== '&&') return isFixed(node.left, scope, isHook) && isFixed(node.right, scope, isHook);
  if (isEnvironment(node)) return true;
  const binding = node.type === 'Identifier' && scope.bindingOf(node);
  return !!binding && (binding.kind === 'import' || (isHook && binding.kind === 'const' && !scope.functionOf(binding.node)));
};

/** `process.env.X`, `import.meta.env.X`. */
export const isEnvironment = (node) => /^(process|import\.meta)\.env\.\w+$/.test(pathOf(bare(node)));

const pathOf = (node) => {
  if (isMember(node)) return `${pathOf(bare(node.object))}.${nameOf(node)}`;
  return node.type === 'MetaProperty' ? 'import.meta' : node.name;
};

/** The `{ template, organizationId }` of `getToken(…)`, as source text; a string says what is not understood. */
const tokenOptions = (call, text, scope, isHook) => {
  const [argument, ...more] = call.arguments;
  if (!argument) return {};
  if (more.length || argument.type !== 'ObjectExpression') return 'the argument of `getToken()` is no plain object';
  const options = {};
  for (const property of argument.properties) {
    const name = property.type === 'ObjectProperty' ? nameOf(property) : undefined;
    if (name === 'skipCache') return '`skipCache` asks Clerk for a new token at each call. clerk-fetch asks for a new one only after a 401, which is not the same where claims have changed';
    if (name !== 'template' && name !== 'organizationId') return '`getToken()` has an option that clerk-fetch does not know';
    if (!isFixed(property.value, scope, isHook)) return `\`${name}\` of \`getToken()\` is neither written out nor a constant of the file`;
    options[name] = text.slice(property.value.start, property.value.end);
  }
  return options;
};

/** What a component is wrapped in without ceasing to be one. */
const WRAPPERS = /^(memo|forwardRef|observer|lazy|withErrorBoundary|track)$/;

const hasJsx = (fn) => {
  let found = false;
  walk(fn.body, (node) => (found ||= node.type === 'JSXElement' || node.type === 'JSXFragment'));
  return found;
};

/** Why a hook may not be called where `call` is; undefined where it may. */
export const misplaced = (call, scope) => {
  const fn = scope.functionOf(call);
  if (!fn) return '`useAuth()` is called outside of any component or hook';
  if (fn.async || fn.generator || /Method$/.test(fn.type)) return '`useAuth()` is called in a function that is neither a component nor a hook';
  const holder = scope.parentOf(fn);
  const name = fn.id?.name ?? (holder.type === 'VariableDeclarator' ? holder.id.name : holder.type === 'AssignmentExpression' ? (nameOf(holder.left) ?? holder.left.name) : undefined);
  const wrapper = isCall(holder) && holder.arguments[0] === fn && (holder.callee.name ?? (isMember(holder.callee) ? nameOf(holder.callee) : ''));
  const isNamed = name !== undefined && /^(use[A-Z0-9]|[A-Z])/.test(name);
  const isComponent = isNamed || holder.type === 'ExportDefaultDeclaration' || (wrapper ? WRAPPERS.test(wrapper) : !isCall(holder) && hasJsx(fn));
  if (!isComponent || (name !== undefined && !isNamed)) return '`useAuth()` is called in a function that is neither a component nor a hook';
  let statement = call;
  while (scope.parentOf(statement) !== fn.body && scope.parentOf(statement) !== fn) statement = scope.parentOf(statement);
  const isTop = /^(VariableDeclaration|ExpressionStatement|ReturnStatement)$/.test(statement.type);
  return isTop ? undefined : '`useAuth()` is called under a condition';
};

/** Names that are bound inside of `node`, and those that it takes from outside. */
const freeOf = (node, scope) => {
  const free = new Set();
  walk(node, (one) => {
    const binding = one.type === 'Identifier' || one.type === 'JSXIdentifier' ? scope.bindingOf(one) : undefined;
    if (binding && !scope.within(binding.id, node)) free.add(binding);
    if (one.type === 'ThisExpression') free.add({ kind: 'this', node: one });
  });
  return [...free];
};

/** Whether `node` means the same where the new function is made: at the module's top, or in the component of `fn`. */
export const isPortable = (node, fn, scope) =>
  freeOf(node, scope).every(({ kind, node: declared, id }) => {
    if (kind === 'this') return false;
    if (kind === 'import') return true;
    const owner = kind === 'param' ? declared : scope.functionOf(declared);
    if (owner) return owner === fn && (kind === 'param' || scope.parentOf(scope.parentOf(declared)) === fn.body || declared.id === id);
    const statement = scope.parentOf(declared);
    return statement.type === 'Program' || /^(Program|Export\w+Declaration)$/.test(scope.parentOf(statement)?.type);
  });

/** A variable of the module that is only ever given a `getToken` by a function which the project calls with Clerk's. */
const setterOf = (binding, scope) => {
  if (!binding || !/^(let|var)$/.test(binding.kind) || binding.ids !== 1 || scope.functionOf(binding.node) || binding.node.id.type !== 'Identifier') return undefined;
  const init = binding.node.init && bare(binding.node.init);
  if (init && init.type !== 'NullLiteral' && init.name !== 'undefined' && !isFunction(init)) return undefined;
  for (const reference of binding.references) {
    const assignment = scope.parentOf(reference);
    if (assignment.type !== 'AssignmentExpression' || assignment.left !== reference) continue;
    const fn = scope.functionOf(assignment);
    const name = fn && (fn.id?.name ?? scope.parentOf(fn).id?.name);
    const given = bare(assignment.right);
    const isGiven = given.type === 'Identifier' && scope.bindingOf(given)?.kind === 'param' && scope.bindingOf(given).node === fn;
    if (isGiven && name && scope.env.setters.has(name)) return { name };
  }
  return undefined;
};

/** Whether a TypeScript annotation is seen to take options: anything else might be a function without parameters. */
const takesOptions = (annotation) => /^[\s(]*\(\s*\w+\??\s*:/.test(annotation) || /^GetToken\b/.test(annotation);

/**
 * What a call `….getToken(…)` is: `{ root, binding, options, call, soft, nullable, portable }`, or `{ why, known }`, where `known` is Clerk's
 * for sure; undefined for what is none of Clerk's.
 */
export const sourceOf = (call, scope, text) => {
  const callee = bare(call.callee);
  const value = valueOf(callee, scope);
  if (value?.what === 'getToken') {
    const isHook = value.root === 'hook' || value.root === 'vue';
    const options = tokenOptions(call, text, scope, isHook);
    const whyNot = () => {
      if (isHook && !value.binding) return `\`${value.hook ?? 'useAuth'}()\` is called where the token is needed`;
      if (value.via > 1 || (!isHook && value.binding && value.root !== 'own')) return `the token comes by way of \`${value.reference.name}\`, which is not followed`;
      const place = value.root === 'hook' && misplaced(value.call, scope);
      if (place) return place.replace('`useAuth()`', `\`${value.hook}()\``);
      if (value.root === 'hook' && !scope.env.react) return `package.json has React ${scope.env.versions.react}, and the hooks of clerk-fetch need React 18`;
      return typeof options === 'string' && options;
    };
    const why = whyNot();
    if (why) return { why, known: true };
    const own = value.root === 'own' ? { clerk: value.clerk } : {};
    const nullable = value.nullable || (isHook && isMember(callee) && callee.optional);
    return { ...value, ...own, nullable, binding: isHook ? value.binding : undefined, options, call, callee, asText: value.root === 'instance' };
  }
  if (callee.type === 'Identifier') {
    const binding = scope.bindingOf(callee);
    const setter = setterOf(binding, scope);
    if (setter) {
      const options = tokenOptions(call, text, scope, false);
      if (typeof options === 'string') return { why: options, known: true };
      const { id } = binding.node;
      const annotation = id.typeAnnotation ? text.slice(id.typeAnnotation.start, id.typeAnnotation.end).replace(/^:\s*/, '') : undefined;
      return { root: 'setter', options, call, callee, asText: true, soft: true, nullable: true, bare: annotation !== undefined && !takesOptions(annotation) };
    }
    if (callee.name !== 'getToken') return undefined;
    const server = binding && /^(const|let|var)$/.test(binding.kind) && isServer(binding.node.init, scope);
    if (server) return { why: ON_SERVER, known: true };
    return { why: `\`getToken\` ${whence(callee, scope)}, which is not known to be Clerk's \`useAuth()\`` };
  }
  if (!isMember(callee) || nameOf(callee) !== 'getToken') return undefined;
  const object = bare(callee.object);
  if (isServer(object, scope)) return { why: ON_SERVER, known: true };
  if (object.type === 'Identifier') return { why: `\`${object.name}\` ${whence(object, scope)}, which is not known to be Clerk's \`useAuth()\` or \`window.Clerk\`` };
  return { why: "the token comes from something that is not known to be Clerk's `useAuth()` or `window.Clerk`" };
};

/** `getToken` of Clerk that is no call: handed on, kept, or in a list of dependencies. */
export const isToken = (node, scope) => valueOf(node, scope)?.what === 'getToken';
