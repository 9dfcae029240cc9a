// Where a token becomes a header of a `fetch`. Everything else is left, with a reason.

import { isVariable, type Binding, type Scope } from './scope.ts';
import { Left, above, bare, idOf, is, isCall, isEmpty, isEmptyObject, isMember, nameOf, stringOf, type CallNode, type Node, type NodeOf, type ObjectNode } from './tree.ts';
import { clientAround, destinationOf, goesOn } from './whither.ts';

/** A call of `fetch` and its second argument; `shared` is the variable that holds the argument. */
interface Fetch {
  call: CallNode;
  init: ObjectNode;
  shared?: Binding;
}

/** A `fetch` with the header. `headers` is what holds it, unless all of `property` goes; `named` is the variable that holds the headers. */
export interface FoundRequest extends Fetch {
  property: NodeOf<'ObjectProperty'>;
  headers?: Node;
  named?: Binding;
}

/** One place where a token becomes a header. */
export interface Site {
  requests: FoundRequest[];
  /** The element of `object` that goes. */
  element?: Node;
  object?: ObjectNode;
  /** The statement that goes. */
  statement?: Node;
  /** Without a token the request is sent without the header. */
  anonymous: boolean;
  /** Without a token the header is sent all the same, with nothing in it. */
  empty?: boolean;
}

/** Whether a condition asks for the token; takes note of it. */
export type IsToken = (test: Node) => boolean;

export const isAuthorization = (name: string | undefined): boolean => /^authorization$/i.test(name ?? '');

/** The guard `token ? … : {}`, `token && …` around `node`. */
const guardAround = (node: Node, isToken: IsToken, scope: Scope) => {
  const [parent, child] = above(node, scope);
  if (is(parent, 'ConditionalExpression') && parent.consequent === child && isToken(parent.test) && isEmptyObject(parent.alternate)) return parent;
  if (is(parent, 'LogicalExpression') && parent.operator === '&&' && parent.right === child && isToken(parent.left)) return parent;
  return undefined;
};

/** `if (token) …` without `else` around a statement that is alone in it. */
const ifAround = (statement: Node, isToken: IsToken, { parentOf }: Scope) => {
  let parent = parentOf(statement);
  let inner = statement;
  if (is(parent, 'BlockStatement')) {
    if (parent.body.length > 1) return undefined;
    [inner, parent] = [parent, parentOf(parent)];
  }
  return is(parent, 'IfStatement') && parent.consequent === inner && !parent.alternate && isToken(parent.test) ? parent : undefined;
};

/** The call of `fetch` whose second argument is `node`. */
const fetchWith = (node: Node, scope: Scope) => {
  const [call, argument] = above(node, scope);
  if (!isCall(call) || call.arguments.at(-1) !== argument || call.arguments.length !== 2) return undefined;
  return isFetch(call.callee, scope) ? call : undefined;
};

const isFetch = (callee: Node, scope: Scope) => {
  if (isMember(callee)) return nameOf(callee) === 'fetch' && /^(window|globalThis|self)$/.test(idOf(callee.object) ?? '') && !scope.bindingOf(callee.object);
  return idOf(callee) === 'fetch' && !scope.bindingOf(callee);
};

/** `new Headers(…)` of the platform. */
const isHeadersMaker = (node: Node | undefined, scope: Scope): node is NodeOf<'NewExpression'> => is(node, 'NewExpression') && idOf(node.callee) === 'Headers' && !scope.bindingOf(node.callee);

const calleeText = (node: CallNode, text: string) => text.slice(node.callee.start, node.callee.end).replace(/\s+/g, '');

/** `const x = <node>`. An assignment to `x` is a use that nobody understands. */
const constantOf = (node: Node, scope: Scope) => {
  const [parent] = above(node, scope);
  const binding = is(parent, 'VariableDeclarator') && is(parent.id, 'Identifier') ? scope.bindingOf(parent.id) : undefined;
  return binding?.ids === 1 ? binding : undefined;
};

const adviceOn = (name: string) => (/\.(get|post|put|patch|delete|head|request)$/.test(name) ? ': for axios, give the instance our `fetch` once (docs/migrating-from-axios.md)' : '');

/** A header that is not a `fetch`'s: of a client that is known, or else by what is seen. */
const elsewhere = (node: Node, scope: Scope, why: string) => {
  const client = clientAround(node, scope);
  return new Left(node, client ? goesOn(client) : why);
};

const usedOtherwise = (reference: Node, scope: Scope) =>
  new Left(reference, `\`${scope.text.slice(reference.start, reference.end)}\`, which holds the header, is used for something else than \`fetch\``);

/** The requests whose second argument is the object `init`. */
const requestsOfInit = (init: ObjectNode, scope: Scope, text: string): Fetch[] => {
  const call = fetchWith(init, scope);
  if (call) return [{ call, init }];
  const binding = constantOf(init, scope);
  if (binding) {
    return binding.references.map((reference) => {
      const used = fetchWith(reference, scope);
      if (used) return { call: used, init, shared: binding };
      throw usedOtherwise(reference, scope);
    });
  }
  const [parent] = above(init, scope);
  if (isCall(parent)) {
    const name = calleeText(parent, text);
    const client = clientAround(init, scope);
    if (client && client.name !== 'axios') throw new Left(parent, goesOn(client));
    throw new Left(parent, `the header goes to \`${name}()\`, which is not ${name === 'fetch' ? "the platform's own" : '`fetch`'}${adviceOn(name)}`);
  }
  throw elsewhere(init, scope, 'the header is in an object that does not go to `fetch` directly');
};

/** Whether code looks at headers, and not at one of another name: `headers.get('Authorization')`, `headers.forEach(…)`. */
const readsHeader = (member: Node, scope: Scope) => {
  const [user, used] = above(member, scope);
  if (is(user, 'AssignmentExpression') && user.left === used) return false;
  if (isCall(user) && user.callee === used) {
    const name = stringOf(user.arguments[0]);
    return !/^(set|append|delete)$/.test(nameOf(member) ?? '') && (name === undefined || isAuthorization(name));
  }
  return nameOf(member) === undefined || isAuthorization(nameOf(member));
};

/** The requests whose `headers` is `node`, an object or `new Headers(…)`. */
const requestsOf = (node: Node, scope: Scope, text: string): FoundRequest[] => {
  const [parent, child] = above(node, scope);
  if (is(parent, 'ObjectProperty') && parent.value === child && nameOf(parent) === 'headers') {
    const object = scope.parentOf(parent);
    if (!is(object, 'ObjectExpression')) throw elsewhere(node, scope, 'the header is in an object that does not go to `fetch` directly');
    return requestsOfInit(object, scope, text).map((request) => ({ ...request, property: parent, headers: node }));
  }
  const binding = constantOf(node, scope);
  if (!binding) throw elsewhere(node, scope, 'the headers do not go to `fetch` directly');
  return binding.references.flatMap((reference) => {
    const [user, used] = above(reference, scope);
    if (isMember(user) && user.object === used) {
      if (readsHeader(user, scope)) throw usedOtherwise(reference, scope);
      return [];
    }
    const object = scope.parentOf(user);
    if (is(user, 'ObjectProperty') && user.value === used && nameOf(user) === 'headers' && is(object, 'ObjectExpression')) {
      return requestsOfInit(object, scope, text).map((request) => ({ ...request, property: user, headers: node, named: binding }));
    }
    throw usedOtherwise(reference, scope);
  });
};

/** `x.Authorization = …`, `x.set('Authorization', …)` on a reference to `x`: the assignment or the call. */
const settingOn = (reference: Node, scope: Scope) => {
  const [member, child] = above(reference, scope);
  if (!isMember(member) || member.object !== child) return undefined;
  const [user, used] = above(member, scope);
  if (is(user, 'AssignmentExpression') && user.left === used) return isAuthorization(nameOf(member)) ? user : undefined;
  return isCall(user) && user.callee === used && /^(set|append|delete)$/.test(nameOf(member) ?? '') && isAuthorization(stringOf(user.arguments[0])) ? user : undefined;
};

/** Whether an object that is spread may have `headers`. */
export const mayHaveHeaders = (whole: Node, scope: Scope): boolean => {
  const node = bare(whole);
  if (is(node, 'ObjectExpression')) return node.properties.some((one) => nameOf(one) === 'headers' || (is(one, 'SpreadElement') && mayHaveHeaders(one.argument, scope)));
  if (is(node, 'ConditionalExpression')) return mayHaveHeaders(node.consequent, scope) || mayHaveHeaders(node.alternate, scope);
  if (is(node, 'LogicalExpression')) return (node.operator !== '&&' && mayHaveHeaders(node.left, scope)) || mayHaveHeaders(node.right, scope);
  const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
  const rest = binding && scope.parentOf(binding.id);
  const pattern = is(rest, 'RestElement') ? scope.parentOf(rest) : undefined;
  return !isEmptyObject(node) && !(is(pattern, 'ObjectPattern') && pattern.properties.some((one) => nameOf(one) === 'headers'));
};

/** `Request`, or one of several types. */
const isRequestType = (type: Node): boolean => {
  if (is(type, 'TSTypeAnnotation')) return isRequestType(type.typeAnnotation);
  if (is(type, 'TSUnionType')) return type.types.some(isRequestType);
  return is(type, 'TSTypeReference') && /^(Next)?Request$/.test(idOf(type.typeName) ?? '');
};

/** Whether a request's first argument is a `Request` for sure: `new Request(…)`, `event.request`, or a parameter of that type. */
const isRequestObject = (whole: Node | undefined, scope: Scope): boolean => {
  const node = bare(whole);
  if (is(node, 'NewExpression')) return idOf(node.callee) === 'Request';
  if (isCall(node) && isMember(node.callee)) return nameOf(node.callee) === 'clone';
  if (isMember(node)) return /^(request|req)$/.test(nameOf(node) ?? '') || (nameOf(node) === 'raw' && isRequestObject(node.object, scope));
  const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
  if (!binding) return false;
  const type = binding.id.typeAnnotation;
  if (type && isRequestType(type)) return true;
  if (isVariable(binding) && isMember(bare(binding.node.init))) return isRequestObject(bare(binding.node.init), scope);
  return isVariable(binding) && is(bare(binding.node.init), 'NewExpression') && isRequestObject(bare(binding.node.init), scope);
};

/** A caller's own header would win over the token: where there is another one, it is somebody's. */
const onlyOne = (site: Site, value: Node, scope: Scope): Site => {
  for (const { call, headers, named, init, property } of site.requests) {
    if (isRequestObject(call.arguments[0], scope)) throw new Left(call, 'the headers of this call take the place of those of the `Request`, and clerk-fetch would send both');
    const behind = init.properties.slice(init.properties.indexOf(property) + 1);
    const winner = behind.find((one) => (is(one, 'SpreadElement') ? mayHaveHeaders(one.argument, scope) : nameOf(one) === 'headers'));
    if (winner) throw new Left(winner, 'the `headers` of what is spread behind this header would take its place, and clerk-fetch would send both');
    const object = bare(is(headers, 'NewExpression') ? headers.arguments[0] : headers);
    const properties = is(object, 'ObjectExpression') ? object.properties : [];
    const others: Node[] = properties.filter((property) => property !== site.element && isAuthorization(nameOf(property)));
    for (const reference of named?.references ?? []) {
      const setting = settingOn(reference, scope);
      if (setting && !scope.within(value, setting)) others.push(setting);
    }
    const [other] = others;
    if (other) throw new Left(other, 'there is another `Authorization` header for the same request');
  }
  return site;
};

/** A header of another name. */
const headerOf = (property: Node) => {
  const name = is(property, 'ObjectProperty') ? nameOf(property) : undefined;
  return name && !isAuthorization(name) && /^([xX]-|[a-zA-Z]+-[a-zA-Z-]+$)/.test(name) ? `the token is in the header \`${name}\`, and clerk-fetch sends \`Authorization\`` : undefined;
};

/** The requests of `const headers = token ? { … } : {}`: the variable goes, so it is used for nothing else. */
const requestsOfGuarded = (guard: Node, declarator: NodeOf<'VariableDeclarator'>, scope: Scope, text: string): FoundRequest[] => {
  const statement = scope.parentOf(declarator);
  const isAlone = is(statement, 'VariableDeclaration') && statement.kind === 'const' && statement.declarations.length === 1 && !/\/[/*]/.test(text.slice(statement.start, statement.end));
  const binding = isAlone ? constantOf(guard, scope) : undefined;
  if (!binding?.references.length) throw new Left(guard, 'the header is sent under a condition that is not understood');
  return binding.references.map((reference) => {
    const [user, used] = above(reference, scope);
    const init = scope.parentOf(user);
    const isHeaders = is(user, 'ObjectProperty') && user.value === used && nameOf(user) === 'headers';
    const [request, ...more] = isHeaders && is(init, 'ObjectExpression') ? requestsOfInit(init, scope, text) : [];
    if (!isHeaders || !request || more.length) throw usedOtherwise(reference, scope);
    return { ...request, property: user, named: binding };
  });
};

/** `{ Authorization: … }`, perhaps as `...(token ? { Authorization: … } : {})`. */
const inObject = (parent: NodeOf<'ObjectProperty'>, value: Node, isToken: IsToken, scope: Scope, text: string): Site => {
  let object = scope.parentOf(parent);
  if (!is(object, 'ObjectExpression')) throw new Left(value, 'the header is not in an object literal');
  let element: Node = parent;
  let anonymous = false;
  const guard = guardAround(object, isToken, scope);
  if (guard) {
    const [spread] = above(guard, scope);
    if (object.properties.length > 1) throw new Left(guard, 'other headers are sent only with a token, too');
    const init = scope.parentOf(spread);
    if (is(spread, 'ObjectProperty') && nameOf(spread) === 'headers' && is(init, 'ObjectExpression')) {
      return { requests: requestsOfInit(init, scope, text).map((request) => ({ ...request, property: spread })), anonymous: true };
    }
    if (is(spread, 'VariableDeclarator')) return { requests: requestsOfGuarded(guard, spread, scope, text), anonymous: true };
    if (!is(spread, 'SpreadElement') || !is(init, 'ObjectExpression')) throw new Left(guard, 'the header is sent under a condition that is not understood');
    [element, anonymous] = [spread, true];
    object = init;
  }
  const [outer] = above(object, scope);
  const isWrapped = isHeadersMaker(outer, scope) && outer.arguments.length === 1;
  return { requests: requestsOf(isWrapped ? outer : object, scope, text), element, object, anonymous };
};

/** What `x.Authorization = …` and `x.set('Authorization', …)` set the header on. */
const targetOf = (parent: Node, child: Node) => {
  if (is(parent, 'AssignmentExpression')) {
    return parent.operator === '=' && parent.right === child && isMember(parent.left) && isAuthorization(nameOf(parent.left)) ? bare(parent.left.object) : undefined;
  }
  if (!isCall(parent) || !isMember(parent.callee)) return undefined;
  const isSet = /^(set|append)$/.test(nameOf(parent.callee) ?? '') && parent.arguments[1] === child && isAuthorization(stringOf(parent.arguments[0]));
  return isSet ? bare(parent.callee.object) : undefined;
};

/** `token ? \`Bearer …\` : ''` around the header's value: without a token the header says nothing. */
const chosenAround = (value: Node, isToken: IsToken, scope: Scope) => {
  const [choice, chosen] = above(value, scope);
  return is(choice, 'ConditionalExpression') && choice.consequent === chosen && isEmpty(choice.alternate) && isToken(choice.test) ? choice : undefined;
};

const anySite = (bearer: Node, isToken: IsToken, scope: Scope, text: string): Site => {
  const choice = chosenAround(bearer, isToken, scope);
  const site = siteAround(choice ?? bearer, isToken, scope, text);
  return choice ? { ...site, anonymous: true, empty: true } : site;
};

const siteAround = (value: Node, isToken: IsToken, scope: Scope, text: string): Site => {
  const [parent, child] = above(value, scope);
  if (is(parent, 'ObjectProperty') && parent.value === child && isAuthorization(nameOf(parent))) return inObject(parent, value, isToken, scope, text);
  const target = targetOf(parent, child);
  const statement = scope.parentOf(parent);
  if (!target || !is(statement, 'ExpressionStatement')) throw new Left(value, headerOf(parent) ?? destinationOf(value, scope, text));
  const guard = ifAround(statement, isToken, scope);
  if (isMember(target)) throw elsewhere(value, scope, `the header is set on \`${text.slice(target.start, target.end)}\`, which is not followed`);
  const binding = is(target, 'Identifier') ? scope.bindingOf(target) : undefined;
  const init = isVariable(binding) && is(binding.node.id, 'Identifier') ? bare(binding.node.init) : undefined;
  const isHeaders = is(init, 'ObjectExpression') || isHeadersMaker(init, scope);
  if (!binding || !init || !isHeaders) throw elsewhere(value, scope, 'the header is set on an object that is not made here');
  // In the same block as the headers themselves
  const declaration = scope.parentOf(binding.node);
  if (!declaration || scope.parentOf(guard ?? statement) !== scope.parentOf(declaration)) {
    throw new Left(statement, 'the header is set under a condition that is not understood');
  }
  return { requests: requestsOf(init, scope, text), statement: guard ?? statement, anonymous: !!guard };
};

/** @throws Left */
export const siteOf = (value: Node, isToken: IsToken, scope: Scope, text: string): Site => onlyOne(anySite(value, isToken, scope, text), value, scope);
