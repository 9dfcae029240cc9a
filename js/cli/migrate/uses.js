// What a token is used for: all of it must be understood.

import { interceptorOf } from './interceptors.js';
import { Left, above, bare, isCall, isEmptyObject, isFunction, isMember, nameOf } from './parse.js';
import { siteOf } from './request.js';
import { isPortable } from './source.js';
import { destinationOf } from './whither.js';

const isEmpty = (node) => isEmptyObject(node) || bare(node).value === '';

/** The whole `Bearer …` around a token: a template or a sum. */
export const bearerAround = (node, { parentOf }) => {
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
  if (awaiting.type !== 'AwaitExpression') return isHandled(awaiting, call, scope);
  if (bearerAround(awaiting, scope)) return true;
  let [holder, child] = above(awaiting, scope);
  while (/^(ConditionalExpression|LogicalExpression)$/.test(holder.type)) [holder, child] = above(child === holder ? child : holder, scope);
  const id = holder.type === 'VariableDeclarator' ? holder.id : holder.type === 'AssignmentExpression' ? holder.left : undefined;
  const binding = id?.type === 'Identifier' && scope.bindingOf(id);
  return !!binding && binding.references.some((reference) => bearerAround(reference, scope));
};

/** `getToken().then((token) => … Bearer …)`. */
const isHandled = (then, call, scope) => {
  const handler = isMember(then) && nameOf(then) === 'then' ? scope.parentOf(then).arguments?.[0] : undefined;
  const parameter = handler && isFunction(handler) ? handler.params[0] : undefined;
  const binding = parameter?.type === 'Identifier' && scope.bindingOf(parameter);
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

/** `getToken()`, or `getToken().catch(…)`. */
const caughtOf = (call, scope) => {
  const [member, child] = above(call, scope);
  if (!isMember(member) || member.object !== child || nameOf(member) !== 'catch') return undefined;
  const caught = scope.parentOf(member);
  return isCall(caught) && caught.callee === member && caught.arguments.length === 1 ? caught : undefined;
};

/**
 * The variable's initial value around an awaited token: `await getToken()`, `(await getToken()) ?? null`, `x ? await getToken() : null`.
 * `{ holder, child, condition }`
 */
const holderOf = (awaiting, scope) => {
  let [holder, child] = above(awaiting, scope);
  let condition;
  for (;;) {
    const isDefault = holder.type === 'LogicalExpression' && /^(\|\||\?\?)$/.test(holder.operator) && holder.left === child && isEmpty(holder.right);
    const isChosen = holder.type === 'ConditionalExpression' && ((holder.consequent === child && isEmpty(holder.alternate)) || (holder.alternate === child && isEmpty(holder.consequent)));
    const isJoined = holder.type === 'LogicalExpression' && holder.operator === '&&' && holder.right === child;
    if (!isDefault && !isChosen && !isJoined) return { holder, child, condition };
    if (isChosen || isJoined) condition = holder;
    [holder, child] = above(holder, scope);
  }
};

/**
 * All that a token is used for. `{ source, sites, declaration, keepsToken }`, where a token that is kept is asked for something else too; throws `Left` as soon
 * as one use is not understood. The token is awaited in the header itself, or in a variable.
 */
export const usesOf = (found, scope, text) => {
  const { call } = found;
  if (runsElsewhere(call, scope)) throw new Left(call, 'this code runs in another page than the module that it is in');
  const whither = (node) => new Left(node, destinationOf(node, scope, text));
  const caught = caughtOf(call, scope);
  // Where it throws instead of giving nothing: nobody is signed in, or Clerk is not there.
  const throws = !found.nullable || (found.root === 'page' && !found.soft);
  const source = { ...found, expression: caught ?? call, throws };
  if (caught) Object.assign(source, { asText: true, nullable: true, soft: true });
  const [awaiting] = above(source.expression, scope);
  if (awaiting.type !== 'AwaitExpression') throw whither(source.expression);

  const interceptor = interceptorOf(call, scope, text);
  if (interceptor?.why) throw new Left(interceptor.node, interceptor.why);

  const { holder, child, condition } = holderOf(awaiting, scope);
  const direct = bearerAround(awaiting, scope);
  const isDeclared = holder.type === 'VariableDeclarator' && holder.init === child && holder.id.type === 'Identifier';
  if (condition) Object.assign(source, { asText: true, nullable: true, soft: true, expression: condition, isWhole: true });
  checkText(source, scope);

  if (interceptor) {
    if (condition) throw new Left(call, 'the token is asked for under a condition inside of an interceptor');
    if (!direct && !isDeclared) throw whither(awaiting);
    const values = direct ? [direct] : scope.bindingOf(holder.id).references.map((one) => bearerAround(one, scope)).filter(Boolean);
    if (values.length !== 1 || !interceptor.sets(values[0])) throw whither(direct ?? awaiting);
    const guard = guardIn(direct ? undefined : scope.bindingOf(holder.id), values[0], interceptor.fn, scope);
    return { source, sites: [], interceptor: { ...interceptor, value: values[0], isDirect: !!direct, awaiting, holder, ...guard }, keepsToken: true };
  }
  const isDefaulted = (node) => above(node, scope)[0].type === 'LogicalExpression';
  if (direct) return { source, sites: [{ ...siteOf(direct, () => false, scope, text), ...(isDefaulted(awaiting) && { anonymous: true }) }] };
  if (!isDeclared) throw whither(awaiting);
  const binding = scope.bindingOf(holder.id);
  if (binding.ids !== 1) throw new Left(holder, `\`${holder.id.name}\` is declared twice`);

  const hasDefault = bare(holder.init) !== awaiting && !condition;
  const defaulted = new Set();
  const values = [];
  const tests = new Set();
  for (const reference of binding.references) {
    const around = bearerAround(reference, scope);
    if (around) {
      values.push(around);
      if (isDefaulted(reference)) defaulted.add(around);
    } else tests.add(reference);
  }
  const sites = [];
  for (const around of values) {
    const isToken = (test) => {
      const same = [...tests].find((reference) => isTestOf(test, reference));
      if (same) tests.delete(same);
      return !!same;
    };
    const site = siteOf(around, isToken, scope, text);
    sites.push(hasDefault || defaulted.has(around) ? { ...site, anonymous: true } : site);
  }
  if (!binding.references.length) throw new Left(call, 'the token is not used');
  const other = [...tests].find((reference) => !isCondition(reference, scope));
  if (other) throw new Left(other, destinationOf(other, scope, text));
  if (sites.some(({ interceptor: set }) => set)) throw new Left(holder, 'the token is asked for outside of the interceptor');
  return { source, sites, declaration: holder, keepsToken: tests.size > 0 };
};

/** The statement or the element of an object that sets the header, with what makes it conditional: `{ guarded, setting }`. */
const guardIn = (binding, value, fn, scope) => {
  const tests = (binding?.references ?? []).filter((one) => !scope.within(one, value));
  for (const test of tests) {
    let node = test;
    while (!/^(IfStatement|ConditionalExpression|LogicalExpression|ExpressionStatement|VariableDeclaration|ReturnStatement)$/.test(node.type)) node = scope.parentOf(node);
    if (node.type !== 'IfStatement' || node.alternate) {
      if (scope.within(value, node)) continue;
      throw new Left(test, 'the interceptor does something of its own without a token, and requests to other origins have none');
    }
    if (scope.within(value, node.consequent)) continue;
    const only = node.consequent.type === 'BlockStatement' ? node.consequent.body : [node.consequent];
    const gives = only.length === 1 && only[0].type === 'ReturnStatement' ? bare(only[0].argument) : undefined;
    const isConfig = gives?.type === 'Identifier' && scope.bindingOf(gives)?.node === fn;
    if (!isConfig) throw new Left(test, 'the interceptor does something of its own without a token, and requests to other origins have none');
  }
  let setting = value;
  while (!/Statement$|^ObjectProperty$/.test(setting.type)) setting = scope.parentOf(setting);
  return { guarded: tests.length > 0, setting };
};

/** A token that is not Clerk's alone moves to where the new function is made: all that it is made of must mean the same there. */
const checkText = (source, scope) => {
  if (!source.asText && !source.soft) return;
  const fn = source.binding && scope.functionOf(source.binding.node);
  if (!isPortable(source.expression, fn, scope)) throw new Left(source.call, 'the token depends on what is known only in this function');
};

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
