// What a token is used for: all of it must be understood.

import { interceptorOf, type Interceptor } from './interceptors.ts';
import { walk } from './parse.ts';
import { isOfSignIn, isPortable, isSteady } from './places.ts';
import { siteOf, type Site } from './request.ts';
import type { Binding, Scope } from './scope.ts';
import type { Source } from './source.ts';
import { Left, above, bare, is, isCall, isEmpty, isEmptyObject, isFunction, isMember, nameOf, stringOf, type CallNode, type FunctionNode, type Node, type NodeOf } from './tree.ts';
import { destinationOf } from './whither.ts';

/** A source with the expression that is awaited. */
export interface AskedSource extends Source {
  expression: Node;
  /** It throws instead of giving nothing: nobody is signed in, or Clerk is not there. */
  throws: boolean;
  /** A failure gives a value in its place: `getToken().catch(() => null)`. */
  isSafe: boolean;
  /** The expression awaits the token itself. */
  isWhole?: boolean;
}

/** An interceptor with the one place in it that sets the header. */
export interface UsedInterceptor extends Interceptor {
  isDirect: boolean;
  awaiting: Node;
  /** The variable that holds the token; undefined where the header itself asks for it. */
  holder: string | undefined;
  guarded: boolean;
  /** The statement, or the element of an object, that sets the header. */
  setting: Node;
  value: Node;
}

/** All that a token is used for; one that is kept is asked for something else too. */
export interface Use {
  source: AskedSource;
  sites: Site[];
  interceptor?: UsedInterceptor;
  declaration?: NodeOf<'VariableDeclarator'>;
  keepsToken?: boolean;
  /** When the token is asked for. */
  when?: When;
}

/** A condition of the function itself: `isPublic ? null : await getToken()`. */
export interface When {
  test: Node;
  /** The token is asked for where the test is true. */
  holds: boolean;
}

/** The whole `Bearer …` around a token: a template or a sum. */
export const bearerAround = (node: Node, { parentOf }: Scope): Node | undefined => {
  let parent = parentOf(node);
  const isDefaulted = () => is(parent, 'LogicalExpression') && parent.operator !== '&&' && stringOf(parent.right) === '' && parent.right !== node;
  while (parent && (bare(parent) !== parent || isDefaulted())) parent = parentOf(parent);
  if (is(parent, 'TemplateLiteral')) {
    const [first, last, ...more] = parent.quasis;
    return !more.length && last?.value.cooked === '' && /^bearer $/i.test(first?.value.cooked ?? '') ? parent : undefined;
  }
  return is(parent, 'BinaryExpression') && parent.operator === '+' && /^bearer $/i.test(stringOf(parent.left) ?? '') ? parent : undefined;
};

/** A test that asks whether there is a token: `token`, `!!token`, `token !== null`. */
const isTestOf = (whole: Node, reference: Node) => {
  const node = bare(whole);
  if (node === reference) return true;
  if (is(node, 'UnaryExpression') && node.operator === '!') {
    const inner = bare(node.argument);
    return is(inner, 'UnaryExpression') && inner.operator === '!' && bare(inner.argument) === reference;
  }
  return is(node, 'BinaryExpression') && /^!==?$/.test(node.operator) && bare(node.left) === reference && isEmptyObject(node.right);
};

const isInBearer = (binding: Binding | undefined, scope: Scope) => !!binding && binding.references.some((reference) => bearerAround(reference, scope));

/** Whether a token, or the variable that holds it, is in a `Bearer …`. */
export const isForBearer = (call: Node, scope: Scope): boolean => {
  const [awaiting] = above(call, scope);
  if (!is(awaiting, 'AwaitExpression')) return isHandled(awaiting, scope);
  if (bearerAround(awaiting, scope)) return true;
  let [holder] = above(awaiting, scope);
  while (is(holder, 'ConditionalExpression', 'LogicalExpression')) [holder] = above(holder, scope);
  const id = is(holder, 'VariableDeclarator') ? holder.id : is(holder, 'AssignmentExpression') ? holder.left : undefined;
  // `const { jwt } = await clerkClient.sessions.getToken(…)`
  if (is(id, 'ObjectPattern')) return id.properties.some((one) => is(one, 'ObjectProperty') && isInBearer(scope.bindingOf(one.value), scope));
  return is(id, 'Identifier') && isInBearer(scope.bindingOf(id), scope);
};

/** `getToken().then((token) => … Bearer …)`. */
const isHandled = (then: Node, scope: Scope) => {
  const call = isMember(then) && nameOf(then) === 'then' ? scope.parentOf(then) : undefined;
  const handler = isCall(call) ? call.arguments[0] : undefined;
  const parameter = isFunction(handler) ? handler.params[0] : undefined;
  return is(parameter, 'Identifier') && isInBearer(scope.bindingOf(parameter), scope);
};

const HERE = 'the token depends on what is known only in this function';

const ELSEWHERE = /^(evaluate\w*|waitForFunction|addInitScript|executeScript)$/;

/** A function that a test's driver sends to a page: nothing of its module is there. */
const runsElsewhere = (node: Node, scope: Scope) => {
  for (let fn = scope.functionOf(node); fn; fn = scope.functionOf(fn)) {
    const call = scope.parentOf(fn);
    if (isCall(call) && isMember(call.callee) && ELSEWHERE.test(nameOf(call.callee) ?? '')) return true;
  }
  return false;
};

/** `getToken().catch(…)`. */
const caughtOf = (call: CallNode, scope: Scope) => {
  const [member, child] = above(call, scope);
  if (!isMember(member) || member.object !== child || nameOf(member) !== 'catch') return undefined;
  const caught = scope.parentOf(member);
  return isCall(caught) && caught.callee === member && caught.arguments.length === 1 ? caught : undefined;
};

const rethrows = ({ arguments: [handler] }: CallNode) => {
  let found = !isFunction(handler);
  if (handler) walk(handler, (node) => (found ||= is(node, 'ThrowStatement', 'AwaitExpression') || nameOf(node) === 'reject'));
  return found;
};

/**
 * What holds an awaited token: `await getToken()`, `(await getToken()) ?? null`, `x ? await getToken() : null`. `child` is what the
 * holder has of it, `condition` the outermost expression that asks only sometimes, `tests` what all such expressions ask.
 */
const holderOf = (awaiting: Node, scope: Scope) => {
  let [holder, child] = above(awaiting, scope);
  let condition: Node | undefined;
  const tests: Node[] = [];
  for (;;) {
    const isDefault = is(holder, 'LogicalExpression') && holder.operator !== '&&' && holder.left === child && isEmpty(holder.right);
    const isChosen = is(holder, 'ConditionalExpression') && ((holder.consequent === child && isEmpty(holder.alternate)) || (holder.alternate === child && isEmpty(holder.consequent)));
    const isJoined = is(holder, 'LogicalExpression') && holder.operator === '&&' && holder.right === child;
    if (!isDefault && !isChosen && !isJoined) return { holder, child, condition, tests };
    if (isChosen || isJoined) condition = holder;
    if (is(holder, 'ConditionalExpression')) tests.push(holder.test);
    else if (isJoined && is(holder, 'LogicalExpression')) tests.push(holder.left);
    [holder, child] = above(holder, scope);
  }
};

/** The condition under which a token is asked for, when it can be asked again where the request is made. */
const whenOf = (condition: Node | undefined, awaiting: Node, scope: Scope): When | undefined => {
  if (is(condition, 'ConditionalExpression')) {
    const holds = bare(condition.consequent) === awaiting;
    return (holds || bare(condition.alternate) === awaiting) && isSteady(condition.test, scope) ? { test: condition.test, holds } : undefined;
  }
  return is(condition, 'LogicalExpression') && bare(condition.right) === awaiting && isSteady(condition.left, scope) ? { test: condition.left, holds: true } : undefined;
};

/** Whether a condition can stand in the place of a request's `fetch`. */
const canChoose = ({ call }: { call: CallNode }, { test }: When, scope: Scope) => {
  const fn = scope.functionOf(test);
  let statement: Node | undefined = call;
  while (statement && !/Statement$|Declaration$/.test(statement.type)) statement = scope.parentOf(statement);
  // Without semicolons, a parenthesis would go on with the line before.
  return scope.functionOf(call) === fn && !(is(statement, 'ExpressionStatement') && statement.start === call.start);
};

/** @throws Left as soon as one use is not understood. The token is awaited in the header itself, or in a variable. */
export const usesOf = (found: Source, scope: Scope, text: string): Use => {
  const { call } = found;
  if (runsElsewhere(call, scope)) throw new Left(call, 'this code runs in another page than the module that it is in');
  const whither = (node: Node) => new Left(node, destinationOf(node, scope, text));
  const caught = caughtOf(call, scope);
  const throws = !found.nullable || (found.root === 'page' && !found.soft);
  const source: AskedSource = { ...found, expression: caught ?? call, throws, isSafe: caught !== undefined && !rethrows(caught) };
  if (caught) Object.assign(source, { asText: true, nullable: true, soft: true });
  const [awaiting] = above(source.expression, scope);
  if (!is(awaiting, 'AwaitExpression')) throw whither(source.expression);

  const interceptor = interceptorOf(call, scope, text);
  if (interceptor && 'why' in interceptor) throw new Left(interceptor.node, interceptor.why);

  const { holder, child, condition, tests: asks } = holderOf(awaiting, scope);
  const direct = bearerAround(awaiting, scope);
  const declared = is(holder, 'VariableDeclarator') && holder.init === child && is(holder.id, 'Identifier') ? holder : undefined;
  const binding = declared && scope.bindingOf(declared.id);
  const isOutside = !condition || isPortable(condition, source.binding && scope.functionOf(source.binding.node), scope);
  const when = isOutside || interceptor ? undefined : whenOf(condition, awaiting, scope);
  if (condition && !when) Object.assign(source, { asText: true, nullable: true, soft: true, expression: condition, isWhole: true });
  checkText(source, scope);
  if (condition && !when && asks.some(callsSomething)) throw new Left(call, 'the condition calls something, which would be called at each request');

  if (interceptor) {
    if (condition) throw new Left(call, 'the token is asked for under a condition inside of an interceptor');
    return { source, sites: [], interceptor: inInterceptor({ interceptor, direct, awaiting, binding }, scope, whither), keepsToken: true };
  }
  const isDefaulted = (node: Node) => is(above(node, scope)[0], 'LogicalExpression');
  if (direct) {
    const site = siteOf(direct, () => false, scope, text);
    return { source, sites: [isDefaulted(awaiting) ? { ...site, anonymous: true, empty: true } : site] };
  }
  if (!declared || !binding) throw whither(awaiting);
  const statement = scope.parentOf(declared);
  const block = statement && scope.parentOf(statement);
  if (!is(block, 'BlockStatement', 'Program', 'SwitchCase', 'StaticBlock') && !block?.type.startsWith('Export')) throw new Left(call, 'the token is declared in the head or the body of another statement');
  if (binding.ids !== 1) throw new Left(declared, `\`${binding.id.name}\` is declared twice`);

  const hasDefault = bare(declared.init) !== awaiting && !condition;
  const defaulted = new Set<Node>();
  const values: Node[] = [];
  const tests = new Set<Node>();
  for (const reference of binding.references) {
    const around = bearerAround(reference, scope);
    if (around) {
      values.push(around);
      if (isDefaulted(reference)) defaulted.add(around);
    } else tests.add(reference);
  }
  const sites: Site[] = [];
  for (const around of values) {
    const isToken = (test: Node) => {
      const same = [...tests].find((reference) => isTestOf(test, reference));
      if (same) tests.delete(same);
      return !!same;
    };
    const site = siteOf(around, isToken, scope, text);
    sites.push(hasDefault || defaulted.has(around) ? { ...site, anonymous: true, empty: true } : site);
  }
  if (!binding.references.length) throw new Left(call, 'the token is not used');
  const other = [...tests].find((reference) => !isCondition(reference, scope));
  if (other) throw new Left(other, destinationOf(other, scope, text));
  if (when && !sites.every(({ anonymous, requests }) => anonymous && requests.every((one) => canChoose(one, when, scope)))) throw new Left(call, HERE);
  const calls = sites.flatMap(({ requests }) => requests.map((one) => one.call));
  const exits = [...tests].some((reference) => isExit(reference, calls, scope));
  // Somebody who is signed in has no token where the condition says so, and the header was sent all the same.
  const sends = !exits && sites.some(({ anonymous, empty }) => !anonymous || empty);
  if (condition && sends && !asks.every((test) => isOfSignIn(test, call, scope))) throw new Left(call, 'without a token this code sends an empty `Authorization` header, and clerk-fetch sends none');
  // Code that has a branch for nobody goes on to it.
  const branches = tests.size > 0 && !exits;
  const all = branches ? sites.map((site) => ({ ...site, anonymous: true })) : sites;
  return { source, sites: all, declaration: declared, keepsToken: tests.size > 0, ...(when && { when }) };
};

interface InInterceptor {
  interceptor: Interceptor;
  /** The header's value, where it asks for the token itself. */
  direct: Node | undefined;
  awaiting: Node;
  /** The variable that holds the token. */
  binding: Binding | undefined;
}

const inInterceptor = ({ interceptor, direct, awaiting, binding }: InInterceptor, scope: Scope, whither: (node: Node) => Left): UsedInterceptor => {
  if (!direct && !binding) throw whither(awaiting);
  const values = direct ? [direct] : (binding?.references ?? []).map((one) => bearerAround(one, scope)).filter((one) => one !== undefined);
  const [value, ...more] = values;
  if (!value || more.length || !interceptor.sets(value)) throw whither(direct ?? awaiting);
  const guard = guardIn(direct ? undefined : binding, value, interceptor.fn, scope);
  return { ...interceptor, value, isDirect: !!direct, awaiting, holder: binding?.id.name, ...guard };
};

/** `return config`, `return`, `{}`: nothing that anybody sees. */
const givesBack = (statement: Node, fn: FunctionNode, scope: Scope) => {
  const [only, ...more] = is(statement, 'BlockStatement') ? statement.body : [statement];
  if (!only) return true;
  if (more.length || !is(only, 'ReturnStatement')) return false;
  const given = bare(only.argument);
  return !given || (is(given, 'Identifier') && scope.bindingOf(given)?.node === fn);
};

/** Whether an `if` that returns is followed by nothing but `return config`: the code behind it is an `else`. */
const endsBefore = (node: NodeOf<'IfStatement'>, fn: FunctionNode, scope: Scope) => {
  const last = is(node.consequent, 'BlockStatement') ? node.consequent.body.at(-1) : node.consequent;
  if (!is(last, 'ReturnStatement', 'ThrowStatement')) return true;
  const block = scope.parentOf(node);
  const body: readonly Node[] = is(block, 'BlockStatement') ? block.body : [];
  return body.slice(body.indexOf(node) + 1).every((one) => givesBack(one, fn, scope));
};

/** The statement or the element of an object that sets the header, with what makes it conditional: `{ guarded, setting }`. */
const guardIn = (binding: Binding | undefined, value: Node, fn: FunctionNode, scope: Scope) => {
  const tests = (binding?.references ?? []).filter((one) => !scope.within(one, value));
  const isItsOwn = (test: Node) => new Left(test, 'the interceptor does something of its own without a token, and requests to other origins have none');
  for (const test of tests) {
    let node: Node | undefined = test;
    while (node && !is(node, 'IfStatement', 'ConditionalExpression', 'LogicalExpression', 'ExpressionStatement', 'VariableDeclaration', 'ReturnStatement')) node = scope.parentOf(node);
    if (!is(node, 'IfStatement')) {
      const isChoice = is(node, 'ConditionalExpression') && ![node.consequent, node.alternate].some((one) => !scope.within(value, one) && callsSomething(one));
      if (node && scope.within(value, node) && (isChoice || !is(node, 'ConditionalExpression'))) continue;
      throw isItsOwn(test);
    }
    const isIn = scope.within(value, node.consequent);
    if (isIn && !endsBefore(node, fn, scope)) throw isItsOwn(test);
    const other = isIn ? node.alternate : node.consequent;
    if (other && !givesBack(other, fn, scope)) throw isItsOwn(test);
  }
  let setting = value;
  for (let at: Node | undefined = value; at; at = scope.parentOf(at)) {
    setting = at;
    if (/Statement$|^ObjectProperty$/.test(at.type)) break;
  }
  return { guarded: tests.length > 0, setting };
};

/** Whether a condition does more than to look at values. */
const callsSomething = (test: Node) => {
  let found = false;
  walk(test, (node) => {
    found ||= isCall(node) || is(node, 'NewExpression', 'AwaitExpression', 'UpdateExpression', 'AssignmentExpression');
  });
  return found;
};

/** A token that is not Clerk's alone moves to where the new function is made: all that it is made of must mean the same there. */
const checkText = (source: AskedSource, scope: Scope) => {
  if (!source.asText && !source.soft) return;
  const fn = source.binding && scope.functionOf(source.binding.node);
  if (!isPortable(source.expression, fn, scope)) throw new Left(source.call, HERE);
};

/** Whether no request is reached without a token: `if (!token) return`, or all of them are in the `if`. */
const isExit = (reference: Node, calls: readonly Node[], scope: Scope) => {
  let node = scope.parentOf(reference);
  while (is(node, 'UnaryExpression', 'LogicalExpression', 'BinaryExpression')) node = scope.parentOf(node);
  if (!is(node, 'IfStatement') || node.alternate) return false;
  const { consequent } = node;
  if (calls.every((call) => scope.within(call, consequent))) return true;
  if (calls.some((call) => call.start < reference.start)) return false;
  const last = is(consequent, 'BlockStatement') ? consequent.body.at(-1) : consequent;
  return is(last, 'ReturnStatement', 'ThrowStatement');
};

/** Whether code only asks whether there is a token: `if (!token) return`, `token ? … : …`, `!!token`. It goes on doing so. */
const isCondition = (reference: Node, { parentOf, keyOf }: Scope) => {
  let node = reference;
  let parent = parentOf(node);
  if (is(parent, 'UnaryExpression') && parent.operator === '!') return true;
  while (parent && (bare(parent) !== parent || is(parent, 'UnaryExpression', 'LogicalExpression') || (is(parent, 'BinaryExpression') && /^[!=]==?$/.test(parent.operator)))) {
    if (is(parent, 'UnaryExpression') && parent.operator !== '!') return false;
    if (is(parent, 'LogicalExpression') && parent.operator === '&&' && keyOf(node) === 'left' && is(parentOf(parent), 'ExpressionStatement')) return true;
    [node, parent] = [parent, parentOf(parent)];
  }
  return is(parent, 'IfStatement', 'WhileStatement', 'ConditionalExpression') && keyOf(node) === 'test';
};

