// Where a token becomes a header of a `fetch`. Everything else is left, with a reason.

import { Left, above, bare, isCall, isEmptyObject, isMember, nameOf } from './parse.js';
import { clientAround, destinationOf, goesOn } from './whither.js';

const isAuthorization = (name) => /^authorization$/i.test(name ?? '');

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

/** `const x = <node>`. An assignment to `x` is a use that nobody understands. */
const constantOf = (node, scope) => {
  const [parent] = above(node, scope);
  if (parent.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return undefined;
  const binding = scope.bindingOf(parent.id);
  return binding.ids === 1 ? binding : undefined;
};

const adviceOn = (name) => (/\.(get|post|put|patch|delete|head|request)$/.test(name) ? ': for axios, give the instance our `fetch` once (docs/migrating-from-axios.md)' : '');

/** A header that is not a `fetch`'s: of a client that is known, or else by what is seen. */
const elsewhere = (node, scope, why) => {
  const client = clientAround(node, scope);
  return new Left(node, client ? goesOn(client) : why);
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
    const client = clientAround(node, scope);
    if (client && client.name !== 'axios') throw new Left(parent, goesOn(client));
    throw new Left(parent, `the header goes to \`${name}()\`, which is not ${name === 'fetch' ? "the platform's own" : '`fetch`'}${adviceOn(name)}`);
  }
  throw elsewhere(node, scope, 'the header is in an object that does not go to `fetch` directly');
};

/** The requests whose `headers` is `node`, an object or `new Headers(…)`. */
const requestsOf = (node, scope, text) => {
  const [parent, child] = above(node, scope);
  if (parent.type === 'ObjectProperty' && parent.value === child && nameOf(parent) === 'headers') {
    const object = scope.parentOf(parent);
    if (object.type !== 'ObjectExpression') throw elsewhere(node, scope, 'the header is in an object that does not go to `fetch` directly');
    return requestsOfInit(object, scope, text).map((request) => ({ ...request, property: parent, headers: node }));
  }
  const binding = constantOf(node, scope);
  if (!binding) throw elsewhere(node, scope, 'the headers do not go to `fetch` directly');
  return binding.references.flatMap((reference) => {
    const [user, used] = above(reference, scope);
    if (isMember(user) && user.object === used) return [];
    if (user.type === 'ObjectProperty' && user.value === used && nameOf(user) === 'headers' && scope.parentOf(user).type === 'ObjectExpression') {
      return requestsOfInit(scope.parentOf(user), scope, text).map((request) => ({ ...request, property: user, headers: node, named: binding }));
    }
    throw new Left(reference, `\`${reference.name}\`, which holds the header, is used for something else than \`fetch\``);
  });
};

/** `x.Authorization = …`, `x.set('Authorization', …)` on a reference to `x`: the assignment or the call. */
const settingOn = (reference, scope) => {
  const [member, child] = above(reference, scope);
  if (!isMember(member) || member.object !== child) return undefined;
  const [user, used] = above(member, scope);
  if (user.type === 'AssignmentExpression' && user.left === used) return isAuthorization(nameOf(member)) ? user : undefined;
  return isCall(user) && user.callee === used && /^(set|append|delete)$/.test(nameOf(member)) && isAuthorization(user.arguments[0]?.value) ? user : undefined;
};

/** A caller's own header would win over the token: where there is another one, it is somebody's. */
const onlyOne = (site, value, scope) => {
  for (const { headers, named } of site.requests) {
    const object = headers?.type === 'NewExpression' ? bare(headers.arguments[0]) : bare(headers);
    const properties = object?.type === 'ObjectExpression' ? object.properties : [];
    const others = properties.filter((property) => property.key && property !== site.element && isAuthorization(nameOf(property)));
    const settings = (named?.references ?? []).map((reference) => settingOn(reference, scope)).filter((setting) => setting && !scope.within(value, setting));
    if (others.length || settings.length) throw new Left(others[0] ?? settings[0], 'there is another `Authorization` header for the same request');
  }
  return site;
};

/** A header of another name. */
const headerOf = (property) => {
  const name = property.type === 'ObjectProperty' ? nameOf(property) : undefined;
  return name && !isAuthorization(name) && /^([xX]-|[a-zA-Z]+-[a-zA-Z-]+$)/.test(name) ? `the token is in the header \`${name}\`, and clerk-fetch sends \`Authorization\`` : undefined;
};

/** One place where a token becomes a header: `{ requests, element, object, statement, anonymous }`. */
const anySite = (value, isToken, scope, text) => {
  const [parent, child] = above(value, scope);

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
    throw new Left(value, headerOf(parent) ?? destinationOf(value, scope, text));
  }
  const guard = ifAround(statement, isToken, scope);
  if (isMember(target)) throw elsewhere(value, scope, `the header is set on \`${text.slice(target.start, target.end)}\`, which is not followed`);
  const binding = target.type === 'Identifier' ? scope.bindingOf(target) : undefined;
  const init = /^(const|let|var)$/.test(binding?.kind) && binding.node.id.type === 'Identifier' ? bare(binding.node.init) : undefined;
  const isHeaders = init?.type === 'ObjectExpression' || (init?.type === 'NewExpression' && init.callee.name === 'Headers');
  if (!isHeaders) throw elsewhere(value, scope, 'the header is set on an object that is not made here');
  // In the same block as the headers themselves
  if (scope.parentOf(guard ?? statement) !== scope.parentOf(scope.parentOf(binding.node))) {
    throw new Left(statement, 'the header is set under a condition that is not understood');
  }
  return { requests: requestsOf(init, scope, text), statement: guard ?? statement, anonymous: !!guard };
};

/** `isToken(test)` says whether a condition asks for the token, and takes note of it. @throws Left */
export const siteOf = (value, isToken, scope, text) => onlyOne(anySite(value, isToken, scope, text), value, scope);
