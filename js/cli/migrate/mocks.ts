// Tests that stand in for Clerk: they may fail once the code has changed.

import { importOf } from './clerk.ts';
import { UNKNOWN } from './env.ts';
import { parse, walk } from './parse.ts';
import { analyse, isConstant, type Scope } from './scope.ts';
import { bare, idOf, is, isCall, isMember, nameOf, stringOf, type CallNode, type Node } from './tree.ts';

const IS_TEST = /(^|[\\/])(__tests__|__mocks__|tests?|spec|e2e|cypress)[\\/]|\.(test|spec|cy|stories)\.\w+$/;
const IS_TEST_SET_UP = /(jest|vitest|test)[\w.-]*(setup|config)|setup-?(jest|vitest|tests?)/i;
const IS_CONFIG = /(^|[\\/])[\w.-]*config\.[mc]?[jt]s$|(^|[\\/])\.storybook[\\/]/;

/** A package of Clerk's that has hooks, as a name or in a pattern for names. */
const CLERK = /^[\^(]*@clerk[\\/]/;

/** What puts another module in the place of one: of Vitest, Jest, Bun, Node's test runner, and of libraries for any runner. */
const REPLACES = /^(mock|doMock|unstable_mockModule|mockModule|setMock|registerMock|registerSubstitute|replaceEsm|replaceCjs|proxyquire|rewiremock|esmock|quibble|mockImport)$/i;
/** Names that mean something else too, by the object that they are of. */
const OF_OBJECT: Record<string, RegExp> = { module: /^(mock|t|test|context|ctx)$/, replace: /^(td|testdouble|quibble)$/, esm: /^(quibble|td)$/, method: /^(mock|t|context|ctx)$/, strict: /^esmock$/, p: /^esmock$/ };
/** What puts another function in the place of one. */
const SPIES = /^(spyOn|stub|replaceProperty|spy|fake|stubObject|method|replace|mock)$/;

const HOOK = /^(use(Auth|Session|Clerk)|getToken)$/;

/** Where a file stands in for Clerk. */
export interface Mock {
  line: number;
  /** It replaces Clerk's hooks; else the page's `Clerk`. */
  isHook: boolean;
  message: string;
}

/** Whether an expression names a package of Clerk's, in itself or in a part of it. */
const namesClerk = (node: Node, scope: Scope): boolean => {
  let found = false;
  walk(node, (one) => {
    const binding = is(one, 'Identifier') ? scope.bindingOf(one) : undefined;
    const value = stringOf(one) ?? (isConstant(binding) ? stringOf(bare(binding.node.init)) : undefined) ?? (is(one, 'TemplateLiteral') && !one.expressions.length ? one.quasis[0]?.value.cooked : undefined);
    found ||= CLERK.test(value ?? '');
  });
  return found;
};

const calleeOf = (call: CallNode) => {
  const callee = bare(call.callee);
  if (!isMember(callee)) return { name: idOf(callee) ?? '', owner: '' };
  const object = bare(callee.object);
  return { name: nameOf(callee) ?? '', owner: idOf(object) ?? nameOf(object) ?? '' };
};

/** `vi.mock('@clerk/react', …)`, `proxyquire('./api', { '@clerk/react': … })`. */
const replacesModule = (call: CallNode, scope: Scope) => {
  const { name, owner } = calleeOf(call);
  if (!REPLACES.test(name) && !OF_OBJECT[name]?.test(owner)) return false;
  const [first, second, third] = call.arguments;
  const isNamed = (node: Node | undefined) => {
    if (is(node, 'ObjectExpression')) return node.properties.some((one) => CLERK.test(nameOf(one) ?? ''));
    return !!node && !/Function/.test(node.type) && namesClerk(node, scope);
  };
  return [first, second, third].some(isNamed);
};

/** What stands for all of Clerk's package: `import * as clerk`, `await import('@clerk/react')`. */
const isWhole = (node: Node, scope: Scope) => {
  const inner = bare(node);
  const name = importOf(inner, scope);
  if (name) return name.name === '*' && CLERK.test(name.from);
  const binding = is(inner, 'Identifier') ? scope.bindingOf(inner) : undefined;
  const value = isConstant(binding) && is(binding.node.id, 'Identifier') ? bare(binding.node.init) : inner;
  return !!value && (isCall(value) || is(value, 'AwaitExpression', 'ImportExpression')) && namesClerk(value, scope);
};

/** `vi.spyOn(clerk, 'useAuth')`. */
const replacesHook = (call: CallNode, scope: Scope) => {
  const { name } = calleeOf(call);
  const [object, key] = call.arguments;
  return SPIES.test(name) && !!object && HOOK.test(stringOf(key) ?? '') && isWhole(object, scope);
};

/** `clerk.useAuth = …`, `require.cache[require.resolve('@clerk/react')] = …`. */
const assignsHook = (target: Node, scope: Scope) =>
  isMember(target) && ((HOOK.test(nameOf(target) ?? '') && isWhole(target.object, scope)) || (target.computed && /^(cache|_cache)$/.test(nameOf(target.object) ?? '') && namesClerk(target.property, scope)));

const GLOBAL = /^(window|globalThis|global|self|win)$/;

const isGlobal = (node: Node | undefined) => {
  const object = node && bare(node);
  return GLOBAL.test(idOf(object) ?? '') || (isMember(object) && GLOBAL.test(nameOf(object) ?? ''));
};

/** `window.Clerk = …`, `vi.stubGlobal('Clerk', …)`, `Object.defineProperty(window, 'Clerk', …)`. */
const replacesGlobal = (node: Node) => {
  if (is(node, 'AssignmentExpression')) {
    const target = bare(node.left);
    return isMember(target) && nameOf(target) === 'Clerk' && isGlobal(target.object);
  }
  if (!isCall(node)) return false;
  const { name } = calleeOf(node);
  const [first, second] = node.arguments;
  if (name === 'stubGlobal' || name === 'defineGlobal') return stringOf(first) === 'Clerk';
  if (!isGlobal(first)) return false;
  if (/^(defineProperty|set|stub|spyOn|replaceProperty)$/.test(name)) return stringOf(second) === 'Clerk';
  return name === 'assign' && is(second, 'ObjectExpression') && second.properties.some((one) => nameOf(one) === 'Clerk');
};

/** `alias: { '@clerk/react': './fake' }`, `{ find: '@clerk/react' }`, `moduleNameMapper: { '^@clerk/react$': … }`. */
const isAlias = (node: Node, scope: Scope) => {
  if (!is(node, 'ObjectProperty') || !is(scope.parentOf(node), 'ObjectExpression')) return false;
  const name = nameOf(node) ?? '';
  const value = bare(node.value);
  if (name === 'find') return CLERK.test(stringOf(value) ?? (is(value, 'RegExpLiteral') ? value.pattern : ''));
  return CLERK.test(name) && !/Function|Literal$/.test(is(value, 'StringLiteral') ? '' : value.type) && !scope.text.slice(value.start, value.end).includes('node_modules');
};

const HOOKS = "this replaces Clerk's hooks, and the changed code no longer calls `useAuth`: a test that needs this passes before and fails after";
const PAGE = "this replaces the page's `Clerk`, and the changed code waits until a Clerk has loaded: a test that needs this passes before and may fail after";

/** @throws as `parse` does */
export const mockIn = (file: string, text: string): Mock | undefined => {
  if (/(^|[\\/])__mocks__[\\/]@clerk[\\/]/.test(file)) return { line: 1, isHook: true, message: HOOKS };
  const isTest = IS_TEST.test(file) || IS_TEST_SET_UP.test(file);
  const isConfig = IS_CONFIG.test(file);
  if (!/@clerk/.test(text) && !isTest) return undefined;
  const ast = parse(text, file);
  const scope = analyse(ast, text, UNKNOWN);
  let found: Mock | undefined;
  walk(ast.program, (node) => {
    const target = is(node, 'AssignmentExpression') ? bare(node.left) : undefined;
    const isHook = (isCall(node) && (replacesModule(node, scope) || replacesHook(node, scope))) || (!!target && assignsHook(target, scope)) || (isConfig && isAlias(node, scope));
    if (found || (!isHook && !(isTest && replacesGlobal(node)))) return;
    found = { line: text.slice(0, node.start).split('\n').length, isHook, message: isHook ? HOOKS : PAGE };
  });
  return found;
};
