// What of Clerk's an expression is: a hook of its packages for React and Vue, the page's `Clerk`, a session, `getToken`.

import { isConstant, type Binding, type Scope, type VariableBinding } from './scope.ts';
import { bare, idOf, is, isCall, isMember, nameOf, stringOf, type CallNode, type Node, type NodeOf } from './tree.ts';

export const REACT = /^(@clerk\/(nextjs|clerk-react|react|react-router|remix|astro\/react|tanstack-react-start|tanstack-start|clerk-expo|expo|chrome-extension|shared\/react)|gatsby-plugin-clerk)$/;
const EXPO = /^@clerk\/(clerk-)?expo$/;

const VUE = /^(@clerk\/(vue|nuxt)|#imports|#clerk)/;

/** What an imported identifier is called where it comes from; `*` is the whole module. */
export interface Imported {
  from: string;
  name: string;
  binding: Binding;
}

export const importOf = (id: Node | undefined, scope: Scope): Imported | undefined => {
  if (isMember(id)) {
    const object = bare(id.object);
    const whole = is(object, 'Identifier') ? importOf(object, scope) : undefined;
    const name = nameOf(id);
    return whole?.name === '*' && name !== undefined ? { ...whole, name } : undefined;
  }
  const binding = is(id, 'Identifier') ? scope.bindingOf(id) : undefined;
  if (binding?.kind === 'import') {
    const { node } = binding;
    if (is(node, 'TSImportEqualsDeclaration')) {
      const { moduleReference: module } = node;
      return is(module, 'TSExternalModuleReference') ? { from: module.expression.value, name: '*', binding } : undefined;
    }
    const declaration = scope.parentOf(node);
    if (!is(declaration, 'ImportDeclaration')) return undefined;
    const imported = is(node, 'ImportSpecifier') ? (idOf(node.imported) ?? stringOf(node.imported) ?? '') : undefined;
    return { from: declaration.source.value, name: imported ?? (is(node, 'ImportDefaultSpecifier') ? 'default' : '*'), binding };
  }
  const from = isConstant(binding) ? requiredBy(binding.node.init) : undefined;
  if (!isConstant(binding) || from === undefined) return undefined;
  return { from, name: propertyName(binding) ?? '*', binding };
};

/** Whether a node is in an option `getToken` that clerk-fetch is given: what this command wrote, or what somebody did by hand. */
export const isGiven = (node: Node, scope: Scope): boolean => {
  let isOption = false;
  for (let child = node, parent = scope.parentOf(child); parent; [child, parent] = [parent, scope.parentOf(parent)]) {
    isOption ||= is(parent, 'ObjectProperty', 'ObjectMethod') && nameOf(parent) === 'getToken' && scope.keyOf(child) !== 'key';
    if (!isOption) continue;
    const taker = isCall(parent) && parent.callee !== child ? bare(parent.callee) : is(parent, 'JSXOpeningElement') ? parent.name : undefined;
    if (taker && isOfClerkFetch(taker, scope)) return true;
  }
  return false;
};

const isOfClerkFetch = (taker: Node, scope: Scope) => {
  const id = is(taker, 'JSXIdentifier') ? scope.bindingOf(taker) : undefined;
  const declaration = id?.kind === 'import' ? scope.parentOf(id.node) : undefined;
  const from = is(declaration, 'ImportDeclaration') ? declaration.source.value : importOf(taker, scope)?.from;
  return /^clerk-fetch(\/|$)/.test(from ?? '') || (isMember(taker) && idOf(taker.object) === 'ClerkFetch' && !scope.bindingOf(taker.object));
};

/** The property that a variable was taken out of an object by. */
export const propertyName = ({ id, node }: VariableBinding): string | undefined => {
  const pattern = node.id;
  return is(pattern, 'ObjectPattern') ? nameOf(pattern.properties.find((one) => is(one, 'ObjectProperty') && one.value === id)) : undefined;
};

/** The module that `require('…')` names. */
export const requiredBy = (node: Node | null | undefined): string | undefined => (isCall(node) && idOf(node.callee) === 'require' ? stringOf(node.arguments[0]) : undefined);

type Hook = 'useAuth' | 'useSession' | 'useClerk';

const isHookName = (name: string): name is Hook => /^use(Auth|Session|Clerk)$/.test(name);

/** The name of Clerk's hook that is called. Clerk's own page shows `useAuth()` without its import. */
const clerkHook = (node: CallNode, scope: Scope): Hook | undefined => {
  const imported = importOf(node.callee, scope);
  if (imported) return REACT.test(imported.from) && isHookName(imported.name) ? imported.name : undefined;
  return idOf(node.callee) === 'useAuth' && !scope.bindingOf(node.callee) && scope.env.clerk ? 'useAuth' : undefined;
};

const isInstance = (node: CallNode, scope: Scope) => {
  const imported = importOf(node.callee, scope);
  return imported?.name === 'getClerkInstance' && EXPO.test(imported.from);
};

/** `Clerk`, `window.Clerk`, `(window as any).Clerk`, where `Clerk` is the page's. */
const isPageClerk = (node: Node, scope: Scope) => {
  if (is(node, 'Identifier')) return node.name === 'Clerk' && !scope.bindingOf(node);
  if (!isMember(node) || nameOf(node) !== 'Clerk') return false;
  const object = bare(node.object);
  return /^(window|globalThis|self)$/.test(idOf(object) ?? '') && !scope.bindingOf(object);
};

/** `const clerk = new Clerk(…)` of '@clerk/clerk-js', at the top of the file: its binding. */
const ownClerk = (binding: Binding | undefined, scope: Scope) => {
  const made = isConstant(binding) ? bare(binding.node.init) : undefined;
  const isClerk = is(made, 'NewExpression') && /^@clerk\/clerk-js(\/|$)/.test(importOf(made.callee, scope)?.from ?? '');
  return isClerk && binding && !scope.functionOf(binding.node) ? binding : undefined;
};

/** `const { getToken } = useAuth()` of Clerk's package for Vue, whose `getToken` is a ref: `getToken.value()`. */
const isVueAuth = (node: CallNode, scope: Scope) => {
  const imported = importOf(node.callee, scope);
  if (imported) return imported.name === 'useAuth' && VUE.test(imported.from);
  return scope.env.component === 'vue' && idOf(node.callee) === 'useAuth' && !scope.bindingOf(node.callee);
};

export type What = Hook | 'vueAuth' | 'tokenRef' | 'clerk' | 'session' | 'getToken';

/** What a hook, Clerk and a session have, by name. */
const PARTS: Partial<Record<What, Record<string, What>>> = {
  useAuth: { getToken: 'getToken' },
  vueAuth: { getToken: 'tokenRef' },
  tokenRef: { value: 'getToken' },
  useSession: { session: 'session' },
  useClerk: { session: 'session' },
  clerk: { session: 'session' },
  session: { getToken: 'getToken' },
};

const partOf = (what: What, name: string | undefined): What | undefined => {
  const parts = PARTS[what];
  return parts && name !== undefined && Object.hasOwn(parts, name) ? parts[name] : undefined;
};

/** What an expression is of Clerk's, and where that came from. */
export interface Value {
  what: What;
  root: 'hook' | 'page' | 'own' | 'instance' | 'import' | 'vue';
  hook?: Hook;
  /** The call of the hook. */
  hookCall?: CallNode;
  /** Without Clerk it is `undefined`. */
  soft?: boolean;
  /** It can be `undefined` or `null` while nobody is signed in. */
  nullable?: boolean;
  /** The file's own `new Clerk(…)`. */
  clerk?: Binding;
  /** The variable that holds it, and the identifier that names the variable here. */
  binding?: VariableBinding;
  reference?: NodeOf<'Identifier'>;
  /** How many variables it came by. */
  via?: number;
}

const valueOfCall = (node: CallNode, scope: Scope): Value | undefined => {
  if (isVueAuth(node, scope)) return { what: 'vueAuth', root: 'vue', hookCall: node, nullable: true };
  const hook = clerkHook(node, scope);
  if (hook) return { what: hook, root: 'hook', hook, hookCall: node, nullable: hook === 'useAuth' };
  return isInstance(node, scope) ? { what: 'clerk', root: 'instance' } : undefined;
};

/** The global `getToken` of Core 3. */
const isImportedToken = (imported: Imported | undefined) => imported?.name === 'getToken' && REACT.test(imported.from);

export const valueOf = (whole: Node, scope: Scope): Value | undefined => {
  const node = bare(whole);
  if (isCall(node)) return valueOfCall(node, scope);
  if (isPageClerk(node, scope)) return { what: 'clerk', root: 'page' };
  if (isMember(node)) {
    if (isImportedToken(importOf(node, scope))) return { what: 'getToken', root: 'import', nullable: true };
    const object = valueOf(node.object, scope);
    const what = object && partOf(object.what, nameOf(node));
    if (!what) return undefined;
    const soft = object.soft || (!!node.optional && object.what === 'clerk' && object.root === 'page');
    return { ...object, what, soft, nullable: object.nullable || soft || (!!node.optional && object.what === 'session') };
  }
  if (!is(node, 'Identifier')) return undefined;
  const imported = importOf(node, scope);
  if (imported) return isImportedToken(imported) ? { what: 'getToken', root: 'import', nullable: true } : undefined;
  const binding = scope.bindingOf(node);
  const own = ownClerk(binding, scope);
  if (own) return { what: 'clerk', root: 'own', clerk: own };
  if (!isConstant(binding) || binding.ids !== 1 || !binding.node.init) return undefined;
  const value = valueOf(binding.node.init, scope);
  if (!value) return undefined;
  const held = { binding, reference: node, via: (value.via ?? 0) + 1 };
  if (is(binding.node.id, 'Identifier')) return { ...value, ...held };
  const what = partOf(value.what, propertyName(binding));
  return what ? { ...value, ...held, what } : undefined;
};

/** `getToken` of Clerk that is no call: handed on, kept, or in a list of dependencies. */
export const isToken = (node: Node, scope: Scope): boolean => valueOf(node, scope)?.what === 'getToken';

const SERVER = /^@clerk\/(nextjs\/server|backend|express|fastify|hono|astro\/server|nuxt\/server|react-router\/(ssr\.)?server|remix\/(ssr\.)?server|tanstack-react-start\/server|sdk-node)/;

/** Whether a token is one of a server: `auth()`, `getAuth(request)`, `locals.auth()`. */
export const isServer = (whole: Node | null | undefined, scope: Scope): boolean => {
  const node = bare(whole);
  if (is(node, 'AwaitExpression')) return isServer(node.argument, scope);
  if (isMember(node)) return isServer(node.object, scope) || /^(auth|locals)$/.test(nameOf(node) ?? '');
  if (isCall(node)) {
    const imported = importOf(node.callee, scope);
    return imported ? SERVER.test(imported.from) : isServer(node.callee, scope);
  }
  const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
  const init = binding && /^(const|let|var)$/.test(binding.kind) && 'init' in binding.node ? binding.node.init : undefined;
  return !!init && init !== node && isServer(init, scope);
};
