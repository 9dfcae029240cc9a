// Where a token comes from: a call of Clerk's `getToken`, or of a function that a module was given.

import { importOf, isServer, valueOf, type Value } from './clerk.ts';
import { isEnvironment, misplaced } from './places.ts';
import { isVariable, type Binding, type Scope } from './scope.ts';
import { bare, idOf, is, isCall, isFunction, isMember, nameOf, stringOf, type CallNode, type Node } from './tree.ts';

/** Of a token: who is asked for it, and how. */
export interface Source extends Omit<Value, 'what' | 'root'> {
  root: Value['root'] | 'setter';
  call: CallNode;
  callee: Node;
  /** The options of `getToken`, as source text. */
  options: Record<string, string>;
  /** The expression becomes the option `getToken`. */
  asText?: boolean;
  /** The function takes no options. */
  bare?: boolean;
}

/** A token that cannot be followed; `known` is Clerk's for sure. */
export interface Unfollowed {
  why: string;
  known?: boolean;
}

/** How a binding got its value, for a sentence: "`getToken` is …". */
const whence = (id: Node, scope: Scope) => {
  const binding = scope.bindingOf(id);
  if (!binding) return 'is declared nowhere in this file';
  if (binding.kind === 'param') return 'is a parameter here';
  const imported = importOf(id, scope);
  if (binding.kind === 'import' && imported) return `comes from '${imported.from}'`;
  const init = 'init' in binding.node ? bare(binding.node.init) : undefined;
  const call = is(init, 'AwaitExpression') ? bare(init.argument) : init;
  const name = isCall(call) ? idOf(call.callee) : undefined;
  if (!isCall(call) || name === undefined) return 'is declared in this file';
  const from = importOf(call.callee, scope)?.from;
  return `comes from \`${name}()\`${from ? ` of '${from}'` : ''}`;
};

const ON_SERVER = 'this is the token of a server: give it to a fetcher of that request, `createAuthenticatedFetch({ getToken })` (docs/nextjs.md)';

/** Where somebody goes on who hands a token's function to code. */
const GIVEN = ': give that code `createAuthenticatedFetch({ getToken })` in its place (docs/vanilla.md)';

/** How a variable comes from Clerk, where the way is not followed: `const { ...rest } = useAuth()`, `await import('@clerk/react')`, a default, another package. */
const byWay = (id: Node, scope: Scope): string | undefined => {
  const binding = scope.bindingOf(id);
  const imported = importOf(id, scope);
  if (imported && imported.name === 'getToken' && /^@clerk\//.test(imported.from)) return `is \`getToken\` of '${imported.from}', which is not converted`;
  if (!isVariable(binding) || !binding.node.init) return undefined;
  const init = bare(binding.node.init);
  const call = is(init, 'AwaitExpression') ? bare(init.argument) : init;
  const module = is(call, 'ImportExpression') ? stringOf(call.source) : isCall(call) && is(call.callee, 'Import') ? stringOf(call.arguments[0]) : undefined;
  const isClerks = module === undefined ? !!init && !!valueOf(init, scope) : /^@clerk\//.test(module);
  if (!isClerks) return undefined;
  const name = is(binding.node.id, 'ObjectPattern') ? nameOf(binding.node.id.properties.find((one) => is(one, 'ObjectProperty') && scope.within(binding.id, one))) : undefined;
  // Of all that Clerk gives, only what may hold its `getToken`.
  return name === undefined || name === 'getToken' ? "comes from Clerk in a way that is not followed: write `const { getToken } = useAuth()`" : undefined;
};

/** What means the same at the top of the file, or of the component: a literal, an import, the environment, and there a constant. */
const isFixed = (whole: Node, scope: Scope, isHook: boolean): boolean => {
  const node = bare(whole);
  if (is(node, 'StringLiteral')) return true;
  if (is(node, 'LogicalExpression') && node.operator !== '&&') return isFixed(node.left, scope, isHook) && isFixed(node.right, scope, isHook);
  if (isEnvironment(node)) return true;
  const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
  return !!binding && (binding.kind === 'import' || (isHook && binding.kind === 'const' && !scope.functionOf(binding.node)));
};

/** The `{ template, organizationId }` of `getToken(…)`, as source text; a string says what is not understood. */
const tokenOptions = (call: CallNode, text: string, scope: Scope, isHook: boolean): Record<string, string> | string => {
  const [argument, ...more] = call.arguments;
  if (!argument) return {};
  if (more.length || !is(argument, 'ObjectExpression')) return 'the argument of `getToken()` is no plain object';
  const options: Record<string, string> = {};
  for (const property of argument.properties) {
    const name = is(property, 'ObjectProperty') ? nameOf(property) : undefined;
    if (name === 'skipCache' && is(property, 'ObjectProperty') && is(property.value, 'BooleanLiteral') && !property.value.value) continue;
    if (name === 'skipCache') return '`skipCache` asks Clerk for a new token at each call. clerk-fetch asks for a new one only after a 401, which is not the same where claims have changed';
    if (!is(property, 'ObjectProperty') || (name !== 'template' && name !== 'organizationId')) return '`getToken()` has an option that clerk-fetch does not know';
    const constant = scope.bindingOf(bare(property.value));
    if (!isHook && constant?.kind === 'const' && !scope.functionOf(constant.node)) return `\`${name}\` of \`getToken()\` is a constant of the file, and the fetcher may stand above it: write its value`;
    if (!isFixed(property.value, scope, isHook)) return `\`${name}\` of \`getToken()\` is neither written out nor a constant of the file`;
    options[name] = text.slice(property.value.start, property.value.end);
  }
  return options;
};

/** A variable of the module that is only ever given a `getToken` by a function which the project calls with Clerk's. */
const isSetter = (binding: Binding | undefined, scope: Scope) => {
  if (!isVariable(binding) || binding.kind === 'const' || binding.ids !== 1 || scope.functionOf(binding.node) || !is(binding.node.id, 'Identifier')) return false;
  const init = bare(binding.node.init);
  if (init && !is(init, 'NullLiteral') && idOf(init) !== 'undefined' && !isFunction(init)) return false;
  return binding.references.some((reference) => {
    const assignment = scope.parentOf(reference);
    if (!is(assignment, 'AssignmentExpression') || assignment.left !== reference) return false;
    const fn = scope.functionOf(assignment);
    const holder = fn && scope.parentOf(fn);
    const name = fn && (('id' in fn ? idOf(fn.id) : undefined) ?? (is(holder, 'VariableDeclarator') ? idOf(holder.id) : undefined));
    const given = scope.bindingOf(bare(assignment.right));
    return given?.kind === 'param' && given.node === fn && name !== undefined && scope.env.setters.has(name);
  });
};

/** Whether a type is seen to take options: anything else might be a function without parameters. */
const takesOptions = (type: Node, scope: Scope): boolean => {
  if (is(type, 'TSTypeAnnotation', 'TSParenthesizedType', 'TSTypeAliasDeclaration')) return takesOptions(type.typeAnnotation, scope);
  if (is(type, 'TSUnionType')) return type.types.every((one) => is(one, 'TSNullKeyword', 'TSUndefinedKeyword') || takesOptions(one, scope));
  if (is(type, 'TSFunctionType')) return type.parameters.length > 0;
  if (!is(type, 'TSTypeReference')) return false;
  const binding = scope.bindingOf(type.typeName);
  if (binding?.kind === 'type') return takesOptions(binding.node, scope);
  return /^@clerk\//.test(importOf(type.typeName, scope)?.from ?? '');
};

/** Why Clerk's own token is left. */
const whyNot = (value: Value, scope: Scope): string | undefined => {
  const isHook = value.root === 'hook' || value.root === 'vue';
  const hook = value.hook ?? 'useAuth';
  if (isHook && !value.binding) return `\`${hook}()\` is called where the token is needed`;
  if ((value.via ?? 0) > 1 || (!isHook && value.binding && value.root !== 'own')) return `the token comes by way of \`${value.reference?.name}\`, which is not followed`;
  if (value.root !== 'hook' || !value.hookCall) return undefined;
  if (value.hookCall.arguments.length) return `\`${hook}()\` is called with options, which the hooks of clerk-fetch do not take`;
  const place = misplaced(value.hookCall, scope);
  if (place) return place.replace('`useAuth()`', `\`${hook}()\``);
  return scope.env.react ? undefined : `package.json has React ${scope.env.versions.react}, and the hooks of clerk-fetch need React 18`;
};

/** A type of the file's own for the page's Clerk, whose `getToken` takes no options. */
const BARE = /\bgetToken\??\s*(?::\s*\(\s*\)\s*=>|\(\s*\)\s*:)/;

/** Of a call `….getToken(…)`: its source, or why it is left; undefined for what is none of Clerk's. */
export const sourceOf = (call: CallNode, scope: Scope, text: string): Source | Unfollowed | undefined => {
  const callee = bare(call.callee);
  const value = valueOf(callee, scope);
  if (value?.what === 'getToken') {
    const isHook = value.root === 'hook' || value.root === 'vue';
    const options = tokenOptions(call, text, scope, isHook);
    const why = whyNot(value, scope);
    if (why !== undefined) return { why, known: true };
    if (typeof options === 'string') return { why: options, known: true };
    const { binding, ...rest } = value;
    const nullable = value.nullable || (isHook && isMember(callee) && !!callee.optional);
    const isBare = value.root === 'page' && BARE.test(text);
    return { ...rest, ...(isHook && binding && { binding }), nullable, options, call, callee, asText: value.root === 'instance', ...(isBare && { bare: true }) };
  }
  if (is(callee, 'Identifier')) {
    const binding = scope.bindingOf(callee);
    if (isVariable(binding) && isSetter(binding, scope)) {
      const options = tokenOptions(call, text, scope, false);
      if (typeof options === 'string') return { why: options, known: true };
      const type = is(binding.node.id, 'Identifier') ? binding.node.id.typeAnnotation : undefined;
      return { root: 'setter', options, call, callee, asText: true, soft: true, nullable: true, bare: !!type && !takesOptions(type, scope) };
    }
    const way = byWay(callee, scope);
    if (way) return { why: `\`${callee.name}\` ${way}`, known: true };
    if (callee.name !== 'getToken') return undefined;
    if (isVariable(binding) && isServer(binding.node.init, scope)) return { why: ON_SERVER, known: true };
    return { why: `\`getToken\` ${whence(callee, scope)}, which is not known to be Clerk's \`useAuth()\`${binding?.kind === 'param' ? GIVEN : ''}` };
  }
  if (!isMember(callee) || nameOf(callee) !== 'getToken') return undefined;
  const object = bare(callee.object);
  if (isServer(object, scope)) return { why: ON_SERVER, known: true };
  if (is(object, 'ThisExpression')) return { why: `\`this.getToken\` is not known to be Clerk's${GIVEN}` };
  const way = is(object, 'Identifier') ? byWay(object, scope) : undefined;
  if (way && is(object, 'Identifier')) return { why: `\`${object.name}\` ${way}`, known: true };
  if (is(object, 'Identifier')) return { why: `\`${object.name}\` ${whence(object, scope)}, which is not known to be Clerk's \`useAuth()\` or \`window.Clerk\`` };
  return { why: "the token comes from something that is not known to be Clerk's `useAuth()` or `window.Clerk`" };
};
