// Effects that write: what they depend on decides how often they write.

import type { Source } from './source.ts';
import { isConstant, type Binding, type Scope } from './scope.ts';
import { hookName } from './shapes.ts';
import { walk } from './parse.ts';
import { Left, bare, is, isFunction, nameOf, stringOf, type CallNode, type FunctionNode, type Node } from './tree.ts';

/** A call of React's with a list of dependencies: `useEffect(fn, [getToken])`. */
interface Dependent {
  call: CallNode;
  isEffect: boolean;
  fn: FunctionNode;
  on: ReadonlySet<Binding>;
}

const dependents = (scope: Scope): Dependent[] => {
  const found: Dependent[] = [];
  walk(scope.program, (node) => {
    const name = is(node, 'CallExpression') ? hookName(node, scope) : undefined;
    if (!is(node, 'CallExpression') || !/^use\w*(Effect|Callback|Memo)$/.test(name ?? '')) return;
    const [fn, list] = node.arguments;
    if (!isFunction(fn) || !is(list, 'ArrayExpression')) return;
    const on = new Set<Binding>();
    walk(list, (one) => {
      const binding = is(one, 'Identifier') ? scope.bindingOf(one) : undefined;
      if (binding) on.add(binding);
    });
    found.push({ call: node, isEffect: /Effect$/.test(name ?? ''), fn, on });
  });
  return found;
};

/** The function that a variable holds, behind `useCallback` or `useMemo` too. */
const functionOf = (binding: Binding): Node | undefined => {
  if (binding.kind === 'function') return binding.node;
  const init = isConstant(binding) ? bare(binding.node.init) : undefined;
  return init && (isFunction(init) || is(init, 'CallExpression')) ? init : undefined;
};

/** A function with all that it calls, as far as this file shows it. */
const reachOf = (fn: Node, scope: Scope, found = new Set<Node>()): Set<Node> => {
  if (found.has(fn)) return found;
  found.add(fn);
  walk(fn, (node) => {
    const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
    const called = binding && functionOf(binding);
    if (called) reachOf(called, scope, found);
  });
  return found;
};

/** Whether a function sends a request that is no `GET`. */
const writes = (fn: Node) => {
  let found = false;
  walk(fn, (node) => {
    if (is(node, 'ObjectProperty') && nameOf(node) === 'method') found ||= !/^(get|head)$/i.test(stringOf(bare(node.value)) ?? '');
    if (is(node, 'ObjectProperty') && nameOf(node) === 'keepalive') found = true;
  });
  return found;
};

/**
 * React's effects run again when what they depend on is another: Clerk's `getToken` is the same for every user, and the function in its place is not.
 *
 * @throws Left
 */
export const checkEffects = ({ binding }: Source, call: CallNode, scope: Scope): void => {
  if (!binding) return;
  const all = dependents(scope);
  const moving = new Set<Binding>([binding]);
  for (let size = 0; size !== moving.size; ) {
    size = moving.size;
    for (const { call: made, isEffect, on } of all) {
      const holder = isEffect ? undefined : scope.parentOf(made);
      const held = is(holder, 'VariableDeclarator') ? scope.bindingOf(holder.id) : undefined;
      if (held && [...on].some((one) => moving.has(one))) moving.add(held);
    }
  }
  for (const { isEffect, fn, on } of all) {
    if (!isEffect || ![...on].some((one) => moving.has(one))) continue;
    const reach = [...reachOf(fn, scope)];
    if (reach.some(writes) && reach.some((one) => scope.within(call, one))) {
      throw new Left(call, "an effect that writes depends on this function: it would run again for each user, and Clerk's `getToken` is the same for all");
    }
  }
};
