// `useSWR` with a fetcher that only makes the request is `useClerkSWR`; such a `useQuery` is `useClerkQuery`.

import { importOf } from './clerk.ts';
import type { Client } from './clients.ts';
import type { Context } from './context.ts';
import { apply, indentAt, lineStart, outermost, withoutElements, type Edit } from './edit.ts';
import { functionIn, requestOf, type OneRequest } from './fetchers.ts';
import type { Member } from './objects.ts';
import { walk } from './parse.ts';
import type { Request } from './plan.ts';
import { parameterName } from './shapes.ts';
import { bare, idOf, is, nameOf, propertyOf, type FunctionNode, type Node, type NodeOf, type ObjectNode } from './tree.ts';

type Call = NodeOf<'CallExpression'>;

const source = ({ text }: Context, node: Node) => text.slice(node.start, node.end);

/** The hook makes this request itself: no `authenticatedFetch` is needed for it. */
export const settle = (request: Request): void => {
  request.replaced = true;
  request.client.requests--;
};

/** The types that a call is given, `useSWR<Todo[]>`. */
export const typesOf = (call: Call): readonly Node[] | undefined => (call.typeParameters ?? call.typeArguments)?.params;

/** A function, and the statement that declares it for this use only. */
interface Used {
  fn: FunctionNode | undefined;
  statement?: Node;
}

/** A function that is written in place, or in a variable or declaration that is used there only. */
const usedOnce = (node: Node | undefined, ctx: Context): Used => {
  const { scope } = ctx;
  const fn = functionIn(node, ctx);
  if (fn || !is(node, 'Identifier')) return { fn };
  const binding = scope.bindingOf(node);
  if (!binding || binding.ids !== 1 || binding.references.length !== 1) return { fn };
  if (binding.kind === 'const' && is(binding.node.id, 'Identifier')) {
    const statement = scope.parentOf(binding.node);
    const isAlone = is(statement, 'VariableDeclaration') && statement.declarations.length === 1 && is(scope.parentOf(statement), 'BlockStatement');
    return isAlone ? { fn: functionIn(binding.node.init, ctx), statement } : { fn };
  }
  return binding.kind === 'function' && is(binding.node, 'FunctionDeclaration') ? { fn: binding.node, statement: binding.node } : { fn };
};

/** Whether what was data or an error stays so for the file's own code: an answer with an error's status becomes an error. */
const isAllowed = ({ checked, request }: OneRequest, { plan: { reads } }: Context) => !reads.status && (checked || !reads.errors) && !isUnsure(request);

/** A template's token does not say its session: beside a function of the program's own, a hook could not tell whose data it has. */
const isUnsure = ({ client: { options } }: Request) => 'getToken' in options && ('template' in options || 'organizationId' in options);

/** Whether what stays of an expression needs a function's own names, or waits. */
const usesOwn = (node: Node, fn: FunctionNode, { scope, plan }: Context) => {
  let found = false;
  walk(node, (one) => {
    if ([...plan.removed].some((element) => scope.within(one, element))) return;
    const binding = is(one, 'Identifier') ? scope.bindingOf(one) : undefined;
    if (is(one, 'AwaitExpression', 'ThisExpression') || (binding && scope.within(binding.id, fn))) found = true;
  });
  return found;
};

/** `'/todos'`, or `['/todos', { method: 'POST' }]`: what a key stands for; undefined where the function's own values are in it. */
const requestText = ({ url, init, property, argument, dropHeaders, members }: Request, fn: FunctionNode, ctx: Context) => {
  if (is(url, 'SpreadElement') || usesOwn(url, fn, ctx)) return undefined;
  const rest = argument === 'drop' ? [] : members.filter((one) => !isSignal(one));
  if (!rest.length) return source(ctx, url);
  if (argument !== 'keep' || rest.some((one) => usesOwn(one, fn, ctx) || is(one, 'SpreadElement')) || ctx.plan.commented(init)) return undefined;
  const gone = init.properties.filter((one) => !rest.includes(one));
  const lists: [list: readonly Node[], gone: readonly Node[]][] = [[init.properties, gone]];
  for (const one of ctx.plan.removed) {
    const object = ctx.scope.parentOf(one);
    if (!dropHeaders && ctx.scope.within(one, property) && is(object, 'ObjectExpression')) lists.push([object.properties, [one]]);
  }
  const edits = lists.flatMap(([list, out]) => withoutElements(ctx.text, list, out, ctx.comments));
  const comments = ctx.comments.filter((one) => one.start > init.start && one.end < init.end).map(({ start, end }) => ({ start, end, text: '' }));
  const moved = [...edits, ...comments].map(({ start, end, text }) => ({ start: Math.max(start, init.start) - init.start, end: Math.min(end, init.end) - init.start, text }));
  const text = apply(source(ctx, init), outermost(moved));
  const line = text.includes('`') ? text : text.replace(/\s*\n\s*/g, ' ').replace(/,(\s*[}\]])/g, '$1');
  return `[${source(ctx, url)}, ${line}]`;
};

const isSignal = (property: Member) => nameOf(property) === 'signal';

/** `auth: { … }`, where the request needs options. */
const authOf = (ctx: Context, client: Client, request: string | undefined) => {
  const options = ctx.clients.optionsText(client, request ? { request: `() => ${request}` } : {});
  return options && `auth: ${options}`;
};

const swr = (call: Call, ctx: Context) => {
  const { text, plan, imports } = ctx;
  const [key, fetcher, config, ...more] = call.arguments;
  if (!ctx.env.swr || !ctx.env.react || !key || !fetcher || more.length || /^ObjectExpression$|Function/.test(bare(key).type) || is(key, 'SpreadElement')) return;
  if (config && !is(bare(config), 'ObjectExpression') && !(ctx.javascript && is(config, 'Identifier'))) return;
  const { fn, statement } = usedOnce(bare(fetcher), ctx);
  const found = fn && requestOf(fn, ctx);
  if (!fn || found?.kind !== 'json' || !isAllowed(found, ctx)) return;
  const { request } = found;
  const own = request.url;
  const given = request.argument === 'drop' || request.argument === parameterName(fn.params[1]);
  const name = is(own, 'SpreadElement') ? `...${idOf(own.argument)}` : idOf(bare(own));
  const isKey = given && name !== undefined && name === parameterName(fn.params[0]) && !(name.startsWith('...') && request.argument !== 'drop') && !is(bare(key), 'ArrayExpression');
  const asked = isKey ? undefined : requestText(request, fn, ctx);
  if ((!isKey && !asked) || plan.commented(statement ?? fn)) return;

  if ((typesOf(call)?.length ?? 0) > 2) return;
  if (isKey) noteKey(request, key, ctx);
  settle(request);
  const type = typesOf(call) || ctx.javascript ? undefined : dataType(fn, ctx);
  ctx.edits.push({ start: call.callee.start, end: call.callee.end, text: imports.nameOf('useClerkSWR') + (type ? `<${type}>` : '') });
  if (statement) ctx.remove(statement);
  ctx.edits.push(...replaceSecond(text, key, fetcher, config, authOf(ctx, request.client, asked)));
  ctx.replacedCalls.add(call);
  ctx.hooks.set(call, { from: 'clerk-fetch/swr', name: 'useClerkSWR', client: request.client, statement, isOther: !isKey || !!type });
};

/** The fetcher knows no URL, but its key is one. */
const noteKey = ({ client, url }: Request, key: Node, ctx: Context) => {
  const index = client.unknown.indexOf(url);
  if (index < 0) return;
  client.unknown.splice(index, 1);
  const { known, origin, env, isMaybe } = ctx.originOf(key, true);
  if (origin) client.origins.add(origin);
  if (env) client.environment.set(env, !!isMaybe);
  if (!known) client.unknown.push(key);
};

/** `(key, fetcher, config)` without the fetcher, and with `auth` in the config. */
const replaceSecond = (text: string, key: Node, fetcher: Node, config: Node | undefined, auth: string): Edit[] => {
  if (!config) return [{ start: key.end, end: fetcher.end, text: auth ? `, { ${auth} }` : '' }];
  const without = { start: fetcher.start, end: config.start, text: '' };
  if (!auth) return [without];
  const object = bare(config);
  if (!is(object, 'ObjectExpression')) return [without, { start: config.start, end: config.end, text: `{ ...${text.slice(config.start, config.end)}, ${auth} }` }];
  return [without, ...first(text, object, object.properties, auth)];
};

/** A property put before the others, on a line of its own where they have that. */
const first = (text: string, object: ObjectNode, [next]: readonly Member[], property: string): Edit[] => {
  if (!next) return [{ start: object.start + 1, end: object.start + 1, text: ` ${property} ` }];
  const own = /^[ \t]*$/.test(text.slice(lineStart(text, next.start), next.start));
  const gap = own ? (text.includes('\r\n') ? '\r\n' : '\n') + indentAt(text, next.start) : /\s/.test(text.charAt(object.start + 1)) ? ' ' : '';
  return [{ start: object.start + 1, end: object.start + 1, text: `${gap}${property},` }];
};

const PROMISE = /^Promise<([\s\S]*)>$/;

/** The type that a query function says it gives: `async (): Promise<Todo[]>`, `return data as Todo[]`. */
const dataType = (fn: FunctionNode, ctx: Context) => {
  if (fn.typeParameters) return undefined;
  const returned = fn.returnType ? /^:\s*Promise<([\s\S]*)>$/.exec(source(ctx, fn.returnType))?.[1] : undefined;
  if (returned) return returned;
  const end = is(fn.body, 'BlockStatement') ? fn.body.body.at(-1) : undefined;
  const last = is(end, 'ReturnStatement') ? end.argument : fn.body;
  const cast = is(last, 'TSAsExpression') ? source(ctx, last.typeAnnotation) : undefined;
  return cast === undefined ? undefined : (PROMISE.exec(cast)?.[1] ?? cast);
};

const query = (call: Call, ctx: Context) => {
  const { text, plan, imports } = ctx;
  const [options, ...more] = call.arguments;
  if (!ctx.env.query || !ctx.env.react || !is(options, 'ObjectExpression') || more.length || options.properties.some((one) => is(one, 'SpreadElement'))) return;
  const queryKey = propertyOf(options, 'queryKey');
  const queryFn = options.properties.find((one) => nameOf(one) === 'queryFn');
  if (!queryKey || !queryFn || is(queryFn, 'SpreadElement')) return;
  const { fn, statement } = is(queryFn, 'ObjectMethod') ? { fn: queryFn, statement: undefined } : usedOnce(bare(queryFn.value), ctx);
  const found = fn && requestOf(fn, ctx);
  if (!fn || found?.kind !== 'json' || !isAllowed(found, ctx)) return;
  const { request } = found;
  const { url } = request;
  const [one, ...others] = is(queryKey.value, 'ArrayExpression') ? queryKey.value.elements : [];
  const only = others.length ? undefined : one;
  const [member] = request.members;
  const passesSignal = request.argument === 'keep' && request.members.length === 1 && !!member && isSignal(member);
  const isUrl = !is(url, 'SpreadElement') && is(only, 'Identifier', 'StringLiteral', 'TemplateLiteral') && source(ctx, bare(url)) === source(ctx, only) && (request.argument === 'drop' || passesSignal);
  const asked = isUrl ? undefined : requestText(request, fn, ctx);
  if ((!isUrl && !asked) || plan.commented(statement ?? queryFn) || plan.commented(queryKey)) return;
  const types = typesOf(call);
  if (types && types.length > 3) return;

  settle(request);
  const key = isUrl ? only : queryKey.value;
  const auth = authOf(ctx, request.client, asked);
  if (statement) ctx.remove(statement);
  const rest = options.properties.filter((property) => property !== queryKey && property !== queryFn);
  const type = types || ctx.javascript ? undefined : dataType(fn, ctx);
  const edits: Edit[] = [{ start: call.callee.start, end: call.callee.end, text: imports.nameOf('useClerkQuery') + (type ? `<${type}>` : '') }];
  if (!rest.length) {
    edits.push({ start: options.start, end: call.end - 1, text: source(ctx, key) + (auth ? `, { ${auth} }` : '') });
  } else {
    edits.push({ start: options.start, end: options.start, text: `${source(ctx, key)}, ` });
    edits.push(...withoutElements(text, options.properties, [queryKey, queryFn], ctx.comments));
    if (auth) edits.push(...first(text, options, rest, auth));
  }
  ctx.edits.push(...edits);
  ctx.replacedCalls.add(call);
  ctx.hooks.set(call, { from: 'clerk-fetch/react-query', name: 'useClerkQuery', client: request.client, statement, key, plain: !rest.length && !type && !asked });
};

const SHOWS = /^use(SWR|SWRInfinite|SWRImmutable|Query|Queries|InfiniteQuery|SuspenseQuery|SuspenseInfiniteQuery)$|^default$|^(queryOptions|infiniteQueryOptions)$/;

/** A hook that keeps data and stays what it is, while its requests go through clerk-fetch. */
export interface PlainHook {
  call: Call;
  from: 'swr' | 'react-query';
}

export const plainHooks = (ctx: Context): PlainHook[] => {
  const found: PlainHook[] = [];
  if (!ctx.plan.requests.size) return found;
  walk(ctx.ast.program, (node) => {
    if (!is(node, 'CallExpression') || ctx.replacedCalls.has(node)) return;
    const imported = importOf(node.callee, ctx.scope);
    if (!imported || !SHOWS.test(imported.name)) return;
    if (/^swr(\/(infinite|immutable))?$/.test(imported.from) && ctx.env.swr) found.push({ call: node, from: 'swr' });
    if (imported.from === '@tanstack/react-query' && ctx.env.query) found.push({ call: node, from: 'react-query' });
  });
  return found;
};

/** `useSWR` and `useQuery` of a file, wherever they are. */
export const replaceCalls = (ctx: Context): void => {
  walk(ctx.ast.program, (node) => {
    if (!is(node, 'CallExpression')) return;
    const imported = importOf(node.callee, ctx.scope);
    if (imported?.from === 'swr' && /^(default|useSWR)$/.test(imported.name)) swr(node, ctx);
    if (imported?.from === '@tanstack/react-query' && imported.name === 'useQuery') query(node, ctx);
  });
};
