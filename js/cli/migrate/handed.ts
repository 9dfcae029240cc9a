// Functions that other code calls: a library that is given one as its `fetch` may give headers of its own.

import type { FoundRequest } from './request.ts';
import { isVariable, type Scope } from './scope.ts';
import { hookName } from './shapes.ts';
import { Left, above, bare, idOf, is, isCall, isFunction, isMember, nameOf, stringOf, type FunctionNode, type Node } from './tree.ts';

/** Hooks that call their function themselves, and give it no headers. */
const CALLERS = /^use(Effect|LayoutEffect|InsertionEffect|Memo|SWR\w*|\w*(Query|Queries|Mutation))$/;

/** Hooks that give back the function that they are given. */
const SAME = /^use(Callback|Event|EffectEvent|EventCallback|MemoizedFn)$/;

/** The variables of a pattern. */
const namesIn = (pattern: Node): Node[] => {
  if (is(pattern, 'ObjectPattern')) return pattern.properties.flatMap((one) => namesIn(is(one, 'RestElement') ? one.argument : one.value));
  return is(pattern, 'Identifier') ? [pattern] : [];
};

/** Whether a value goes to code that is not seen here: as an argument, in an object that is one, to a member, to a component. */
const isHanded = (value: Node, scope: Scope, seen = new Set<Node>()): boolean => {
  if (seen.has(value)) return false;
  seen.add(value);
  const again = (node: Node | undefined) => !!node && isHanded(node, scope, seen);
  const isNamed = (id: Node | null | undefined) => (id && scope.bindingOf(id)?.references.some(again)) || false;
  if (is(value, 'FunctionDeclaration')) return isNamed(value.id);
  const [parent, node] = above(value, scope);
  if (is(parent, 'CallExpression', 'OptionalCallExpression', 'NewExpression')) {
    if (parent.callee === node) return false;
    const name = is(parent, 'CallExpression') ? (hookName(parent, scope) ?? idOf(parent.callee) ?? '') : '';
    const isFirst = parent.arguments.some((one, index) => index === 0 && one === node);
    // Behind the first argument of a hook is its list of dependencies.
    if (SAME.test(name)) return isFirst && again(parent);
    return !CALLERS.test(name) && (isFirst || !is(node, 'ArrayExpression') || !/^use[A-Z]/.test(name));
  }
  if (is(parent, 'ObjectExpression', 'ArrayExpression', 'LogicalExpression', 'SpreadElement', 'AwaitExpression')) return again(parent);
  if (is(parent, 'ConditionalExpression')) return parent.test !== node && again(parent);
  if (is(parent, 'ObjectProperty')) return is(scope.parentOf(parent), 'ObjectExpression') && again(scope.parentOf(parent));
  if (is(parent, 'VariableDeclarator')) return namesIn(parent.id).some(isNamed);
  if (is(parent, 'AssignmentExpression')) {
    if (parent.right !== node) return false;
    return isMember(parent.left) ? !/^(module|exports)\b/.test(scope.text.slice(parent.left.start, parent.left.end)) : isNamed(parent.left);
  }
  if (is(parent, 'JSXExpressionContainer')) return !isOfProvider(parent, scope);
  const giver = is(parent, 'ReturnStatement') ? scope.functionOf(parent) : isFunction(parent) && parent.body === node ? parent : undefined;
  return !!giver && isResultHanded(giver, scope, again);
};

/** `<Api.Provider value={…}>` gives it to the program's own components. */
const isOfProvider = (container: Node, scope: Scope) => {
  const attribute = scope.parentOf(container);
  const element = is(attribute, 'JSXAttribute') ? scope.parentOf(attribute) : undefined;
  return is(element, 'JSXOpeningElement') && /Provider$/.test(scope.text.slice(element.name.start, element.name.end));
};

/** Whether what a function gives back is handed on where this file calls it. */
const isResultHanded = (giver: FunctionNode, scope: Scope, again: (node: Node | undefined) => boolean): boolean => {
  const holder = scope.parentOf(giver);
  if (isCall(holder) && holder.arguments.some((one) => one === giver)) return is(holder, 'CallExpression') && hookName(holder, scope) === 'useMemo' && again(holder);
  const id = is(giver, 'FunctionDeclaration') ? giver.id : is(holder, 'VariableDeclarator') ? holder.id : undefined;
  const references = id ? (scope.bindingOf(id)?.references ?? []) : [];
  return references.some((reference) => {
    const [call, callee] = above(reference, scope);
    return isCall(call) && call.callee === callee && again(call);
  });
};

/** The functions whose own arguments a value is made of, as far as a header can come from them. */
const giversOf = (whole: Node | null | undefined, scope: Scope, depth = 6): FunctionNode[] => {
  const node = bare(whole);
  if (!node || depth === 0) return [];
  const again = (one: Node | null | undefined) => giversOf(one, scope, depth - 1);
  if (is(node, 'SpreadElement', 'AwaitExpression')) return again(node.argument);
  if (is(node, 'ObjectExpression')) return node.properties.flatMap((one) => (is(one, 'SpreadElement') ? again(one) : []));
  if (is(node, 'ConditionalExpression')) return [...again(node.consequent), ...again(node.alternate)];
  if (is(node, 'LogicalExpression')) return [...(node.operator === '&&' ? [] : again(node.left)), ...again(node.right)];
  if (isMember(node)) return again(node.object);
  if (isCall(node)) return [...(isMember(node.callee) ? again(node.callee.object) : []), ...node.arguments.flatMap(again)];
  if (is(node, 'NewExpression')) return node.arguments.flatMap(again);
  const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
  if (!binding && idOf(node) === 'arguments') return [scope.functionOf(node)].filter((one) => one !== undefined);
  if (binding?.kind === 'param') return [binding.node];
  return isVariable(binding) ? again(binding.node.init) : [];
};

/** `headers[name] = value`, `headers.set(name, value)`: any header, under a name that somebody else gives. */
const isFilled = ({ named }: FoundRequest, scope: Scope) =>
  named?.references.some((reference) => {
    const [member, child] = above(reference, scope);
    if (!isMember(member) || member.object !== child) return false;
    const [user, used] = above(member, scope);
    if (is(user, 'AssignmentExpression') && user.left === used) return nameOf(member) === undefined;
    return isCall(user) && user.callee === used && /^(set|append)$/.test(nameOf(member) ?? '') && stringOf(user.arguments[0]) === undefined;
  });

const around = (node: Node, scope: Scope): FunctionNode[] => {
  const fn = scope.functionOf(node);
  return fn ? [fn, ...around(fn, scope)] : [];
};

/**
 * A caller's own `Authorization` is kept by clerk-fetch, and was replaced by this code. A library may well give one, such as its key for who is not signed in.
 *
 * @throws Left
 */
export const checkCallers = (request: FoundRequest, scope: Scope): void => {
  const { call, init, headers } = request;
  const isOfRequest = (fn: FunctionNode) => fn.params.some((one) => /\bRequest(Info)?\b/.test(scope.text.slice(one.start, one.end)));
  const [url] = call.arguments;
  const givers = [...giversOf(headers, scope), ...giversOf(init, scope), ...giversOf(url, scope).filter(isOfRequest), ...(isFilled(request, scope) ? around(call, scope) : [])];
  if (givers.some((fn) => scope.env.handsFetch || isHanded(fn, scope))) {
    throw new Left(call, 'whoever this function is given to may send an `Authorization` header of its own: this code replaces it, and clerk-fetch would keep it');
  }
};
