// What can be replaced in a file, and what is left and why; nothing is edited yet.

import { Left, above, isCall, isMember, nameOf, walk } from './parse.js';
import { originOf } from './origin.js';
import { isForBearer, usesOf } from './uses.js';
import { jsonAfter } from './shapes.js';
import { readsOf } from './reads.js';
import { shapeOf } from './objects.js';
import { isPortable, isToken, sourceOf } from './source.js';
import { destinationOf } from './whither.js';

/** What Clerk's documentation and the compiler's silencers say belongs to the code that goes. */
const OF_THE_SNIPPET = /^\W*(Use `?(useAuth|getToken)\(\)`?|Include the session token|Make the (authenticated )?request|Include status code|@ts-(ignore|expect-error)|eslint-disable)/;

/** A comment behind a header that goes is about the header. */
const OF_THE_HEADER = /token|bearer|authori[sz]|authent|\bauth\b|session|clerk|jwt|credential|header/i;

/** `{ uses, left, clients, requests, interceptors, removed, … }`. */
export const planOf = ({ text, ast, scope, clients }) => {
  const calls = [];
  walk(ast.program, (node) => {
    if (isCall(node)) calls.push(node);
  });

  const left = [];
  const uses = [];
  const seen = new Set();
  for (const call of calls) {
    const source = sourceOf(call, scope, text);
    if (!source) continue;
    seen.add(call.callee);
    if (source.why) {
      if (source.known || isForBearer(call, scope)) left.push({ at: call.start, why: source.why });
      continue;
    }
    try {
      const use = usesOf(source, scope, text);
      if (use.sites.length || use.interceptor) uses.push(settled(use, scope));
    } catch (error) {
      if (!(error instanceof Left)) throw error;
      left.push({ at: error.node.start, why: error.message });
    }
  }
  left.push(...handedOn({ ast, scope, text, seen }));

  const reads = readsOf(ast, scope);
  const removed = new Set();
  const requests = new Map();
  const interceptors = [];
  const headings = [];
  for (const use of uses) {
    const { source, sites, interceptor } = use;
    if (interceptor) {
      const baseUrl = interceptor.baseUrl && { baseUrl: interceptor.baseUrl.text };
      use.client = clients.for(source, { anonymous: source.nullable, foreign: true, text, more: baseUrl });
      interceptors.push({ expression: source.expression, interceptor, client: use.client });
      use.client.requests++;
      if (!baseUrl) place(use.client, interceptor.base ?? interceptor.fn, scope, interceptor);
    }
    for (const site of sites) {
      const anonymous = source.nullable && (site.anonymous || source.soft || reads.status);
      const client = clients.for(source, { anonymous, text });
      if (site.element) removed.add(site.element);
      headings.push(...[site.element, site.statement, ...site.requests.map(({ property }) => property)].filter(Boolean));
      for (const request of site.requests) requests.set(request.call, { ...request, client });
    }
  }
  const about = (comment) => OF_THE_SNIPPET.test(comment.value) || (OF_THE_HEADER.test(comment.value) && headings.some((element) => isBehind(text, element, comment)));
  for (const comment of ast.comments) comment.goes = about(comment);
  const commented = (range) => ast.comments.some((comment) => comment.start > range.start && comment.end < range.end && !comment.goes);
  for (const request of requests.values()) {
    Object.assign(request, shapeOf(request, removed, commented));
    const then = jsonAfter(request.call, scope);
    request.json = then && !ast.comments.some(({ start }) => start > request.call.end && start < then.end) ? then : undefined;
    request.url = request.call.arguments[0];
    request.client.requests++;
    place(request.client, request.url, scope);
  }
  settleNamed(requests, scope, commented);
  return { uses, left, requests, interceptors, removed, headings, commented, reads };
};

/** Whether a comment stands on the line on which `element` ends, with nothing but a comma between. */
const isBehind = (text, element, comment) => comment.start >= element.end && /^[ \t]*,?[ \t]*$/.test(text.slice(element.end, comment.start));

/** The `try` whose block a node is in, within its function. */
const tryAround = (node, scope) => {
  const fn = scope.functionOf(node);
  let child = node;
  for (let parent = scope.parentOf(node); parent && child !== fn; [child, parent] = [parent, scope.parentOf(parent)]) {
    if (parent.type === 'TryStatement' && parent.block === child) return parent;
  }
  return undefined;
};

/** Whether a request handles its own failure: `fetch(…).catch(…)`, `fetch(…).then(one, other)`. */
const isHandled = (call, scope) => {
  for (let node = call; ; ) {
    const [member, child] = above(node, scope);
    const next = isMember(member) && member.object === child ? scope.parentOf(member) : undefined;
    if (!next || !isCall(next) || next.callee !== member) return false;
    if (nameOf(member) === 'catch' || (nameOf(member) === 'then' && next.arguments.length > 1)) return true;
    node = next;
  }
};

/** Whether a request is waited for where it is made: `await fetch(…)`, `await fetch(…).then(…)`. */
const isAwaited = (call, scope) => {
  let node = call;
  for (;;) {
    const [parent, child] = above(node, scope);
    if (parent.type === 'AwaitExpression') return true;
    const isChained = isMember(parent) && parent.object === child && isCall(scope.parentOf(parent)) && scope.parentOf(parent).callee === parent;
    if (!isChained) return false;
    node = scope.parentOf(parent);
  }
};

/**
 * `Clerk.session.getToken()` throws where nobody is signed in or Clerk is not there, and the code behind it does not run. The request itself fails instead, from now
 * on: where that would be caught, or not waited for, in another way, what is run afterwards would be other code.
 */
const checkFailure = (asked, call, scope) => {
  const [one, other] = [asked, call].map((node) => tryAround(node, scope));
  const awaited = isAwaited(call, scope);
  let statement = call;
  while (!/Statement$|Declaration$/.test(statement.type) && scope.parentOf(statement)) statement = scope.parentOf(statement);
  const block = scope.parentOf(statement);
  const isLast = !Array.isArray(block?.body) || block.body.at(-1) === statement;
  if (one !== other || isHandled(call, scope) || (!awaited && (other || (statement.type === 'ExpressionStatement' && !isLast)))) {
    throw new Left(call, 'what fails while the token is asked for is caught in another place than what fails in the request');
  }
};

/** A session that a hook gives is not there while Clerk loads: code that goes on without it is not made to wait. */
const settled = (use, scope) => {
  const { source, sites, interceptor } = use;
  if (source.throws) for (const site of sites) for (const { call } of site.requests) checkFailure(source.call, call, scope);
  const isGuarded = interceptor || sites.some(({ anonymous }) => anonymous);
  if (source.root === 'hook' && source.hook !== 'useAuth' && source.nullable && isGuarded) source.asText = true;
  if (source.soft) source.asText = true;
  if (source.asText && !isPortable(source.expression, source.binding && scope.functionOf(source.binding.node), scope)) {
    throw new Left(source.call, 'the token depends on what is known only in this function');
  }
  return use;
};

/** `getToken` of Clerk as a value: where it goes. What is only in a list of dependencies is no use of it. */
const handedOn = ({ ast, scope, text, seen }) => {
  const found = [];
  walk(ast.program, (node, parent, key) => {
    const isName = node.type === 'Identifier' && scope.bindingOf(node)?.references.includes(node);
    const isMemberOf = isMember(node) && nameOf(node) === 'getToken';
    if ((!isName && !isMemberOf) || seen.has(node) || !isToken(node, scope)) return;
    const [user, child] = above(node, scope);
    if (user.type === 'ArrayExpression' || (isCall(user) && user.callee === child) || user.type === 'VariableDeclarator' || /Specifier$/.test(user.type)) return;
    if (/^(LogicalExpression|IfStatement|UnaryExpression)$/.test(user.type)) return;
    if (parent.type === 'ObjectProperty' && key === 'key') return;
    found.push({ at: node.start, why: destinationOf(node, scope, text).replace(/^the token/, '`getToken`'), isValue: true });
  });
  return found;
};

const place = (client, url, scope, interceptor) => {
  const { known, origin, env, isMaybe } = interceptor && !interceptor.base ? {} : originOf(url, scope, !!client.binding);
  if (origin) client.origins.add(origin);
  if (env) client.environment.set(env, isMaybe);
  if (!known) client.unknown.push(interceptor && !interceptor.base ? { start: url.start, text: interceptor.url } : url);
};

/**
 * `const headers = …` and `const init = …` go when each request that they were made for does without them; where one
 * needs them, all keep them.
 */
const settleNamed = (requests, scope, commented) => {
  const all = [...requests.values()];
  const groups = new Map();
  for (const request of all) for (const binding of [request.named, request.shared]) if (binding) groups.set(binding, [...(groups.get(binding) ?? []), request]);
  for (const [binding, users] of groups) {
    const drops = users.every((user) => (user.named === binding ? user.dropHeaders : user.argument !== 'keep'));
    const statement = scope.parentOf(binding.node);
    const goes = drops && binding.references.length === users.length && statement.declarations.length === 1 && !commented(statement);
    for (const user of users) {
      if (goes) (user.gone ??= new Set()).add(statement);
      else if (user.named === binding) Object.assign(user, { dropHeaders: false, argument: 'keep' });
      else user.argument = 'keep';
    }
  }
};
