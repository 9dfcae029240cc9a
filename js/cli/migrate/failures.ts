// Where a failure of a request is caught.

import { walk } from './parse.ts';
import { Left, above, bare, idOf, is, isCall, isEmpty, isFunction, isMember, nameOf, type CallNode, type Node, type NodeOf } from './tree.ts';
import { isVariable, type Binding, type Scope } from './scope.ts';

/** The `try` whose block a node is in, within a function. */
const tryAround = (node: Node, scope: Scope, fn: Node | undefined = scope.functionOf(node)) => {
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

/** Whether the promise of a request is given to a function: `Promise.allSettled([fetch(…)])`, `withTimeout(fetch(…))`. `Promise.all` fails as each of its promises does. */
const isTaken = (node: Node, scope: Scope) => {
  let [parent, child] = above(node, scope);
  if (is(parent, 'ArrayExpression')) [parent, child] = above(parent, scope);
  if (!is(parent, 'CallExpression', 'OptionalCallExpression', 'NewExpression') || parent.callee === child) return false;
  return !/^Promise\.(all|resolve)$/.test(scope.text.slice(parent.callee.start, parent.callee.end)) && !isFunction(child);
};

/** Whether a request's failure is handled in its own expression: `fetch(…).catch(…)`, `fetch(…).then(one, other)`, `Promise.all([fetch(…)]).catch(…)`. */
const isHandled = (call: CallNode, scope: Scope, fn: Node | undefined) => {
  let isPromise = true;
  for (let node: Node | undefined = call; node && node !== fn; node = scope.parentOf(node)) {
    isPromise &&= !is(node, 'AwaitExpression');
    const next = chainedTo(node, scope);
    if (next?.name === 'catch' || next?.name === 'finally' || (next?.name === 'then' && next.call.arguments.length > 1)) return true;
    if (isPromise && isTaken(node, scope)) return true;
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

const isFetchCall = (node: Node | undefined) => isCall(node) && idOf(node.callee) === 'fetch';

/** Whether what is declared is used by the code that comes next, with nothing between but other requests: `const one = fetch(…); const two = fetch(…); await one;`. */
const isUsedNext = (statement: NodeOf<'VariableDeclaration'>, scope: Scope) => {
  const block = scope.parentOf(statement);
  const body: readonly Node[] = is(block, 'BlockStatement', 'Program') ? block.body : [];
  const used = statement.declarations.flatMap(({ id }) => (is(id, 'Identifier') ? (scope.bindingOf(id)?.references ?? []) : []));
  for (const next of body.slice(body.indexOf(statement) + 1)) {
    if (used.some((reference) => scope.within(reference, next))) return true;
    const isRequest = is(next, 'VariableDeclaration') && next.declarations.every(({ init }) => isFetchCall(bare(init)));
    if (!isRequest) return false;
  }
  return false;
};

/** A function whose result nobody waits for: a handler that is written in place, or one that is called at once. */
const isUnheard = (fn: Node | undefined, scope: Scope) => {
  if (!fn) return true;
  const [parent, node] = above(fn, scope);
  if (is(parent, 'JSXExpressionContainer')) return is(scope.parentOf(parent), 'JSXAttribute') && /^on[A-Z]/.test(scope.text.slice(scope.parentOf(parent)?.start, scope.parentOf(parent)?.end));
  const [holder] = isCall(parent) && parent.callee === node ? above(parent, scope) : [];
  return is(holder, 'ExpressionStatement') || (is(holder, 'UnaryExpression') && holder.operator === 'void' && is(scope.parentOf(holder), 'ExpressionStatement'));
};

/** Whether the promise of a request is dropped, or put into something: `void fetch(…)`, `return { promise: fetch(…) }`. */
const isDropped = (call: CallNode, scope: Scope) => {
  let node: Node = call;
  for (let parent = scope.parentOf(node); parent && !/Statement$|Declaration$/.test(parent.type) && parent !== scope.functionOf(call); [node, parent] = [parent, scope.parentOf(parent)]) {
    if (is(parent, 'AwaitExpression')) return false;
    if (is(parent, 'UnaryExpression', 'ObjectProperty') || (is(parent, 'LogicalExpression', 'ConditionalExpression', 'SequenceExpression') && is(scope.parentOf(parent), 'ExpressionStatement'))) return true;
    if (is(parent, 'ArrayExpression')) {
      const all = scope.parentOf(parent);
      if (!isCall(all) || !/^Promise\.\w+$/.test(scope.text.slice(all.callee.start, all.callee.end))) return true;
    }
  }
  return false;
};

/**
 * A request that nobody waits for was sent before the next line ran, and before its function was done. Its token was waited for: without one, the next line did not
 * run. From now on the request waits itself, and neither the next line nor the function's caller would.
 *
 * @throws Left
 */
export const checkOrder = (call: CallNode, scope: Scope): void => {
  const { statement, isAwaited } = statementOf(call, scope);
  const fn = scope.functionOf(call);
  const isLost = is(statement, 'ExpressionStatement') && (isFollowed(statement, scope) || !isUnheard(fn, scope));
  const isLate = isLost || (is(statement, 'VariableDeclaration') && !isUsedNext(statement, scope)) || (isDropped(call, scope) && !isUnheard(fn, scope));
  if (!isAwaited && isLate) {
    throw new Left(call, 'nothing waits for this request, and the code after it would run before the request has its token');
  }
};

const isSettled = (all: CallNode, scope: Scope) => {
  const { isAwaited, isReturned } = statementOf(all, scope);
  return isAwaited || (isReturned && !tryAround(all, scope));
};

/** The list that `Promise.all(ids.map((id) => fetch(…)))` waits for: its function is called at once. */
const isMapped = (fn: Node, scope: Scope) => {
  const map = scope.parentOf(fn);
  if (!isCall(map) || !isMember(map.callee) || !/^(map|flatMap)$/.test(nameOf(map.callee) ?? '') || map.arguments.length > 1) return false;
  const [all] = above(map, scope);
  return isCall(all) && isMember(all.callee) && idOf(bare(all.callee.object)) === 'Promise' && nameOf(all.callee) === 'all' && isSettled(all, scope);
};

/**
 * A function that has its token from outside sends at once when it is called, as the handler of `pagehide` must. From now on it would ask for the token first.
 *
 * @throws Left
 */
export const checkFunction = (asked: CallNode, call: CallNode, scope: Scope): void => {
  const own = scope.functionOf(asked);
  for (let fn = scope.functionOf(call); fn && fn !== own; fn = scope.functionOf(fn)) {
    if (!isMapped(fn, scope)) throw new Left(call, 'this function has its token from outside and sends at once, and clerk-fetch would ask for the token first');
  }
};

/** Whether code looks at more of an error than its words: Clerk's own have a `code` and `errors`, and ours are others. */
const tellsApart = (handler: Node, error: Binding | undefined, scope: Scope) => {
  let found = false;
  walk(handler, (node) => {
    const isIt = (one: Node | undefined) => !!one && !!error && scope.bindingOf(bare(one)) === error;
    if (isMember(node) && isIt(node.object)) found ||= /^(code|errors|clerkError|longMessage|meta)$/.test(nameOf(node) ?? '');
    if (is(node, 'BinaryExpression') && node.operator === 'instanceof' && isIt(node.left)) found ||= /^(TypeError|DOMException|Clerk\w*|\w*Clerk\w*)$/.test(idOf(node.right) ?? nameOf(node.right) ?? '');
    if (is(node, 'BinaryExpression') && node.operator === 'in' && isIt(node.right)) found = true;
    if (isCall(node) && node.arguments.some(isIt)) found ||= /clerk/i.test(idOf(node.callee) ?? nameOf(node.callee) ?? '');
    if (is(node, 'VariableDeclarator') && isIt(node.init ?? undefined) && is(node.id, 'ObjectPattern')) found ||= node.id.properties.some((one) => /^(code|errors|clerkError)$/.test(nameOf(one) ?? ''));
  });
  return found;
};

/**
 * From now on a token that fails is an error of clerk-fetch, with Clerk's as its `cause`: what tells Clerk's errors apart would not see them.
 *
 * @throws Left
 */
const checkCatches = (asked: CallNode, scope: Scope) => {
  for (let at: Node | undefined = asked; at; at = scope.parentOf(at)) {
    const parent = scope.parentOf(at);
    const handler = is(parent, 'TryStatement') && parent.block === at ? parent.handler : undefined;
    if (handler && tellsApart(handler, scope.bindingOf(handler.param), scope)) throw new Left(asked, "the `catch` tells Clerk's errors apart, and a token that fails would be another error than Clerk's (docs/errors.md)");
  }
};

/**
 * A token that is asked for can fail, and the code behind it does not run. The request itself fails instead, from now on: where that would be caught, or not waited
 * for, in another way, what is run afterwards would be other code. `throws`: the token fails wherever nobody is signed in.
 *
 * @throws Left
 */
export const checkFailure = (asked: CallNode, call: CallNode, scope: Scope, throws: boolean): void => {
  const fn = scope.functionOf(asked);
  const { statement, isAwaited, isReturned } = statementOf(call, scope);
  const isIgnored = !isAwaited && (tryAround(call, scope) || (throws && !isReturned && isFollowed(statement, scope)));
  checkCatches(asked, scope);
  if (tryAround(asked, scope) !== tryAround(call, scope, fn) || isHandled(call, scope, fn) || isIgnored) {
    throw new Left(call, 'what fails while the token is asked for is caught in another place than what fails in the request');
  }
};

/** The name that an expression begins with: `a` of `a.b().c`. */
const rootOf = (whole: Node): Node => {
  const node = bare(whole);
  return isMember(node) ? rootOf(node.object) : isCall(node) ? rootOf(node.callee) : node;
};

/**
 * `Clerk.session.getToken()` throws where nobody is signed in, and the code behind it does not run. From now on it runs up to the request: it must be none that
 * anybody sees, such as another request or an entry in a store.
 *
 * @throws Left
 */
export const checkBetween = (asked: CallNode, call: CallNode, scope: Scope): void => {
  const fn = scope.functionOf(asked);
  const isLocal = (node: Node) => {
    const binding = scope.bindingOf(rootOf(node));
    return !!binding && !!fn && binding.kind !== 'param' && scope.within(binding.id, fn);
  };
  walk(fn ?? scope.program, (node) => {
    if (node.start < asked.end || node.end > call.start) return;
    const expression = is(node, 'ExpressionStatement') ? bare(node.expression) : undefined;
    const target = is(expression, 'AssignmentExpression') ? expression.left : is(expression, 'UpdateExpression') ? expression.argument : isCall(expression) ? expression.callee : undefined;
    const isSeen = target && !isLocal(target) && idOf(rootOf(target)) !== 'console';
    if (isSeen || is(node, 'AwaitExpression')) throw new Left(call, 'the code between the token and this request does not run while nobody is signed in, and would run');
  });
};

/** Whether a variable is assigned to where `fn` does not see it: in another function, while this one waits. */
const isAssignedElsewhere = (binding: Binding, fn: Node | undefined, scope: Scope) =>
  binding.references.some((reference) => {
    const parent = scope.parentOf(reference);
    const isTarget = (is(parent, 'AssignmentExpression') && parent.left === reference) || is(parent, 'UpdateExpression');
    return isTarget && (scope.functionOf(reference) !== fn || scope.functionOf(binding.id) !== fn);
  });

/** Whether an `if` ends what runs: `return`, `throw`, `break`, `continue`. */
const leaves = (statement: Node) => {
  const last = is(statement, 'BlockStatement') ? statement.body.at(-1) : statement;
  return is(last, 'ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement');
};

const TAKES = /^(splice|shift|pop|removeItem|next|take|takeAll|takeNext|takeRecords|drain\w*|flush\w*|dequeue\w*|consume\w*|poll)$/i;
const EMPTIES = /^(clear|delete|remove|removeAll|reset)$/;

/**
 * Whether something that others fill is emptied: `queue.splice(0)`, `const batch = queue; queue = [];`. `isRead` tells whether the code reads the same thing, and
 * `isLocal` whether nobody else has it.
 */
const takesAway = (node: Node, isLocal: (node: Node) => boolean, isRead: (target: Node) => boolean): boolean => {
  if (isCall(node) && isMember(node.callee)) {
    const name = nameOf(node.callee) ?? '';
    return !isLocal(node.callee) && (TAKES.test(name) || (EMPTIES.test(name) && isRead(bare(node.callee.object))));
  }
  if (isCall(node)) return /^(drain|flush|dequeue|consume|take)([A-Z_]|$)/.test(idOf(node.callee) ?? '');
  if (is(node, 'UnaryExpression')) return node.operator === 'delete' && !isLocal(node.argument) && isRead(bare(node.argument));
  if (!is(node, 'AssignmentExpression') || node.operator !== '=' || isLocal(node.left)) return false;
  if (isMember(node.left) && nameOf(node.left) === 'length') return isRead(bare(node.left.object));
  const value = bare(node.right);
  const isNothing = isEmpty(value) || is(value, 'NewExpression') || (is(value, 'ArrayExpression') && !value.elements.length) || (is(value, 'NumericLiteral') && value.value === 0);
  return isNothing && isRead(node.left);
};

/**
 * Code between the token and the request sees what has changed while the token was asked for: `if (cancelled) return`. From now on it runs before.
 *
 * @throws Left
 */
export const checkChanges = (asked: CallNode, call: CallNode, scope: Scope): void => {
  const fn = scope.functionOf(asked);
  const isBetween = (node: Node) => node.start >= asked.end && node.end <= call.end;
  const isHere = (node: Node) => {
    const binding = scope.bindingOf(rootOf(node));
    return !!binding && binding.id.start >= asked.end && scope.within(binding.id, fn ?? scope.program);
  };
  const changes = (node: Node, isExit: boolean): boolean => {
    if (is(node, 'Identifier')) {
      const binding = scope.bindingOf(node);
      return !!binding && isAssignedElsewhere(binding, fn, scope);
    }
    if (isMember(node)) return (/^(current|aborted|throwIfAborted)$/.test(nameOf(node) ?? '') || isExit) && !isHere(node);
    return isExit && isCall(node) && !isHere(node);
  };
  const isLocal = (node: Node): boolean => {
    const binding = scope.bindingOf(rootOf(node));
    if (!binding || !fn || binding.kind === 'param' || scope.functionOf(binding.id) !== fn) return false;
    // `const queue = this.queue` is everybody's.
    const init = isVariable(binding) ? bare(binding.node.init) : undefined;
    return !init || !(isMember(init) || is(init, 'Identifier')) || isLocal(init);
  };
  const sourceOf = ({ start, end }: Node) => scope.text.slice(start, end).replace(/\s|[?!]/g, '');
  const isRead = (target: Node) => {
    let found = false;
    walk(fn ?? scope.program, (one) => {
      found ||= isBetween(one) && one !== target && one.type === target.type && sourceOf(one) === sourceOf(target);
    });
    return found;
  };
  const look = (node: Node, isExit: boolean) => {
    walk(node, (one) => {
      if (isBetween(one) && takesAway(one, isLocal, isRead)) throw new Left(call, 'the code between the token and this request takes something out that is lost when no token comes, and would take it too early');
      if (isBetween(one) && changes(one, isExit)) throw new Left(call, 'the code between the token and this request looks at what may change meanwhile, and would look too early');
    });
  };
  walk(fn ?? scope.program, (node) => {
    if (scope.functionOf(node) !== fn) return;
    if (isBetween(node)) look(node, false);
    if (is(node, 'IfStatement') && (leaves(node.consequent) || scope.within(call, node))) look(node.test, true);
    if (is(node, 'ConditionalExpression', 'LogicalExpression') && scope.within(call, node)) look(is(node, 'LogicalExpression') ? node.left : node.test, true);
  });
};

const CHANGES =
  /sign_?(out|in|up|off)|log_?(out|in|off)|setActive|setSession|(switch|change|set|select|leave)_?(org|user|account|team|tenant|workspace)|impersonat|(delete|remove|close|end|revoke)_?(me$|user|account|session|membership)/i;

/** Whether a call may change who is signed in, as far as its name says: `signOut()`, `setActive(…)`, `user.delete()`. */
const changesUser = (call: CallNode) => {
  const callee = bare(call.callee);
  const name = idOf(callee) ?? nameOf(callee) ?? '';
  const owner = isMember(callee) ? (idOf(bare(callee.object)) ?? nameOf(bare(callee.object)) ?? '') : '';
  return CHANGES.test(name) || (/^(delete|destroy|end|remove|leave)$/.test(name) && /user|session|membership/i.test(owner));
};

/**
 * A token that is asked for before somebody signs out is that user's. From now on the request asks itself, when nobody is there any more.
 *
 * @throws Left
 */
export const checkUser = (asked: CallNode, call: CallNode, scope: Scope): void => {
  const { end } = statementOf(call, scope).statement;
  walk(scope.functionOf(asked) ?? scope.program, (node) => {
    if (isCall(node) && node.start >= asked.end && node.end <= end && changesUser(node)) {
      throw new Left(call, 'the token is asked for before the user changes, and clerk-fetch would ask for it afterwards');
    }
  });
};
