// What a request's second argument holds that is no part of a `RequestInit`.

import { walk } from './parse.ts';
import type { FoundRequest } from './request.ts';
import { isVariable, type Scope } from './scope.ts';
import { Left, above, bare, idOf, is, isCall, isFunction, isMember, nameOf, propertyOf, stringOf, type Node } from './tree.ts';

const FIELD = 'token';

/** Whether a type of this file has the field. */
const typeHas = (type: Node, scope: Scope, depth = 5): boolean => {
  let found = false;
  walk(type, (node) => {
    if (is(node, 'TSPropertySignature', 'ObjectTypeProperty', 'TSMethodSignature')) found ||= (idOf(node.key) ?? stringOf(node.key)) === FIELD;
    const name = is(node, 'TSTypeReference') ? node.typeName : is(node, 'TSExpressionWithTypeArguments') ? node.expression : undefined;
    const binding = is(name, 'Identifier') ? scope.bindingOf(name) : undefined;
    if (binding?.kind === 'type' && depth > 0) found ||= typeHas(binding.node, scope, depth - 1);
  });
  return found;
};

const isInPattern = (pattern: Node) => is(pattern, 'ObjectPattern') && pattern.properties.some((one) => nameOf(one) === FIELD);

/** Whether an object that is spread has the field, as far as this file says. */
const has = (whole: Node, scope: Scope, depth = 5): boolean => {
  const node = bare(whole);
  if (is(node, 'ObjectExpression')) return node.properties.some((one) => nameOf(one) === FIELD || (is(one, 'SpreadElement') && has(one.argument, scope, depth)));
  if (is(node, 'LogicalExpression')) return has(node.left, scope, depth) || has(node.right, scope, depth);
  if (is(node, 'ConditionalExpression')) return has(node.consequent, scope, depth) || has(node.alternate, scope, depth);
  const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
  if (!binding || depth === 0) return false;
  const { id } = binding;
  if (id.typeAnnotation && typeHas(id.typeAnnotation, scope)) return true;
  const isRead = binding.references.some((reference) => {
    const [user] = above(reference, scope);
    return (isMember(user) && user.object === reference && nameOf(user) === FIELD) || (is(user, 'VariableDeclarator') && isInPattern(user.id));
  });
  if (isRead) return true;
  return isVariable(binding) && is(binding.node.id, 'Identifier') && !!binding.node.init && has(binding.node.init, scope, depth - 1);
};

const calledWith = new WeakMap<Scope, boolean>();

/** Whether a function of this file is called with the field: `api('/todos', { token })`. */
const isCalledWith = (scope: Scope) => {
  const before = calledWith.get(scope);
  if (before !== undefined) return before;
  let found = false;
  walk(scope.program, (node) => {
    if (!isCall(node) || !is(node.callee, 'Identifier')) return;
    const binding = scope.bindingOf(node.callee);
    const isOwn = binding?.kind === 'function' || (isVariable(binding) && (isFunction(bare(binding.node.init)) || isCall(bare(binding.node.init))) && is(binding.node.id, 'Identifier'));
    if (isOwn) found ||= node.arguments.slice(1).some((one) => !!propertyOf(bare(one), FIELD));
  });
  calledWith.set(scope, found);
  return found;
};

/**
 * A field `token` of one's own would be an option of clerk-fetch's, which means another thing.
 *
 * @throws Left
 */
export const checkFields = ({ call, init, property }: FoundRequest, scope: Scope): void => {
  const spread = init.properties.filter((one) => one !== property && is(one, 'SpreadElement'));
  if (has({ ...init, properties: init.properties.filter((one) => one !== property) }, scope) || (spread.length && isCalledWith(scope))) {
    throw new Left(call, 'the second argument may have a field `token` of its own, which is an option of clerk-fetch');
  }
};
