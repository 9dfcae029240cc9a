// Effects that write: what they depend on decides how often they write.

import type { Source } from './source.ts';
import { isConstant, type Binding, type Scope } from './scope.ts';
import { hookName } from './shapes.ts';
import { walk } from './parse.ts';
import { Left, bare, is, isFunction, nameOf, stringOf, type FunctionNode, type Node } from './tree.ts';

/** A call of React's with a list of dependencies: `useEffect(fn, [getToken])`. */
interface Dependent {
  call: Node;
  isEffect: boolean;
  fn: FunctionNode;
  on: ReadonlySet<Binding>;
}

/** What is found out of a file once. */
const known = new WeakMap<Scope, Dependent[]>();

const dependents = (scope: Scope): Dependent[] => {
  const before = known.get(scope);
  if (before) return before;
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
  known.set(scope, found);
  return found;
};

/** The function that a variable holds, behind `useCallback` or `useMemo` too. */
const functionOf = (binding: Binding): Node | undefined => {
  if (binding.kind === 'function') return binding.node;
  const init = isConstant(binding) ? bare(binding.node.init) : undefined;
  return init && (isFunction(init) || is(init, 'CallExpression')) ? init : undefined;
};

/** What the providers of a context of this file give: `<Api.Provider value={…}>`, `<Api value={…}>`. */
const valuesOf = (context: Binding, scope: Scope): Node[] =>
  context.references.flatMap((reference) => {
    let element = scope.parentOf(reference);
    if (is(element, 'JSXMemberExpression')) element = scope.parentOf(element);
    return is(element, 'JSXOpeningElement') ? element.attributes.filter((one) => is(one, 'JSXAttribute') && one.name.name === 'value') : [];
  });

/** What a parameter of a component of this file is given: `<List api={api} />`. */
const givenTo = (binding: Binding, scope: Scope): Node[] => {
  if (binding.kind !== 'param') return [];
  const { node: fn } = binding;
  const holder = scope.parentOf(fn);
  const id = is(fn, 'FunctionDeclaration') ? fn.id : is(holder, 'VariableDeclarator') ? holder.id : undefined;
  return (scope.bindingOf(id)?.references ?? []).flatMap((reference): Node[] => {
    const element = scope.parentOf(reference);
    if (is(element, 'JSXOpeningElement')) return element.attributes;
    return is(element, 'CallExpression') && element.callee === reference ? element.arguments : [];
  });
};

/** A function with all that it calls, as far as this file shows it. */
const reachOf = (fn: Node, scope: Scope, found = new Set<Node>()): Set<Node> => {
  if (found.has(fn)) return found;
  found.add(fn);
  walk(fn, (node) => {
    const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
    if (!binding) return;
    const called = functionOf(binding);
    for (const next of [...(called ? [called] : []), ...valuesOf(binding, scope), ...givenTo(binding, scope)]) reachOf(next, scope, found);
  });
  return found;
};

/** Whether a function sends a request that is no `GET`. */
const writes = (fn: Node) => {
  let found = false;
  walk(fn, (node) => {
    if (is(node, 'ObjectProperty') && nameOf(node) === 'method') found ||= !/^(get|head)$/i.test(stringOf(bare(node.value)) ?? '');
    if (is(node, 'ObjectProperty') && nameOf(node) === 'keepalive') found = true;
    // Those of axios, ky and ofetch.
    if (is(node, 'CallExpression') && is(node.callee, 'MemberExpression') && /^(post|put|patch|delete)(Form)?$/.test(nameOf(node.callee) ?? '')) found = true;
  });
  return found;
};

/** An effect that writes, and all that it calls. */
interface Writing extends Dependent {
  reach: readonly Node[];
}

const writing = new WeakMap<readonly Dependent[], Writing[]>();

const writingIn = (all: readonly Dependent[], scope: Scope): Writing[] => {
  const before = writing.get(all);
  if (before) return before;
  const found = all.filter(({ isEffect }) => isEffect).map((one) => ({ ...one, reach: [...reachOf(one.fn, scope)] })).filter(({ reach }) => reach.some(writes));
  writing.set(all, found);
  return found;
};

/**
 * React's effects run again when what they depend on is another: Clerk's `getToken` is the same for every user, and the function in its place is not.
 *
 * @throws Left
 */
export const checkEffects = ({ binding }: Source, call: Node, scope: Scope): void => {
  if (!binding) return;
  const all = dependents(scope);
  const reaching = writingIn(all, scope).filter(({ reach }) => reach.some((one) => scope.within(call, one)));
  if (!reaching.length) return;
  const moving = movingWith(binding, all, scope);
  if (reaching.some(({ on }) => [...on].some((one) => moving.has(one)))) {
    throw new Left(call, "an effect that writes depends on this function: it would run again for each user, and Clerk's `getToken` is the same for all");
  }
};

const moved = new WeakMap<Binding, Set<Binding>>();

/** All variables that are new when a hook's token is: memoized functions, and what the file's own hooks, contexts and components hand on. */
const movingWith = (binding: Binding, all: readonly Dependent[], scope: Scope): Set<Binding> => {
  const before = moved.get(binding);
  if (before) return before;
  const moving = new Set<Binding>([binding]);
  const owner = scope.functionOf(binding.id);
  const names: { id: Binding; of: Node }[] = [];
  walk(scope.program, (node) => {
    const id = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
    if (!id || id.id !== node) return;
    if ('init' in id.node && is(bare(id.node.init ?? undefined), 'CallExpression') && id.node.init) names.push({ id, of: id.node.init });
    else if (id.kind === 'param') for (const of of givenTo(id, scope)) names.push({ id, of });
  });
  for (let size = 0; size !== moving.size; ) {
    size = moving.size;
    for (const { call: made, isEffect, on } of all) {
      const holder = isEffect ? undefined : scope.parentOf(made);
      const held = is(holder, 'VariableDeclarator') ? scope.bindingOf(holder.id) : undefined;
      if (held && [...on].some((one) => moving.has(one))) moving.add(held);
    }
    for (const { id, of } of names) {
      if (moving.has(id) || scope.functionOf(id.id) === owner) continue;
      const reach = [...reachOf(of, scope)];
      if (reach.some((one) => one === owner || [...moving].some(({ references }) => references.some((reference) => scope.within(reference, one))))) moving.add(id);
    }
  }
  moved.set(binding, moving);
  return moving;
};
