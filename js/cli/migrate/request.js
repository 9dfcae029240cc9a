// What becomes of a token: the header of a `fetch`, or of an axios interceptor. Everything else is left, with a reason.

import { bare, isCall, isFunction, isMember, nameOf, resultOf } from './parse.js';

/** Thrown for what is not understood: `node` is where. */
export class Left extends Error {
  constructor(node, why) {
    super(why);
    this.node = node;
  }
}

const isAuthorization = (name) => /^authorization$/i.test(name ?? '');

/** The whole `Bearer …` around a token: a template or a sum. */
const bearerAround = (node, { parentOf }) => {
  let parent = parentOf(node);
  while (bare(parent) !== parent) parent = parentOf(parent);
  if (parent.type === 'TemplateLiteral') {
    const [first, last, ...more] = parent.quasis;
    return !more.length && last?.value.cooked === '' && /^bearer $/i.test(first.value.cooked) ? parent : undefined;
  }
  if (parent.type !== 'BinaryExpression' || parent.operator !== '+') return undefined;
  return parent.left.type === 'StringLiteral' && /^bearer $/i.test(parent.left.value) ? parent : undefined;
};

/** The expression above casts and parentheses. */
const above = (node, { parentOf }) => {
  let parent = parentOf(node);
  while (bare(parent) !== parent) [node, parent] = [parent, parentOf(parent)];
  return [parent, node];
};

const isEmptyObject = (node) => /^(NullLiteral)$/.test(bare(node).type) || bare(node).name === 'undefined' || (bare(node).type === 'ObjectExpression' && !bare(node).properties.length);

/** The statement or the element that a guard `token ? … : {}`, `token && …` around `node` makes conditional, and the guard's tests. */
const guardAround = (node, isToken, scope) => {
  const [parent, child] = above(node, scope);
  if (parent.type === 'ConditionalExpression' && parent.consequent === child && isToken(parent.test) && isEmptyObject(parent.alternate)) return parent;
  if (parent.type === 'LogicalExpression' && parent.operator === '&&' && parent.right === child && isToken(parent.left)) return parent;
  return undefined;
};

/** `if (token) …` without `else` around a statement that is alone in it. */
const ifAround = (statement, isToken, { parentOf }) => {
  let parent = parentOf(statement);
  let inner = statement;
  if (parent.type === 'BlockStatement') {
    if (parent.body.length > 1) return undefined;
    [inner, parent] = [parent, parentOf(parent)];
  }
  return parent.type === 'IfStatement' && parent.consequent === inner && !parent.alternate && isToken(parent.test) ? parent : undefined;
};

/** The call of `fetch` whose second argument is `node`. */
const fetchWith = (node, scope) => {
  const [call, argument] = above(node, scope);
  if (!isCall(call) || call.arguments.at(-1) !== argument || call.arguments.length !== 2) return undefined;
  return isFetch(call.callee, scope) ? call : undefined;
};

const isFetch = (callee, scope) => {
  if (isMember(callee)) return nameOf(callee) === 'fetch' && /^(window|globalThis|self)$/.test(callee.object.name) && !scope.bindingOf(callee.object);
  return callee.name === 'fetch' && !scope.bindingOf(callee);
};

const calleeText = (node, text) => text.slice(node.callee.start, node.callee.end).replace(/\s+/g, '');

/** `const x = <node>`, where `x` is never assigned again. */
const constantOf = (node, scope) => {
  const [parent] = above(node, scope);
  if (parent.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return undefined;
  const binding = scope.bindingOf(parent.id);
  return binding.ids === 1 && binding.kind === 'const' ? binding : undefined;
};

/** The requests whose `init` is the object `node`. */
const requestsOfInit = (node, scope, text) => {
  const call = fetchWith(node, scope);
  if (call) return [{ call, init: node }];
  const binding = constantOf(node, scope);
  if (binding) {
    return binding.references.map((reference) => {
      const used = fetchWith(reference, scope);
      if (used) return { call: used, init: node, shared: binding };
      throw new Left(reference, `\`${reference.name}\`, which holds the header, is used for something else than \`fetch\``);
    });
  }
  const [parent] = above(node, scope);
  if (isCall(parent)) {
    const name = calleeText(parent, text);
    throw new Left(parent, `the header goes to \`${name}()\`, which is not ${name === 'fetch' ? "the platform's own" : '`fetch`'}`);
  }
  throw new Left(node, 'the header is in an object that does not go to `fetch` directly');
};

/** The requests whose `headers` is `node`, an object or `new Headers(…)`. */
const requestsOf = (node, scope, text) => {
  const [parent, child] = above(node, scope);
  if (parent.type === 'ObjectProperty' && parent.value === child && nameOf(parent) === 'headers') {
    const object = scope.parentOf(parent);
    if (object.type !== 'ObjectExpression') throw new Left(node, 'the header is in an object that does not go to `fetch` directly');
    return requestsOfInit(object, scope, text).map((request) => ({ ...request, property: parent, headers: node }));
  }
  const binding = constantOf(node, scope);
  if (!binding) throw new Left(node, 'the headers do not go to `fetch` directly');
  return binding.references.flatMap((reference) => {
    const [user, used] = above(reference, scope);
    if (isMember(user) && user.object === used) return [];
    if (user.type === 'ObjectProperty' && user.value === used && nameOf(user) === 'headers' && scope.parentOf(user).type === 'ObjectExpression') {
      return requestsOfInit(scope.parentOf(user), scope, text).map((request) => ({ ...request, property: user, headers: node, named: binding }));
    }
    throw new Left(reference, `\`${reference.name}\`, which holds the header, is used for something else than \`fetch\``);
  });
};

/** `X.interceptors.request.use(fn)` whose `fn` takes `config`. */
const interceptorOf = (config, node, scope) => {
  const binding = config.type === 'Identifier' ? scope.bindingOf(config) : undefined;
  const fn = scope.functionOf(node);
  if (binding?.kind !== 'param' || binding.node !== fn || fn.params[0] !== binding.id) return undefined;
  const call = scope.parentOf(fn);
  if (!isCall(call) || call.arguments[0] !== fn || !isMember(call.callee) || nameOf(call.callee) !== 'use') return undefined;
  const request = call.callee.object;
  const interceptors = isMember(request) && nameOf(request) === 'request' && request.object;
  if (!interceptors || !isMember(interceptors) || nameOf(interceptors) !== 'interceptors') return undefined;
  return { call, instance: bare(interceptors.object), config: config.name, fn };
};

/** One place where a token becomes a header: `{ requests, remove, list, anonymous }`, or `{ interceptor, value, … }`. */
const siteOf = (value, isToken, scope, text) => {
  let [parent, child] = above(value, scope);

  // `{ Authorization: … }`, perhaps as `...(token ? { Authorization: … } : {})`
  if (parent.type === 'ObjectProperty' && parent.value === child && isAuthorization(nameOf(parent))) {
    let object = scope.parentOf(parent);
    if (object.type !== 'ObjectExpression') throw new Left(value, 'the header is not in an object literal');
    let element = parent;
    let anonymous = false;
    const guard = guardAround(object, isToken, scope);
    if (guard) {
      const [spread] = above(guard, scope);
      if (object.properties.length > 1) throw new Left(guard, 'other headers are sent only with a token, too');
      if (spread.type === 'ObjectProperty' && nameOf(spread) === 'headers') {
        const init = scope.parentOf(spread);
        return { requests: requestsOfInit(init, scope, text).map((request) => ({ ...request, property: spread })), whole: true, anonymous: true };
      }
      if (spread.type !== 'SpreadElement') throw new Left(guard, 'the header is sent under a condition that is not understood');
      [element, anonymous] = [spread, true];
      object = scope.parentOf(spread);
      if (object.type !== 'ObjectExpression') throw new Left(guard, 'the header is sent under a condition that is not understood');
    }
    const [outer] = above(object, scope);
    const wrapped = outer.type === 'NewExpression' && outer.callee.name === 'Headers' && outer.arguments.length === 1;
    return { requests: requestsOf(wrapped ? outer : object, scope, text), element, object, anonymous };
  }

  // `headers.Authorization = …`, `headers.set('Authorization', …)`
  let target;
  let statement;
  if (parent.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === child && isMember(parent.left) && isAuthorization(nameOf(parent.left))) {
    target = bare(parent.left.object);
    statement = scope.parentOf(parent);
  } else if (isCall(parent) && isMember(parent.callee) && /^(set|append)$/.test(nameOf(parent.callee)) && parent.arguments[1] === child && isAuthorization(parent.arguments[0].value)) {
    target = bare(parent.callee.object);
    statement = scope.parentOf(parent);
  }
  if (!target || statement.type !== 'ExpressionStatement') {
    if (isCall(parent)) throw new Left(value, `the token goes to \`${calleeText(parent, text)}()\`, which is not understood`);
    throw new Left(value, 'it is not the `Authorization` header of a `fetch`');
  }
  const guard = ifAround(statement, isToken, scope);
  if (isMember(target) && nameOf(target) === 'headers') {
    const interceptor = interceptorOf(bare(target.object), value, scope);
    if (interceptor) return { interceptor: { ...interceptor, value, guard, statement }, requests: [], anonymous: !!guard };
    throw new Left(value, "the header is set on an object that is neither a `fetch`'s nor an axios interceptor's");
  }
  const binding = target.type === 'Identifier' ? scope.bindingOf(target) : undefined;
  const init = binding?.kind === 'const' ? bare(binding.node.init) : undefined;
  const isHeaders = init?.type === 'ObjectExpression' || (init?.type === 'NewExpression' && init.callee.name === 'Headers');
  if (!isHeaders) throw new Left(value, 'the header is set on an object that is not made here');
  if (!guard && scope.parentOf(statement).type !== 'BlockStatement' && scope.parentOf(statement).type !== 'Program') throw new Left(statement, 'the header is set under a condition that is not understood');
  if (scope.functionOf(statement) !== scope.functionOf(binding.node) || scope.parentOf(guard ?? statement) !== scope.parentOf(scope.parentOf(binding.node))) {
    throw new Left(statement, 'the header is set under a condition that is not understood');
  }
  return { requests: requestsOf(init, scope, text), statement: guard ?? statement, anonymous: !!guard };
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
 * All that a token is used for. `{ sites, declaration }`; throws `Left` as soon as one use is not understood.
 * The token is awaited in the header itself, or in a variable.
 */
export const usesOf = (call, scope, text) => {
  if (runsElsewhere(call, scope)) throw new Left(call, 'this code runs in another page than the module that it is in');
  let [awaiting] = above(call, scope);
  if (awaiting.type !== 'AwaitExpression') {
    throw new Left(call, nameOfThen(awaiting) ? 'the token is taken by `.then()`: `await` it and run this again' : 'the token is used for something else than a header');
  }
  const [holder] = above(awaiting, scope);
  const direct = bearerAround(awaiting, scope);
  if (direct) return { sites: [siteOf(direct, () => false, scope, text)] };
  if (holder.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') throw new Left(call, 'the token is used for something else than a header');
  const binding = scope.bindingOf(holder.id);
  if (binding.kind !== 'const' && binding.ids !== 1) throw new Left(holder, `\`${holder.id.name}\` is declared twice`);
  if (!binding.references.length) throw new Left(call, 'the token is not used for a header');

  const tests = new Set();
  const sites = [];
  const values = [];
  for (const reference of binding.references) {
    const around = bearerAround(reference, scope);
    if (around) values.push(around);
    else tests.add(reference);
  }
  for (const around of values) {
    const isToken = (test) => {
      const found = [...tests].find((reference) => isTestOf(test, reference));
      if (found) tests.delete(found);
      return !!found;
    };
    sites.push(siteOf(around, isToken, scope, text));
  }
  for (const reference of tests) {
    const why = isIf(reference, scope) ? `the code does something else when there is no \`${reference.name}\`` : `\`${reference.name}\` is used for something else than a header`;
    throw new Left(reference, why);
  }
  for (const { interceptor } of sites) {
    if (interceptor && interceptor.fn !== scope.functionOf(holder)) throw new Left(holder, 'the token is asked for outside of the interceptor');
  }
  return { sites, declaration: holder };
};

const nameOfThen = (node) => isMember(node) && nameOf(node) === 'then';

const isIf = (node, { parentOf }) => {
  while (node && !/Statement$|^ConditionalExpression$/.test(node.type)) node = parentOf(node);
  return node?.type === 'IfStatement' || node?.type === 'ConditionalExpression';
};

/** `.then((res) => res.json())` on a call: the call of `then`, or undefined. */
export const jsonAfter = (call, { parentOf }) => {
  const member = parentOf(call);
  const then = isMember(member) && member.object === call && nameOf(member) === 'then' && parentOf(member);
  if (!then || then.callee !== member || then.arguments.length !== 1) return undefined;
  const [fn] = then.arguments;
  if (!isFunction(fn) || fn.params.length !== 1) return undefined;
  let result = resultOf(fn);
  if (result?.type === 'AwaitExpression') result = result.argument;
  return isJsonOf(result, fn.params[0].name) ? then : undefined;
};

/** `<name>.json()`, perhaps cast. */
export const isJsonOf = (node, name) => {
  node = bare(node);
  return isCall(node) && isMember(node.callee) && nameOf(node.callee) === 'json' && node.callee.object.name === name && !node.arguments.length;
};
