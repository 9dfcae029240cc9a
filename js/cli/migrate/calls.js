// `useSWR` with a fetcher that only makes the request is `useClerkSWR`; such a `useQuery` is `useClerkQuery`.

import { bare, nameOf, walk } from './parse.js';
import { functionIn, parameterName, requestOf } from './shapes.js';
import { importOf } from './source.js';
import { indentAt, lineStart, withoutElements } from './edit.js';

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

/** `auth: { … }`, where the request needs options. */
const authOf = (ctx, client) => {
  const options = ctx.clients.optionsText(client);
  return options && `auth: ${options}`;
};

const swr = (call, ctx) => {
  const { text, plan, imports } = ctx;
  const [key, fetcher, config, ...more] = call.arguments;
  if (!fetcher || more.length || /^(Array|Object)Expression$|Function/.test(bare(key).type) || key.type === 'SpreadElement') return;
  if (config && bare(config).type !== 'ObjectExpression' && !(ctx.javascript && config.type === 'Identifier')) return;
  const { fn, statement } = usedOnce(bare(fetcher), ctx);
  const found = fn && requestOf(fn, ctx);
  if (!found || found.kind !== 'json') return;
  const { request } = found;
  const given = request.argument === 'drop' || request.argument === parameterName(fn.params[1]);
  const own = request.call.arguments[0];
  const name = own.type === 'SpreadElement' ? `...${own.argument.name}` : bare(own).name;
  if (!given || name === undefined || name !== parameterName(fn.params[0]) || plan.commented(statement ?? fn)) return;
  if (name.startsWith('...') && request.argument !== 'drop') return;

  const types = call.typeParameters ?? call.typeArguments;
  if (types?.params.length > 2) return;
  noteKey(request, key, ctx);
  settle(request);
  ctx.edits.push({ start: call.callee.start, end: call.callee.end, text: imports.nameOf('useClerkSWR') });
  if (statement) ctx.remove(statement);
  ctx.edits.push(...replaceSecond(text, call, key, fetcher, config, authOf(ctx, request.client)));
  ctx.hooks.set(call, { from: 'clerk-fetch/swr', name: 'useClerkSWR', client: request.client, statement });
};

/** The fetcher knows no URL, but its key is one. */
const noteKey = (request, key, ctx) => {
  const { client, url } = request;
  const index = client.unknown.indexOf(url);
  if (index < 0) return;
  client.unknown.splice(index, 1);
  const { known, origin } = ctx.originOf(key);
  if (origin) client.origins.add(origin);
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
  const gap = own ? (text.includes('\r\n') ? '\r\n' : '\n') + indentAt(text, next.start) : ' ';
  return [{ start: next.start, end: next.start, text: `${property},${gap}` }];
};

const query = (call, ctx) => {
  const { text, plan, imports } = ctx;
  const [options, ...more] = call.arguments;
  if (options?.type !== 'ObjectExpression' || more.length || options.properties.some(({ type }) => type === 'SpreadElement')) return;
  const named = (name) => options.properties.find((property) => property.key && nameOf(property) === name);
  const [queryKey, queryFn] = [named('queryKey'), named('queryFn')];
  const key = queryKey?.value?.type === 'ArrayExpression' && queryKey.value.elements.length === 1 ? queryKey.value.elements[0] : undefined;
  if (!key || !queryFn || !/^(Identifier|StringLiteral|TemplateLiteral)$/.test(key.type)) return;
  const { fn, statement } = queryFn.type === 'ObjectMethod' ? { fn: queryFn } : usedOnce(bare(queryFn.value), ctx);
  const found = fn && requestOf(fn, ctx);
  if (!found || found.kind !== 'json') return;
  const { request } = found;
  const [url] = request.call.arguments;
  if (url.type === 'SpreadElement' || source(ctx, bare(url)) !== source(ctx, key)) return;
  const passesSignal = request.argument === 'keep' && request.members.length === 1 && request.members[0].key && nameOf(request.members[0]) === 'signal';
  if (!(request.argument === 'drop' || passesSignal) || plan.commented(statement ?? queryFn) || plan.commented(queryKey)) return;
  const types = call.typeParameters ?? call.typeArguments;
  if (types?.params.length > 3) return;

  settle(request);
  const auth = authOf(ctx, request.client);
  if (statement) ctx.remove(statement);
  const rest = options.properties.filter((property) => property !== queryKey && property !== queryFn);
  const edits = [{ start: call.callee.start, end: call.callee.end, text: imports.nameOf('useClerkQuery') }];
  if (!rest.length) {
    edits.push({ start: options.start, end: call.end - 1, text: source(ctx, key) + (auth ? `, { ${auth} }` : '') });
  } else {
    edits.push({ start: options.start, end: options.start, text: `${source(ctx, key)}, ` });
    edits.push(...withoutElements(text, options.properties, [queryKey, queryFn]));
    if (auth) edits.push(...first(text, options, rest, auth));
  }
  ctx.edits.push(...edits);
  ctx.hooks.set(call, { from: 'clerk-fetch/react-query', name: 'useClerkQuery', client: request.client, statement, key, plain: !rest.length });
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
