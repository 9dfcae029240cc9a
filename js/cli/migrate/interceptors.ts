// Functions that a client calls before each request: interceptors of axios, hooks of ky and of ofetch. In them only the token's source
// changes: what they do with the token, and when, stays as it is.

import { importOf } from './clerk.ts';
import { originOf } from './origin.ts';
import { walk } from './parse.ts';
import { isAuthorization } from './request.ts';
import { isConstant, type Binding, type Scope } from './scope.ts';
import { above, bare, idOf, is, isCall, isFunction, isMember, nameOf, propertyOf, stringOf, type CallNode, type FunctionNode, type Node, type NodeOf, type ObjectNode } from './tree.ts';

/** A function that a client calls before a request. */
export interface Interceptor {
  fn: FunctionNode;
  /** The expression of the URL that the request goes to. */
  url: string;
  /** What says where the client's URLs begin. */
  base?: Node | undefined;
  baseUrl?: string;
  /** Whether a header's value is put into the request's own headers. */
  sets(value: Node): boolean;
}

/** An interceptor that is left. */
interface Unchanged {
  node: Node;
  why: string;
}

/** The functions around a node, the innermost first. */
const functionsAround = (node: Node, scope: Scope) => {
  const all: FunctionNode[] = [];
  for (let fn = scope.functionOf(node); fn; fn = scope.functionOf(fn)) all.push(fn);
  return all;
};

/** `X.interceptors.request.use(fn)`, or `response`. */
const axiosUse = (fn: FunctionNode, scope: Scope) => {
  const call = scope.parentOf(fn);
  if (!isCall(call) || !isMember(call.callee) || nameOf(call.callee) !== 'use') return undefined;
  const side = call.callee.object;
  const kind = isMember(side) ? nameOf(side) : undefined;
  if (!isMember(side) || (kind !== 'request' && kind !== 'response') || !isMember(side.object) || nameOf(side.object) !== 'interceptors') return undefined;
  return { kind, isFirst: call.arguments.some((one, index) => index === 0 && one === fn), instance: bare(side.object.object) };
};

/** The `baseURL` that an instance of this file was made with; else the instance itself, which says nothing. */
const baseOf = (instance: Node, name: string, scope: Scope): Node => {
  const binding = is(instance, 'Identifier') ? scope.bindingOf(instance) : undefined;
  const made = isConstant(binding) ? bare(binding.node.init) : undefined;
  if (!isCall(made) || !isMember(made.callee) || !/^(create|extend)$/.test(nameOf(made.callee) ?? '')) return instance;
  return propertyOf(made.arguments[0], name)?.value ?? instance;
};

/** Whether a member is written to, or taken away. */
const isWritten = (member: Node, parent: Node | undefined) =>
  (is(parent, 'AssignmentExpression') && parent.left === member) || is(parent, 'UpdateExpression') || (is(parent, 'UnaryExpression') && parent.operator === 'delete');

/** The place where a request interceptor of this file says that another URL is sent than the one it was called with. */
const otherUrl = (scope: Scope): Node | undefined => {
  let found: Node | undefined;
  walk(scope.program, (fn) => {
    const use = !found && isFunction(fn) ? axiosUse(fn, scope) : undefined;
    if (!isFunction(fn) || use?.kind !== 'request' || !use.isFirst) return;
    const config = fn.params[0];
    const named = is(config, 'Identifier') ? scope.bindingOf(config) : undefined;
    if (config && !named) found = config;
    walk(fn.body, (one, parent) => {
      const name = isMember(one) || is(one, 'ObjectProperty') ? nameOf(one) : undefined;
      const writes = isMember(one) && isWritten(one, parent);
      if (/^(url|baseURL|allowAbsoluteUrls|adapter|proxy|beforeRedirect)$/.test(name ?? '') && (writes || is(one, 'ObjectProperty'))) found ??= one;
      if (isMember(one) && one.computed && writes && name === undefined && idOf(bare(one.object)) === idOf(config)) found ??= one;
    });
    for (const reference of named?.references ?? []) {
      const user = scope.parentOf(reference);
      const isOwn = isCall(user) && user.arguments.some((one) => one === reference) && !/^(console\.\w+|\w+\.getUri|Promise\.resolve|\w+\.token)$/.test(scope.text.slice(user.callee.start, user.callee.end));
      if (isOwn || (is(user, 'AssignmentExpression') && user.left === reference)) found ??= user;
    }
  });
  return found;
};

type IsHeaders = (node: Node) => boolean;

/** `const headers = config.headers` is not followed: the header is set on `config.headers` itself. */
const setsOn =
  (isHeaders: IsHeaders, scope: Scope) =>
  (value: Node): boolean => {
    const [parent, node] = above(value, scope);
    if (is(parent, 'AssignmentExpression') && parent.operator === '=' && parent.right === node && isMember(parent.left)) return isAuthorization(nameOf(parent.left)) && isHeaders(bare(parent.left.object));
    if (isCall(parent) && isMember(parent.callee) && /^(set|append)$/.test(nameOf(parent.callee) ?? '') && parent.arguments[1] === node) return isAuthorization(stringOf(parent.arguments[0])) && isHeaders(bare(parent.callee.object));
    if (!is(parent, 'ObjectProperty') || !isAuthorization(nameOf(parent))) return false;
    const object = scope.parentOf(parent);
    const assigned = object && scope.parentOf(object);
    if (is(assigned, 'AssignmentExpression') && assigned.right === object) return isHeaders(bare(assigned.left));
    const [first] = isCall(assigned) && scope.text.slice(assigned.callee.start, assigned.callee.end) === 'Object.assign' ? assigned.arguments : [];
    return !!first && isHeaders(bare(first));
  };

const isHeadersOf =
  (binding: Binding | undefined, scope: Scope): IsHeaders =>
  (whole) => {
    const node = bare(whole);
    if (!isMember(node)) return false;
    if (nameOf(node) === 'common') return isHeadersOf(binding, scope)(node.object);
    return nameOf(node) === 'headers' && scope.bindingOf(bare(node.object)) === binding;
  };

type Found = Interceptor | Unchanged | undefined;

const axios = (fn: FunctionNode, scope: Scope, text: string, call: CallNode): Found => {
  const use = axiosUse(fn, scope);
  if (!use) return undefined;
  if (use.kind === 'response' || !use.isFirst) return { node: call, why: 'the token is asked for after an answer, in an interceptor of responses: with the fetch adapter a 401 is refreshed and sent again (docs/migrating-from-axios.md)' };
  if (!scope.env.axios) return { node: call, why: `package.json has axios ${scope.env.versions.axios}, and clerk-fetch is tested with axios 1.12 and later (docs/migrating-from-axios.md)` };
  const [config] = fn.params;
  if (!is(config, 'Identifier')) return { node: call, why: "the interceptor's `config` is taken apart" };
  if (otherUrl(scope)) return { node: call, why: 'an interceptor may change where the request goes: another URL would be judged than the one that is sent (docs/migrating-from-axios.md)' };
  const instance = text.slice(use.instance.start, use.instance.end);
  return {
    fn,
    url: `${instance}.getUri(${config.name})`,
    base: baseOf(use.instance, 'baseURL', scope),
    sets: setsOn(isHeadersOf(scope.bindingOf(config), scope), scope),
  };
};

/** The object around a hook, `{ beforeRequest: [fn] }` or `{ onRequest: fn }`, and the hook's name. */
const hookOf = (fn: FunctionNode, scope: Scope): { name: string | undefined; object: ObjectNode } | undefined => {
  let holder: Node | undefined = fn;
  if (!is(fn, 'ObjectMethod')) {
    holder = scope.parentOf(fn);
    if (is(holder, 'ArrayExpression')) holder = scope.parentOf(holder);
  }
  const object = is(holder, 'ObjectProperty', 'ObjectMethod') ? scope.parentOf(holder) : undefined;
  return is(object, 'ObjectExpression') ? { name: nameOf(holder), object } : undefined;
};

/** Something of a hook's parameter: how it is written, and whether a node is it. */
interface Part {
  text: string;
  is(node: Node): boolean;
}

const named = (id: NodeOf<'Identifier'>, scope: Scope): Part => ({ text: id.name, is: (node) => is(node, 'Identifier') && scope.bindingOf(node) === scope.bindingOf(id) });

/** A member of a function's only parameter, taken apart or not. */
const memberOf = (parameter: Node | undefined, name: string, scope: Scope): Part | undefined => {
  if (is(parameter, 'Identifier')) {
    return { text: `${parameter.name}.${name}`, is: (node) => isMember(node) && nameOf(node) === name && scope.bindingOf(bare(node.object)) === scope.bindingOf(parameter) };
  }
  const property = is(parameter, 'ObjectPattern') ? parameter.properties.find((one) => nameOf(one) === name) : undefined;
  return is(property, 'ObjectProperty') && is(property.value, 'Identifier') ? named(property.value, scope) : undefined;
};

const isHeadersIn =
  (part: Part): IsHeaders =>
  (node) =>
    isMember(node) && nameOf(node) === 'headers' && part.is(bare(node.object));

/** `ky.create({ hooks: { beforeRequest: [fn] } })`: its first parameter is the request, or, since ky 2, an object that has it. */
const ky = (fn: FunctionNode, scope: Scope): Found => {
  const hook = hookOf(fn, scope);
  const [first] = fn.params;
  if (hook?.name !== 'beforeRequest' || !first) return undefined;
  const hasRequest = is(first, 'Identifier') && scope.bindingOf(first)?.references.some((one) => nameOf(scope.parentOf(one)) === 'request' && isMember(scope.parentOf(one)));
  const request = is(first, 'Identifier') && !hasRequest ? named(first, scope) : memberOf(first, 'request', scope);
  return request && { fn, url: `${request.text}.url`, base: kyBase(hook.object, scope), sets: setsOn(isHeadersIn(request), scope) };
};

/** What `prefixUrl`, `prefix` or `baseUrl` says beside `hooks`. */
const kyBase = (hooks: ObjectNode, scope: Scope) => {
  const property = scope.parentOf(hooks);
  return is(property, 'ObjectProperty') && nameOf(property) === 'hooks' ? propertyOf(scope.parentOf(property), /^(prefixUrl|prefix|baseUrl)$/)?.value : undefined;
};

/** `ofetch.create({ baseURL, onRequest(context) {} })`. */
const ofetch = (fn: FunctionNode, scope: Scope, text: string, asked: CallNode): Found => {
  const hook = hookOf(fn, scope);
  const [parameter, ...more] = fn.params;
  if (hook?.name !== 'onRequest' || !parameter || more.length) return undefined;
  const call = scope.parentOf(hook.object);
  const from = isCall(call) ? importOf(isMember(call.callee) ? bare(call.callee.object) : call.callee, scope)?.from : undefined;
  if (from !== 'ofetch') return undefined;
  const request = memberOf(parameter, 'request', scope);
  const options = memberOf(parameter, 'options', scope);
  const base = propertyOf(hook.object, 'baseURL')?.value;
  if (!options) return undefined;
  if (!request) return { node: asked, why: 'the hook does not take `request`, which says where the request goes' };
  const origin = base && originOf(base, scope);
  if (origin && (!origin.known || origin.env)) return { node: asked, why: '`baseURL` may be a path: where the module is loaded on a server, a path alone is no base (docs/other-clients.md)' };
  return {
    fn,
    url: `${request.text} instanceof Request ? ${request.text}.url : String(${request.text})`,
    ...(origin?.origin && base && { baseUrl: text.slice(base.start, base.end) }),
    base,
    sets: setsOn(isHeadersIn(options), scope),
  };
};

/** What is called before the request in which `call` asks for the token. */
export const interceptorOf = (call: CallNode, scope: Scope, text: string): Found => {
  for (const fn of functionsAround(call, scope)) {
    const found = axios(fn, scope, text, call) ?? ky(fn, scope) ?? ofetch(fn, scope, text, call);
    if (found) return found;
  }
  return undefined;
};
