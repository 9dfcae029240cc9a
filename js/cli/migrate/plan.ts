// What can be replaced in a file, and what is left and why; nothing is edited yet.

import { isGiven, isToken } from './clerk.ts';
import type { Client, Clients } from './clients.ts';
import type { Remark } from './edit.ts';
import { checkEffects } from './effects.ts';
import { checkBeside, checkQuiet } from './between.ts';
import { checkBetween, checkChanges, checkFailure, checkFunction, checkOrder, checkUser } from './failures.ts';
import { checkCallers } from './handed.ts';
import { checkFields } from './inits.ts';
import type { Interceptor } from './interceptors.ts';
import { shapeOf, type Shape } from './objects.ts';
import { originOf } from './origin.ts';
import { walk } from './parse.ts';
import { isPortable } from './places.ts';
import { readsOf, type Reads } from './reads.ts';
import type { FoundRequest } from './request.ts';
import type { Binding, Scope } from './scope.ts';
import { jsonAfter } from './shapes.ts';
import { sourceOf } from './source.ts';
import { Left, above, is, isCall, isMember, nameOf, type CallNode, type File, type Node, type Range } from './tree.ts';
import { isForBearer, usesOf, type Use, type UsedInterceptor, type When } from './uses.ts';
import { destinationOf, ofFunction } from './whither.ts';

/** What Clerk's documentation and the compiler's silencers say belongs to the code that goes. */
const OF_THE_SNIPPET = /^\W*(Use `?(useAuth|getToken)\(\)`?|Include the session token|Make the (authenticated )?request|Include status code|@ts-(ignore|expect-error)|eslint-disable)/;

/** A comment behind a header that goes is about the header. */
const OF_THE_HEADER = /token|bearer|authori[sz]|authent|\bauth\b|session|clerk|jwt|credential|header/i;

/** A request that goes through clerk-fetch. */
export interface Request extends FoundRequest, Shape {
  client: Client;
  url: CallNode['arguments'][number];
  /** The call of `.then((res) => res.json())` on it. */
  json: CallNode | undefined;
  /** When it has a token at all. */
  when?: When;
  /** A hook of the package makes it. */
  replaced?: boolean;
  /** The statements that nobody needs without the header. */
  gone: Set<Node>;
}

/** An interceptor, and the expression of the token that it asks for. */
export interface PlannedInterceptor {
  expression: Node;
  interceptor: UsedInterceptor;
  client: Client;
}

/** A place of the old text that is left. */
export interface LeftPlace {
  at: number;
  why: string;
}

export interface Plan {
  readonly uses: readonly Use[];
  readonly left: readonly LeftPlace[];
  readonly requests: ReadonlyMap<CallNode, Request>;
  readonly interceptors: readonly PlannedInterceptor[];
  /** The elements that go. */
  readonly removed: ReadonlySet<Node>;
  readonly comments: readonly Remark[];
  /** Whether somebody wrote something in a range. */
  commented(range: Range): boolean;
  readonly reads: Reads;
}

interface Parsed {
  text: string;
  ast: File;
  scope: Scope;
  clients: Clients;
}

/** Each call that asks for a token, with what the token is used for; or why it is left. */
const findUses = ({ text, ast, scope }: Parsed) => {
  const left: LeftPlace[] = [];
  const uses: Use[] = [];
  const seen = new Set<Node>();
  const calls: CallNode[] = [];
  walk(ast.program, (node) => {
    if (isCall(node) && !isGiven(node, scope)) calls.push(node);
  });
  for (const call of calls) {
    const source = sourceOf(call, scope, text);
    if (!source) continue;
    seen.add(call.callee);
    if ('why' in source) {
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
  return { uses, left: [...left, ...handedOn(ast, scope, text, seen)] };
};

export const planOf = (file: Parsed): Plan => {
  const { text, ast, scope, clients } = file;
  const { uses, left } = findUses(file);
  const reads = readsOf(ast, scope);
  const removed = new Set<Node>();
  const found = new Map<CallNode, FoundRequest & Pick<Request, 'client' | 'when'>>();
  const interceptors: PlannedInterceptor[] = [];
  const headings: Node[] = [];
  for (const { source, sites, interceptor, when } of uses) {
    if (interceptor) {
      const { baseUrl } = interceptor;
      const client = clients.for(source, { anonymous: source.nullable, foreign: true, text, more: baseUrl === undefined ? undefined : { baseUrl } });
      interceptors.push({ expression: source.expression, interceptor, client });
      client.requests++;
      if (baseUrl === undefined) placeInterceptor(client, interceptor, scope);
    }
    for (const site of sites) {
      const anonymous = source.nullable && (site.anonymous || source.soft || site.requests.some(({ call }) => reads.statusOf(call)));
      const client = clients.for(source, { anonymous, text });
      if (site.element) removed.add(site.element);
      for (const heading of [site.element, site.statement, ...site.requests.map(({ property }) => property)]) if (heading) headings.push(heading);
      for (const request of site.requests) found.set(request.call, { ...request, client, ...(when && { when }) });
    }
  }
  const about = (comment: Range & { value: string }) => OF_THE_SNIPPET.test(comment.value) || (OF_THE_HEADER.test(comment.value) && headings.some((element) => isBehind(text, element, comment)));
  const comments = (ast.comments ?? []).map((one) => ({ start: one.start, end: one.end, value: one.value, goes: about(one) }));
  const commented = (range: Range) => comments.some((comment) => comment.start > range.start && comment.end < range.end && !comment.goes);
  const requests = new Map<CallNode, Request>();
  for (const [call, request] of found) {
    const [url] = call.arguments;
    if (!url) continue;
    const then = jsonAfter(call, scope);
    const json = then && !comments.some(({ start }) => start > call.end && start < then.end) ? then : undefined;
    requests.set(call, { ...request, ...shapeOf(request, removed, commented, scope), json, url, gone: new Set() });
    request.client.requests++;
    place(request.client, url, scope);
  }
  settleNamed([...requests.values()], scope, commented);
  return { uses, left, requests, interceptors, removed, comments, commented, reads };
};

/** Whether a comment stands on the line on which `element` ends, with nothing but a comma between. */
const isBehind = (text: string, element: Range, comment: Range) => comment.start >= element.end && /^[ \t]*,?[ \t]*$/.test(text.slice(element.end, comment.start));

/** Another module of a circle may call a declared function before this module has run, and its `authenticatedFetch` is there. */
const checkCircle = (call: CallNode, scope: Scope) => {
  let outer = scope.functionOf(call);
  for (let next = outer; next; next = scope.functionOf(next)) outer = next;
  if (scope.env.circular && is(outer, 'FunctionDeclaration')) throw new Left(call, 'this file and another import each other, and the other may call it before `authenticatedFetch` is there');
};

/** A session that a hook gives is not there while Clerk loads: code that goes on without it is not made to wait. */
const settled = (use: Use, scope: Scope): Use => {
  const { source, sites, interceptor } = use;
  const requests = sites.flatMap((site) => site.requests);
  const calls = requests.map(({ call }) => call);
  for (const request of requests) {
    const { call } = request;
    if (source.root !== 'hook') checkCircle(call, scope);
    checkCallers(request, scope);
    checkFields(request, scope);
    checkFunction(source.call, call, scope);
    if (!source.isSafe) checkFailure(source.call, call, scope, source.throws);
    if (source.throws) checkBetween(source.call, call, scope);
    checkOrder(call, scope);
    checkUser(source.call, call, scope);
    // A token that is still asked for keeps its place, and the code behind it too.
    if (!use.keepsToken) checkChanges(source.call, call, scope);
    if (!use.keepsToken && !source.isSafe) checkQuiet(source.call, call, calls, scope);
    checkBeside(source.call, call, calls, scope);
    checkEffects(source, call, scope);
  }
  if (interceptor) checkEffects(source, interceptor.fn, scope);
  const isGuarded = interceptor || sites.some(({ anonymous }) => anonymous);
  if (source.root === 'hook' && source.hook !== 'useAuth' && source.nullable && isGuarded) source.asText = true;
  if (source.soft) source.asText = true;
  if (source.asText && !isPortable(source.expression, source.binding && scope.functionOf(source.binding.node), scope)) {
    throw new Left(source.call, 'the token depends on what is known only in this function');
  }
  return use;
};

/** `getToken` of Clerk as a value: where it goes. What is only in a list of dependencies is no use of it. */
const handedOn = (ast: File, scope: Scope, text: string, seen: ReadonlySet<Node>) => {
  const found: LeftPlace[] = [];
  walk(ast.program, (node, parent, key) => {
    const isName = is(node, 'Identifier') && scope.bindingOf(node)?.references.includes(node);
    const isMemberOf = isMember(node) && nameOf(node) === 'getToken';
    if ((!isName && !isMemberOf) || seen.has(node) || !isToken(node, scope)) return;
    const [user, child] = above(node, scope);
    if (is(user, 'ArrayExpression', 'VariableDeclarator') || (isCall(user) && user.callee === child) || user.type.endsWith('Specifier')) return;
    if (is(user, 'LogicalExpression', 'IfStatement', 'UnaryExpression')) return;
    if ((is(parent, 'ObjectProperty') && key === 'key') || isGiven(node, scope)) return;
    found.push({ at: node.start, why: ofFunction(destinationOf(node, scope, text)) });
  });
  return found;
};

/** Takes note of where a request goes. */
const place = (client: Client, url: Node, scope: Scope) => {
  const { known, origin, env, isMaybe } = originOf(url, scope, !!client.binding);
  if (origin) client.origins.add(origin);
  if (env) client.environment.set(env, !!isMaybe);
  if (!known) client.unknown.push(url);
};

const placeInterceptor = (client: Client, { base, fn, url }: Interceptor, scope: Scope) => {
  if (base) place(client, base, scope);
  else client.unknown.push({ start: fn.start, end: fn.end, text: url });
};

/**
 * `const headers = …` and `const init = …` go when each request that they were made for does without them; where one
 * needs them, all keep them.
 */
const settleNamed = (requests: readonly Request[], scope: Scope, commented: (range: Range) => boolean) => {
  const groups = new Map<Binding, Request[]>();
  for (const request of requests) for (const binding of [request.named, request.shared]) if (binding) groups.set(binding, [...(groups.get(binding) ?? []), request]);
  for (const [binding, users] of groups) {
    const drops = users.every((user) => (user.named === binding ? user.dropHeaders : user.argument !== 'keep'));
    const statement = scope.parentOf(binding.node);
    const isAlone = is(statement, 'VariableDeclaration') && statement.declarations.length === 1;
    const goes = drops && isAlone && binding.references.length === users.length && !commented(statement);
    for (const user of users) {
      if (goes) user.gone.add(statement);
      else if (user.named === binding) Object.assign(user, { dropHeaders: false, argument: 'keep' });
      else user.argument = 'keep';
    }
  }
};

