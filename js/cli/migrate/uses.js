// What a token is used for: all of it must be understood.

import { Left, above, bare, isCall, isEmptyObject, isMember, nameOf } from './parse.js';
import { siteOf } from './request.js';

/** The whole `Bearer …` around a token: a template or a sum. */
const bearerAround = (node, { parentOf }) => {
  let parent = parentOf(node);
  const isDefaulted = () => parent.type === 'LogicalExpression' && parent.operator !== '&&' && parent.right.value === '' && parent.right !== node;
  while (bare(parent) !== parent || isDefaulted()) parent = parentOf(parent);
  if (parent.type === 'TemplateLiteral') {
    const [first, last, ...more] = parent.quasis;
    return !more.length && last?.value.cooked === '' && /^bearer $/i.test(first.value.cooked) ? parent : undefined;
  }
  if (parent.type !== 'BinaryExpression' || parent.operator !== '+') return undefined;
  return parent.left.type === 'StringLiteral' && /^bearer $/i.test(parent.left.value) ? parent : undefined;
};

/** A test that asks whether there is a token: `token`, `!!token`, `token !== null`. */
const isTestOf = (node, reference) => {
  node = bare(node);
  if (node === reference) return true;
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = bare(node.argument);
    return inner.type === 'UnaryExpression' && inner.operator === '!' && bare(inner.argument) === reference;
  }
  return node.type === 'BinaryExpression' && /^!==?$/.test(node.operator) && bare(node.left) === reference && isEmptyObject(node.right);
};

/** Whether a token, or the variable that holds it, is in a `Bearer …`. */
export const isForBearer = (call, scope) => {
  const [awaiting] = above(call, scope);
  if (awaiting.type !== 'AwaitExpression') return false;
  if (bearerAround(awaiting, scope)) return true;
  const [holder] = above(awaiting, scope);
  const binding = holder.type === 'VariableDeclarator' && holder.id.type === 'Identifier' && scope.bindingOf(holder.id);
  return !!binding && binding.references.some((reference) => bearerAround(reference, scope));
};

const ELSEWHERE = /^(evaluate\w*|waitForFunction|addInitScript|executeScript)$/;

/** A function that a test's driver sends to a page: nothing of its module is there. */
const runsElsewhere = (node, scope) => {
  for (let fn = scope.functionOf(node); fn; fn = scope.functionOf(fn)) {
    const call = scope.parentOf(fn);
    if (isCall(call) && isMember(call.callee) && ELSEWHERE.test(nameOf(call.callee))) return true;
  }
  return false;
};

/**
 * All that a token is used for. `{ sites, declaration, keeps }`, where a token that `keeps` is asked for something else too; throws `Left` as soon as one use is not understood.
 * The token is awaited in the header itself, or in a variable.
 */
export const usesOf = (call, scope, text) => {
  if (runsElsewhere(call, scope)) throw new Left(call, 'this code runs in another page than the module that it is in');
  const [awaiting] = above(call, scope);
  if (awaiting.type !== 'AwaitExpression') {
    throw new Left(call, nameOfThen(awaiting) ? 'the token is taken by `.then()`: `await` it and run this again' : 'the token is used for something else than a header');
  }
  const [holder] = above(awaiting, scope);
  const direct = bearerAround(awaiting, scope);
  if (direct) return { sites: [siteOf(direct, () => false, scope, text)] };
  if (holder.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') throw new Left(call, 'the token is used for something else than a header');
  const binding = scope.bindingOf(holder.id);
  if (binding.ids !== 1) throw new Left(holder, `\`${holder.id.name}\` is declared twice`);

  const values = [];
  const tests = new Set();
  for (const reference of binding.references) {
    const around = bearerAround(reference, scope);
    if (around) values.push(around);
    else tests.add(reference);
  }
  const sites = [];
  for (const around of values) {
    const isToken = (test) => {
      const found = [...tests].find((reference) => isTestOf(test, reference));
      if (found) tests.delete(found);
      return !!found;
    };
    sites.push(siteOf(around, isToken, scope, text));
  }
  const other = [...tests].find((reference) => !isCondition(reference, scope));
  if (other) throw new Left(other, `\`${other.name}\` is used for something else than a header`);
  if (!binding.references.length) throw new Left(call, 'the token is not used');
  for (const { interceptor } of sites) {
    if (interceptor && interceptor.fn !== scope.functionOf(holder)) throw new Left(holder, 'the token is asked for outside of the interceptor');
  }
  return { sites, declaration: holder, keeps: tests.size > 0 };
};

const nameOfThen = (node) => isMember(node) && nameOf(node) === 'then';

/** Whether code only asks whether there is a token: `if (!token) return`, `token ? … : …`. It goes on doing so. */
const isCondition = (node, { parentOf, keyOf }) => {
  let parent = parentOf(node);
  while (bare(parent) !== parent || /^(UnaryExpression|LogicalExpression)$/.test(parent.type) || (parent.type === 'BinaryExpression' && /^[!=]==?$/.test(parent.operator))) {
    if (parent.type === 'UnaryExpression' && parent.operator !== '!') return false;
    if (parent.type === 'LogicalExpression' && parent.operator === '&&' && keyOf(node) === 'left' && parentOf(parent).type === 'ExpressionStatement') return true;
    [node, parent] = [parent, parentOf(parent)];
  }
  return /^(If|While)Statement$|^ConditionalExpression$/.test(parent.type) && keyOf(node) === 'test';
};
