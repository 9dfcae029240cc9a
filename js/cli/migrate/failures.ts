// Where a failure of a request is caught.

import { Left, above, is, isCall, isMember, nameOf, type CallNode, type Node } from './tree.ts';
import type { Scope } from './scope.ts';

/** The `try` whose block a node is in, within its function. */
const tryAround = (node: Node, scope: Scope) => {
  const fn = scope.functionOf(node);
  let child = node;
  for (let parent = scope.parentOf(node); parent && child !== fn; [child, parent] = [parent, scope.parentOf(parent)]) {
    if (is(parent, 'TryStatement') && parent.block === child) return parent;
  }
  return undefined;
};

/** The call that a promise is chained to: `.then(…)`, `.catch(…)`. */
const chainedTo = (node: Node, scope: Scope) => {
  const [member, child] = above(node, scope);
  if (!isMember(member) || member.object !== child) return undefined;
  const call = scope.parentOf(member);
  return isCall(call) && call.callee === member ? { call, name: nameOf(member) } : undefined;
};

/** Whether a request handles its own failure: `fetch(…).catch(…)`, `fetch(…).then(one, other)`. */
const isHandled = (call: CallNode, scope: Scope) => {
  for (let next = chainedTo(call, scope); next; next = chainedTo(next.call, scope)) {
    if (next.name === 'catch' || (next.name === 'then' && next.call.arguments.length > 1)) return true;
  }
  return false;
};

/** The statement of a request within its function, and whether the function waits for the request there: `await Promise.all([fetch(…)])` does too. */
const statementOf = (call: CallNode, scope: Scope) => {
  const fn = scope.functionOf(call);
  let statement: Node = call;
  let isAwaited = false;
  for (let parent = scope.parentOf(call); parent && parent !== fn && !/Statement$|Declaration$/.test(statement.type); parent = scope.parentOf(parent)) {
    isAwaited ||= is(parent, 'AwaitExpression');
    statement = parent;
  }
  return { statement, isAwaited, isReturned: is(statement, 'ReturnStatement') || !/Statement$|Declaration$/.test(statement.type) };
};

/** Whether code of the same function comes after a statement: in its block, or behind one of the blocks that it is in. */
const isFollowed = (statement: Node, scope: Scope) => {
  const fn = scope.functionOf(statement);
  let child = statement;
  for (let parent = scope.parentOf(child); parent && child !== fn; [child, parent] = [parent, scope.parentOf(parent)]) {
    if (is(parent, 'BlockStatement', 'Program') && parent.body.at(-1) !== child) return true;
    if (is(parent, 'SwitchCase', 'TryStatement')) return true;
  }
  return false;
};

/**
 * A request that nobody waits for was sent before the next line ran. Its token was waited for: without one, the next line did not run. From now on the request waits
 * itself, and the next line would not.
 *
 * @throws Left
 */
export const checkOrder = (call: CallNode, scope: Scope): void => {
  const { statement, isAwaited } = statementOf(call, scope);
  if (!isAwaited && is(statement, 'ExpressionStatement') && isFollowed(statement, scope)) {
    throw new Left(call, 'nothing waits for this request, and the code after it would run before the request has its token');
  }
};

/**
 * `Clerk.session.getToken()` throws where nobody is signed in or Clerk is not there, and the code behind it does not run. The request itself fails instead, from now
 * on: where that would be caught, or not waited for, in another way, what is run afterwards would be other code.
 *
 * @throws Left
 */
export const checkFailure = (asked: CallNode, call: CallNode, scope: Scope): void => {
  const isCaught = tryAround(call, scope);
  const { statement, isAwaited, isReturned } = statementOf(call, scope);
  const isIgnored = !isAwaited && (isCaught || (!isReturned && isFollowed(statement, scope)));
  if (tryAround(asked, scope) !== isCaught || isHandled(call, scope) || isIgnored) {
    throw new Left(call, 'what fails while the token is asked for is caught in another place than what fails in the request');
  }
};
