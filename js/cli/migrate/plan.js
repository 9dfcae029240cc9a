// What can be replaced in a file, and what is left and why; nothing is edited yet.

import { bare, isCall, isMember, nameOf, walk } from './parse.js';
import { originOf } from './origin.js';
import { Left, isForBearer, jsonAfter, usesOf } from './request.js';
import { shapeOf } from './objects.js';
import { sourceOf } from './source.js';

/** What Clerk's documentation and the compiler's silencers say belongs to the code that goes. */
const OF_THE_SNIPPET = /^\W*(Use `?(useAuth|getToken)\(\)`?|@ts-(ignore|expect-error)|eslint-disable)/;

/** `{ uses, left, clients, requests, interceptors, removed, … }`. */
export const planOf = ({ text, ast, scope, clients }) => {
  const calls = [];
  walk(ast.program, (node) => {
    if (isCall(node)) calls.push(node);
  });
  const commented = (range) => ast.comments.some((comment) => comment.start > range.start && comment.end < range.end && !OF_THE_SNIPPET.test(comment.value));

  const left = [];
  const uses = [];
  for (const call of calls) {
    const source = sourceOf(call, scope, text);
    if (!source) continue;
    if (source.why) {
      if (source.known || isForBearer(call, scope)) left.push({ at: call.start, why: source.why });
      continue;
    }
    try {
      uses.push({ source, ...usesOf(call, scope, text) });
    } catch (error) {
      if (!(error instanceof Left)) throw error;
      left.push({ at: error.node.start, why: error.message });
    }
  }

  const removed = new Set();
  const requests = new Map();
  const interceptors = [];
  for (const { source, sites } of uses) {
    for (const site of sites) {
      const client = clients.for(source, site.anonymous);
      if (site.element) removed.add(site.element);
      if (site.interceptor) interceptors.push({ ...site.interceptor, client });
      for (const request of site.requests) requests.set(request.call, { ...request, client });
    }
  }
  for (const request of requests.values()) {
    Object.assign(request, shapeOf(request, removed, commented));
    const then = jsonAfter(request.call, scope);
    request.json = then && !ast.comments.some(({ start }) => start > request.call.end && start < then.end) ? then : undefined;
    request.url = request.call.arguments[0];
    place(request.client, request.url, scope);
  }
  for (const interceptor of interceptors) place(interceptor.client, baseOf(interceptor, scope), scope);
  settleNamed(requests, scope, commented);
  return { uses, left, requests, interceptors, removed, commented };
};

const place = (client, url, scope) => {
  client.requests++;
  const { known, origin } = originOf(url, scope);
  if (origin) client.origins.add(origin);
  if (!known) client.unknown.push(url);
};

/** The `baseURL` that an axios instance of this file was made with; else the instance itself, which says nothing. */
const baseOf = ({ instance }, scope) => {
  const binding = instance.type === 'Identifier' ? scope.bindingOf(instance) : undefined;
  const made = binding?.kind === 'const' ? bare(binding.node.init) : undefined;
  if (!isCall(made) || !isMember(made.callee) || nameOf(made.callee) !== 'create') return instance;
  const base = made.arguments[0]?.properties?.find((property) => property.key && nameOf(property) === 'baseURL');
  return base?.value ?? instance;
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
