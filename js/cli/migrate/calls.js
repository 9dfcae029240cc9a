// `useSWR` with a fetcher that only makes the request is `useClerkSWR`; such a `useQuery` is `useClerkQuery`.

import { bare, nameOf, walk } from './parse.js';
import { functionIn, parameterName, requestOf } from './shapes.js';
import { importOf } from './source.js';
import { apply, indentAt, lineStart, outermost, withoutElements } from './edit.js';

const source = ({ text }, node) => text.slice(node.start, node.end);

/** The hook makes this request itself: no `authenticatedFetch` is needed for it. */
export const settle = (request) => {
  request.replaced = true;
  request.client.requests--;
};

/** A function that is written in place, or in a variable or declaration that is used there only. */
const usedOnce = (node, ctx) => {
  const { scope } = ctx;
  const fn = functionIn(node, ctx);
  if (fn) return { fn };
  if (node?.type !== 'Identifier') return {};
  const binding = scope.bindingOf(node);
  if (!binding || binding.ids !== 1 || binding.references.length !== 1) return {};
  if (binding.kind === 'const' && binding.node.id.type === 'Identifier') {
    const statement = scope.parentOf(binding.node);
    return statement.declarations.length === 1 && scope.parentOf(statement).type === 'BlockStatement' ? { fn: functionIn(binding.node.init, ctx), statement } : {};
  }
  return binding.kind === 'function' && binding.node.type === 'FunctionDeclaration' ? { fn: binding.node, statement: binding.node } : {};
};

/** Whether what was data or an error stays so for the file's own code: an answer with an error's status becomes an error. */
const isAllowed = ({ checked }, { plan: { reads } }) => !reads.status && (checked || !reads.errors);

/** Whether what stays of an expression needs a function's own names, or waits. */
const usesOwn = (node, fn, { scope, plan }) => {
  let found = false;
  walk(node, (one) => {
    if ([...plan.removed].some((element) => scope.within(one, element))) return;
    const binding = one.type === 'Identifier' && scope.bindingOf(one);
    if (one.type === 'AwaitExpression' || one.type === 'ThisExpression' || (binding && scope.within(binding.id, fn))) found = true;
  });
  return found;
};

/** `'/todos'`, or `['/todos', { method: 'POST' }]`: what a key stands for; undefined where the function's own values are in it. */
const requestText = ({ call, init, property, argument, dropHeaders, members }, fn, ctx) => {
  const [url] = call.arguments;
  if (url.type === 'SpreadElement' || usesOwn(url, fn, ctx)) return undefined;
  const rest = argument === 'drop' ? [] : members.filter((one) => !isSignal(one));
  if (!rest.length) return source(ctx, url);
  if (argument !== 'keep' || rest.some((one) => usesOwn(one, fn, ctx) || one.type === 'SpreadElement') || ctx.plan.commented(init)) return undefined;
  const gone = init.properties.filter((one) => !rest.includes(one));
  const inner = [...ctx.plan.removed].filter((one) => !dropHeaders && ctx.scope.within(one, property));
  const lists = [[init.properties, gone], ...inner.map((one) => [ctx.scope.parentOf(one).properties, [one]])];
  const edits = lists.flatMap(([list, out]) => withoutElements(ctx.text, list, out, ctx.ast.comments));
  const comments = ctx.ast.comments.filter((one) => one.start > init.start && one.end < init.end).map(({ start, end }) => ({ start, end, text: '' }));
  const moved = [...edits, ...comments].map(({ start, end, text }) => ({ start: Math.max(start, init.start) - init.start, end: Math.min(end, init.end) - init.start, text }));
  const text = apply(source(ctx, init), outermost(moved));
  const line = text.includes('`') ? text : text.replace(/\s*\n\s*/g, ' ').replace(/,(\s*[}\]])/g, '$1');
  return `[${source(ctx, url)}, ${line}]`;
};

const isSignal = (property) => property.key && nameOf(property) === 'signal';

/** `auth: { … }`, where the request needs options. */
const authOf = (ctx, client, request) => {
  const options = ctx.clients.optionsText(client, request ? { request: `() => ${request}` } : {});
  return options && `auth: ${options}`;
};

const swr = (call, ctx) => {
  const { text, plan, imports } = ctx;
  const [key, fetcher, config, ...more] = call.arguments;
  if (!ctx.env.swr || !ctx.env.react || !fetcher || more.length || /^ObjectExpression$|Function/.test(bare(key).type) || key.type === 'SpreadElement') return;
  if (config && bare(config).type !== 'ObjectExpression' && !(ctx.javascript && config.type === 'Identifier')) return;
  const { fn, statement } = usedOnce(bare(fetcher), ctx);
  const found = fn && requestOf(fn, ctx);
  if (!found || found.kind !== 'json' || !isAllowed(found, ctx)) return;
  const { request } = found;
  const given = request.argument === 'drop' || request.argument === parameterName(fn.params[1]);
  const own = request.call.arguments[0];
  const name = own.type === 'SpreadElement' ? `...${own.argument.name}` : bare(own).name;
  const isKey = given && name !== undefined && name === parameterName(fn.params[0]) && !(name.startsWith('...') && request.argument !== 'drop') && bare(key).type !== 'ArrayExpression';
  const asked = isKey ? undefined : requestText(request, fn, ctx);
  if ((!isKey && !asked) || plan.commented(statement ?? fn)) return;

  const types = call.typeParameters ?? call.typeArguments;
  if (types?.params.length > 2) return;
  if (isKey) noteKey(request, key, ctx);
  settle(request);
  ctx.edits.push({ start: call.callee.start, end: call.callee.end, text: imports.nameOf('useClerkSWR') });
  if (statement) ctx.remove(statement);
  ctx.edits.push(...replaceSecond(text, call, key, fetcher, config, authOf(ctx, request.client, asked)));
  ctx.replacedCalls.add(call);
  ctx.hooks.set(call, { from: 'clerk-fetch/swr', name: 'useClerkSWR', client: request.client, statement, isOther: !isKey });
};

/** The fetcher knows no URL, but its key is one. */
const noteKey = (request, key, ctx) => {
  const { client, url } = request;
  const index = client.unknown.indexOf(url);
  if (index < 0) return;
  client.unknown.splice(index, 1);
  const { known, origin, env, isMaybe } = ctx.originOf(key, true);
  if (origin) client.origins.add(origin);
  if (env) client.environment.set(env, isMaybe);
  if (!known) client.unknown.push(key);
};

/** `(key, fetcher, config)` without the fetcher, and with `auth` in the config. */
const replaceSecond = (text, call, key, fetcher, config, auth) => {
  const object = config && bare(config);
  if (!config) return [{ start: key.end, end: fetcher.end, text: auth ? `, { ${auth} }` : '' }];
  const without = { start: fetcher.start, end: config.start, text: '' };
  if (!auth) return [without];
  if (object.type !== 'ObjectExpression') return [without, { start: config.start, end: config.end, text: `{ ...${text.slice(config.start, config.end)}, ${auth} }` }];
  return [without, ...first(text, object, object.properties, auth)];
};

/** A property put before the others, on a line of its own where they have that. */
const first = (text, object, [next], property) => {
  if (!next) return [{ start: object.start + 1, end: object.start + 1, text: ` ${property} ` }];
  const own = /^[ \t]*$/.test(text.slice(lineStart(text, next.start), next.start));
  const gap = own ? (text.includes('\r\n') ? '\r\n' : '\n') + indentAt(text, next.start) : /\s/.test(text[object.start + 1]) ? ' ' : '';
  return [{ start: object.start + 1, end: object.start + 1, text: `${gap}${property},` }];
};

/** The type that a query function says it gives: `async (): Promise<Todo[]>`, `return data as Todo[]`. */
const dataType = (fn, ctx) => {
  const returned = fn.returnType && /^:\s*Promise<([\s\S]*)>$/.exec(source(ctx, fn.returnType))?.[1];
  if (returned) return returned;
  const last = fn.body.type === 'BlockStatement' ? fn.body.body.at(-1)?.argument : fn.body;
  return last?.type === 'TSAsExpression' ? source(ctx, last.typeAnnotation) : undefined;
};

const query = (call, ctx) => {
  const { text, plan, imports } = ctx;
  const [options, ...more] = call.arguments;
  if (!ctx.env.query || !ctx.env.react || options?.type !== 'ObjectExpression' || more.length || options.properties.some(({ type }) => type === 'SpreadElement')) return;
  const named = (name) => options.properties.find((property) => property.key && nameOf(property) === name);
  const [queryKey, queryFn] = [named('queryKey'), named('queryFn')];
  if (!queryKey?.value || !queryFn) return;
  const { fn, statement } = queryFn.type === 'ObjectMethod' ? { fn: queryFn } : usedOnce(bare(queryFn.value), ctx);
  const found = fn && requestOf(fn, ctx);
  if (!found || found.kind !== 'json' || !isAllowed(found, ctx)) return;
  const { request } = found;
  const [url] = request.call.arguments;
  const only = queryKey.value.type === 'ArrayExpression' && queryKey.value.elements.length === 1 ? queryKey.value.elements[0] : undefined;
  const passesSignal = request.argument === 'keep' && request.members.length === 1 && isSignal(request.members[0]);
  const isUrl = url.type !== 'SpreadElement' && only && /^(Identifier|StringLiteral|TemplateLiteral)$/.test(only.type) && source(ctx, bare(url)) === source(ctx, only) && (request.argument === 'drop' || passesSignal);
  const asked = isUrl ? undefined : requestText(request, fn, ctx);
  if ((!isUrl && !asked) || plan.commented(statement ?? queryFn) || plan.commented(queryKey)) return;
  const types = call.typeParameters ?? call.typeArguments;
  if (types?.params.length > 3) return;

  settle(request);
  const key = isUrl ? only : queryKey.value;
  const auth = authOf(ctx, request.client, asked);
  if (statement) ctx.remove(statement);
  const rest = options.properties.filter((property) => property !== queryKey && property !== queryFn);
  const type = types || ctx.javascript ? undefined : dataType(fn, ctx);
  const edits = [{ start: call.callee.start, end: call.callee.end, text: imports.nameOf('useClerkQuery') + (type ? `<${type}>` : '') }];
  if (!rest.length) {
    edits.push({ start: options.start, end: call.end - 1, text: source(ctx, key) + (auth ? `, { ${auth} }` : '') });
  } else {
    edits.push({ start: options.start, end: options.start, text: `${source(ctx, key)}, ` });
    edits.push(...withoutElements(text, options.properties, [queryKey, queryFn], ctx.ast.comments));
    if (auth) edits.push(...first(text, options, rest, auth));
  }
  ctx.edits.push(...edits);
  ctx.replacedCalls.add(call);
  ctx.hooks.set(call, { from: 'clerk-fetch/react-query', name: 'useClerkQuery', client: request.client, statement, key, plain: !rest.length && !type && !asked });
};

const SHOWS = /^use(SWR|SWRInfinite|SWRImmutable|Query|Queries|InfiniteQuery|SuspenseQuery|SuspenseInfiniteQuery)$|^default$|^(queryOptions|infiniteQueryOptions)$/;

/** Hooks that keep data and stay what they are, while their requests go through clerk-fetch: `{ call, from }`. */
export const plainHooks = (ctx) => {
  const found = [];
  if (!ctx.plan.requests.size) return found;
  walk(ctx.ast.program, (node) => {
    if (node.type !== 'CallExpression' || ctx.replacedCalls.has(node)) return;
    const imported = importOf(node.callee, ctx.scope);
    const from = /^swr(\/(infinite|immutable))?$/.test(imported?.from) && ctx.env.swr ? 'swr' : imported?.from === '@tanstack/react-query' && ctx.env.query ? 'react-query' : undefined;
    if (from && SHOWS.test(imported.name)) found.push({ call: node, from });
  });
  return found;
};

/** `useSWR` and `useQuery` of a file, wherever they are. */
export const replaceCalls = (ctx) => {
  walk(ctx.ast.program, (node) => {
    if (node.type !== 'CallExpression') return;
    const imported = importOf(node.callee, ctx.scope);
    if (imported?.from === 'swr' && /^(default|useSWR)$/.test(imported.name)) swr(node, ctx);
    if (imported?.from === '@tanstack/react-query' && imported.name === 'useQuery') query(node, ctx);
  });
};
