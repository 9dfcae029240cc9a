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

/** Whether a request is waited for where it is made: `await fetch(…)`, `await fetch(…).then(…)`. */
const isAwaited = (call: CallNode, scope: Scope) => {
  let node: Node = call;
  for (let next = chainedTo(call, scope); next; next = chainedTo(next.call, scope)) {
    if (is(above(node, scope)[0], 'AwaitExpression')) return true;
    node = next.call;
  }
  return is(above(node, scope)[0], 'AwaitExpression');
};

/**
 * `Clerk.session.getToken()` throws where nobody is signed in or Clerk is not there, and the code behind it does not run. The request itself fails instead, from now
 * on: where that would be caught, or not waited for, in another way, what is run afterwards would be other code.
 *
 * @throws Left
 */
export const checkFailure = (asked: CallNode, call: CallNode, scope: Scope): void => {
  const isCaught = tryAround(call, scope);
  let statement: Node = call;
  for (let parent = scope.parentOf(call); parent && !/Statement$|Declaration$/.test(statement.type); parent = scope.parentOf(parent)) statement = parent;
  const block = scope.parentOf(statement);
  const isLast = !is(block, 'BlockStatement', 'Program') || block.body.at(-1) === statement;
  const isIgnored = !isAwaited(call, scope) && (isCaught || (is(statement, 'ExpressionStatement') && !isLast));
  if (tryAround(asked, scope) !== isCaught || isHandled(call, scope) || isIgnored) {
    throw new Left(call, 'what fails while the token is asked for is caught in another place than what fails in the request');
  }
};
