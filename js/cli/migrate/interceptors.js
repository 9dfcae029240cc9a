// Functions that a client calls before each request: interceptors of axios, hooks of ky and of ofetch. In them only the token's source
// changes: what they do with the token, and when, stays as it is.

import { bare, isCall, isFunction, isMember, nameOf, walk } from './parse.js';
import { indentAt } from './edit.js';
import { importOf } from './source.js';

const isAuthorization = (name) => /^authorization$/i.test(name ?? '');

/** The functions around a node, the innermost first. */
const functionsAround = (node, scope) => {
  const all = [];
  for (let fn = scope.functionOf(node); fn; fn = scope.functionOf(fn)) all.push(fn);
  return all;
};

/** `X.interceptors.request.use(fn)`, or `response`: `{ call, instance, kind }`. */
const axiosUse = (fn, scope) => {
  const call = scope.parentOf(fn);
  if (!isCall(call) || !isMember(call.callee) || nameOf(call.callee) !== 'use') return undefined;
  const side = call.callee.object;
  const kind = isMember(side) ? nameOf(side) : undefined;
  if (!/^(request|response)$/.test(kind) || !isMember(side.object) || nameOf(side.object) !== 'interceptors') return undefined;
  return { call, kind, isFirst: call.arguments[0] === fn, instance: bare(side.object.object) };
};

/** The `baseURL` that an instance of this file was made with; else the instance itself, which says nothing. */
const baseOf = (instance, name, scope) => {
  const binding = instance.type === 'Identifier' ? scope.bindingOf(instance) : undefined;
  const made = binding?.kind === 'const' ? bare(binding.node.init) : undefined;
  if (!isCall(made) || !isMember(made.callee) || !/^(create|extend)$/.test(nameOf(made.callee))) return instance;
  const base = made.arguments[0]?.properties?.find((property) => property.key && nameOf(property) === name);
  return base?.value ?? instance;
};

/** The place where a request interceptor of this file says that another URL is sent than the one it was called with. */
const otherUrl = (scope) => {
  let found;
  walk(scope.program, (node) => {
    if (found || !isFunction(node)) return;
    const use = axiosUse(node, scope);
    if (use?.kind !== 'request' || !use.isFirst) return;
    const config = node.params[0];
    const named = config?.type === 'Identifier' ? scope.bindingOf(config) : undefined;
    if (config && !named) found = config;
    walk(node.body, (one, parent) => {
      const name = isMember(one) || one.type === 'ObjectProperty' ? nameOf(one) : undefined;
      const writes = isMember(one) && ((parent.type === 'AssignmentExpression' && parent.left === one) || parent.type === 'UpdateExpression' || (parent.type === 'UnaryExpression' && parent.operator === 'delete'));
      if (/^(url|baseURL|allowAbsoluteUrls|adapter|proxy|beforeRedirect)$/.test(name) && (writes || one.type === 'ObjectProperty')) found ??= one;
      if (isMember(one) && one.computed && writes && name === undefined && bare(one.object).name === config?.name) found ??= one;
    });
    for (const reference of named?.references ?? []) {
      const user = scope.parentOf(reference);
      const isOwn = isCall(user) && user.arguments.includes(reference) && !/^(console\.\w+|\w+\.getUri|Promise\.resolve|\w+\.token)$/.test(scope.text.slice(user.callee.start, user.callee.end));
      if (isOwn || (user.type === 'AssignmentExpression' && user.left === reference)) found ??= user;
    }
  });
  return found;
};

/** `const headers = config.headers` is not followed: the header is set on `config.headers` itself. */
const setsOn = (isHeaders, scope) => (value) => {
  let node = value;
  let parent = scope.parentOf(node);
  while (bare(parent) !== parent) [node, parent] = [parent, scope.parentOf(parent)];
  if (parent.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === node && isMember(parent.left)) return isAuthorization(nameOf(parent.left)) && isHeaders(bare(parent.left.object));
  if (isCall(parent) && isMember(parent.callee) && /^(set|append)$/.test(nameOf(parent.callee)) && parent.arguments[1] === node) return isAuthorization(parent.arguments[0].value) && isHeaders(bare(parent.callee.object));
  if (parent.type !== 'ObjectProperty' || !isAuthorization(nameOf(parent))) return false;
  const object = scope.parentOf(parent);
  const assigned = scope.parentOf(object);
  if (assigned.type === 'AssignmentExpression' && assigned.right === object) return isHeaders(bare(assigned.left));
  return isCall(assigned) && scope.text.slice(assigned.callee.start, assigned.callee.end) === 'Object.assign' && isHeaders(bare(assigned.arguments[0]));
};

const isHeadersOf = (binding, scope) => (node) => {
  node = bare(node);
  if (!isMember(node)) return false;
  if (nameOf(node) === 'common') return isHeadersOf(binding, scope)(node.object);
  return nameOf(node) === 'headers' && scope.bindingOf(bare(node.object)) === binding;
};

const axios = (fn, scope, text, call) => {
  const use = axiosUse(fn, scope);
  if (!use) return undefined;
  if (use.kind === 'response' || !use.isFirst) return { node: call, why: 'the token is asked for after an answer, in an interceptor of responses: with the fetch adapter a 401 is refreshed and sent again (docs/migrating-from-axios.md)' };
  if (!scope.env.axios) return { node: call, why: `package.json has axios ${scope.env.versions.axios}, and clerk-fetch is tested with axios 1.12 and later (docs/migrating-from-axios.md)` };
  const [config] = fn.params;
  if (config?.type !== 'Identifier') return { node: call, why: "the interceptor's `config` is taken apart" };
  const other = otherUrl(scope);
  if (other) return { node: call, why: 'an interceptor may change where the request goes: another URL would be judged than the one that is sent (docs/migrating-from-axios.md)' };
  const instance = text.slice(use.instance.start, use.instance.end);
  return {
    fn,
    url: `${instance}.getUri(${config.name})`,
    base: baseOf(use.instance, 'baseURL', scope),
    sets: setsOn(isHeadersOf(scope.bindingOf(config), scope), scope),
  };
};

/** The object around a hook, `{ beforeRequest: [fn] }` or `{ onRequest: fn }`, and the hook's name. */
const hookOf = (fn, scope) => {
  if (fn.type === 'ObjectMethod') return { name: nameOf(fn), object: scope.parentOf(fn) };
  let holder = scope.parentOf(fn);
  if (holder.type === 'ArrayExpression') holder = scope.parentOf(holder);
  return holder.type === 'ObjectProperty' ? { name: nameOf(holder), object: scope.parentOf(holder) } : undefined;
};

/** A member of a function's only parameter, taken apart or not: its binding, and how it is written. */
const memberOf = (parameter, name, scope) => {
  if (parameter?.type === 'Identifier') return { text: `${parameter.name}.${name}`, is: (node) => isMember(node) && nameOf(node) === name && scope.bindingOf(bare(node.object)) === scope.bindingOf(parameter) };
  const property = parameter?.type === 'ObjectPattern' && parameter.properties.find((one) => one.key && nameOf(one) === name);
  if (property?.value?.type !== 'Identifier') return undefined;
  return { text: property.value.name, is: (node) => node.type === 'Identifier' && scope.bindingOf(node) === scope.bindingOf(property.value) };
};

/** `ky.create({ hooks: { beforeRequest: [fn] } })`: its first parameter is the request, or, since ky 2, an object that has it. */
const ky = (fn, scope) => {
  const hook = hookOf(fn, scope);
  if (hook?.name !== 'beforeRequest' || !fn.params.length) return undefined;
  const [first] = fn.params;
  const own = first.type === 'Identifier' && scope.bindingOf(first).references.some((one) => isMember(scope.parentOf(one)) && nameOf(scope.parentOf(one)) === 'request') ? undefined : first;
  const request = own?.type === 'Identifier' ? { text: own.name, is: (node) => node.type === 'Identifier' && scope.bindingOf(node) === scope.bindingOf(own) } : memberOf(first, 'request', scope);
  if (!request) return undefined;
  return { fn, url: `${request.text}.url`, base: kyBase(hook.object, scope), sets: setsOn((node) => isMember(node) && nameOf(node) === 'headers' && request.is(bare(node.object)), scope) };
};

/** What `prefixUrl`, `prefix` or `baseUrl` says beside `hooks`. */
const kyBase = (hooks, scope) => {
  const property = scope.parentOf(hooks);
  const options = property?.type === 'ObjectProperty' && nameOf(property) === 'hooks' ? scope.parentOf(property) : undefined;
  return options?.properties?.find((one) => one.key && /^(prefixUrl|prefix|baseUrl)$/.test(nameOf(one) ?? ''))?.value;
};

/** `ofetch.create({ baseURL, onRequest(context) {} })`. */
const ofetch = (fn, scope, text, asked) => {
  const hook = hookOf(fn, scope);
  if (hook?.name !== 'onRequest' || fn.params.length !== 1) return undefined;
  const call = scope.parentOf(hook.object);
  const from = isCall(call) ? importOf(isMember(call.callee) ? bare(call.callee.object) : call.callee, scope)?.from : undefined;
  if (from !== 'ofetch') return undefined;
  const [request, options] = ['request', 'options'].map((name) => memberOf(fn.params[0], name, scope));
  const base = hook.object.properties.find((property) => property.key && nameOf(property) === 'baseURL')?.value;
  if (!options) return undefined;
  if (!request) return { node: asked, why: 'the hook does not take `request`, which says where the request goes' };
  return {
    fn,
    url: `typeof ${request.text} === 'string' ? ${request.text} : ${request.text}.url`,
    baseUrl: base && { node: base, text: text.slice(base.start, base.end) },
    base,
    sets: setsOn((node) => isMember(node) && nameOf(node) === 'headers' && options.is(bare(node.object)), scope),
  };
};

/** What is called before the request in which `call` asks for the token: `{ fn, url, base, sets }`, or `{ node, why }`. */
export const interceptorOf = (call, scope, text) => {
  for (const fn of functionsAround(call, scope)) {
    const found = axios(fn, scope, text, call) ?? ky(fn, scope) ?? ofetch(fn, scope, text, call);
    if (found) return found;
  }
  return undefined;
};

/** The token of whom the URL goes to. Where there is none, no header is set: neither `Bearer null` nor one in the place of a default. */
export const interceptorEdits = ({ expression, interceptor, client }, { text, scope, style }) => {
  const { value, setting, guarded, isDirect, awaiting, holder } = interceptor;
  const asked = `${client.call ?? client.name}.token(${interceptor.url})`;
  const source = { start: expression.start, end: expression.end, text: asked };
  const isAlone = setting.type === 'ExpressionStatement' && scope.parentOf(setting).type === 'BlockStatement';
  if (guarded || (setting.type !== 'ObjectProperty' && !isAlone)) return [source];
  if (isDirect && !isAlone) return [source];
  const name = isDirect ? (scope.names.has('token') ? `${client.name}Token` : 'token') : holder.id.name;
  if (setting.type === 'ObjectProperty') {
    return [source, { start: setting.start, end: setting.start, text: `...(${name} && { ` }, { start: setting.end, end: setting.end, text: ' })' }];
  }
  const guard = { start: setting.start, end: setting.start, text: `if (${name}) ` };
  if (!isDirect) return [source, guard];
  const line = `const ${name} = await ${asked}${style.semicolon}${style.eol}${indentAt(text, setting.start)}`;
  return [{ ...guard, text: line + guard.text }, { start: awaiting.start, end: awaiting.end, text: name }];
};
