// Whole hooks: `useSWR` with such a fetcher is `useClerkSWR`, `useQuery` is `useClerkQuery`, and a hook of the user's that
// does nothing else is the package's own under the user's name.

import { bare, isFunction, nameOf, walk } from './parse.js';
import { indentAt, lineStart, withoutElements, withoutStatement } from './edit.js';
import { forwards, functionIn, requestOf } from './shapes.js';
import { importOf } from './source.js';

const source = ({ text }, node) => text.slice(node.start, node.end);

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

/** The hook makes this request itself: no `authenticatedFetch` is needed for it. */
const settle = (request, ctx) => {
  request.replaced = true;
  request.client.requests--;
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
  const given = request.argument === 'drop' || request.argument === parameterOf(fn, 1);
  const own = request.call.arguments[0];
  const name = own.type === 'SpreadElement' ? `...${own.argument.name}` : bare(own).name;
  if (!given || name === undefined || name !== parameterOf(fn, 0) || plan.commented(statement ?? fn)) return;
  if (name.startsWith('...') && request.argument !== 'drop') return;

  const types = call.typeParameters ?? call.typeArguments;
  if (types?.params.length > 2) return;
  noteKey(request, key, ctx);
  settle(request, ctx);
  ctx.edits.push({ start: call.callee.start, end: call.callee.end, text: imports.nameOf('useClerkSWR') });
  if (statement) ctx.remove(statement);
  ctx.edits.push(...replaceSecond(text, call, key, fetcher, config, authOf(ctx, request.client)));
  ctx.hooks.set(call, { from: 'clerk-fetch/swr', name: 'useClerkSWR', client: request.client, statement });
};

const parameterOf = (fn, index) => {
  let parameter = fn.params[index];
  if (parameter?.type === 'AssignmentPattern') parameter = parameter.left;
  return parameter?.type === 'RestElement' ? `...${parameter.argument.name}` : parameter?.name;
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

  settle(request, ctx);
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

/** What a hook of the user's is, when it is one of the package's: `{ from, name }`. */
const ownHook = (fn, decl, ctx) => {
  const statements = fn.body.body.filter((one) => one !== decl && !ctx.gone.has(one));
  const last = statements.at(-1);
  if (last?.type !== 'ReturnStatement' || !last.argument || statements.length > 2) return undefined;
  const result = bare(last.argument);
  const made = ctx.hooks.get(result);
  if (made && statements.length === 1) return sameArguments(fn, result, made, ctx) ? { ...made, call: result } : undefined;
  if (fn.params.length || fn.typeParameters) return undefined;

  let inner = functionIn(result, ctx);
  if (statements.length === 2) {
    const [first] = statements;
    if (first.type === 'FunctionDeclaration' && first.id.name === result.name) inner = first;
    else if (first.type === 'VariableDeclaration' && first.declarations.length === 1 && first.declarations[0].id.name === result.name) inner = functionIn(first.declarations[0].init, ctx);
    else return undefined;
  }
  const found = inner && requestOf(inner, ctx);
  if (!found || found.checked || !forwards(found.request, inner, ctx) || !isGeneric(inner, found.kind, ctx)) return undefined;
  return { from: 'clerk-fetch/react', name: found.kind === 'json' ? 'useFetch' : 'useAuthenticatedFetch', client: found.request.client, request: found.request };
};

/** Whether the function's declared result is what the package's own function gives. */
const isGeneric = (fn, kind, ctx) => {
  const parameters = fn.typeParameters?.params ?? [];
  const returned = fn.returnType && source(ctx, fn.returnType).replace(/[:\s]/g, '');
  if (kind === 'response') return !parameters.length && (!returned || returned === 'Promise<Response>');
  if (parameters.length > 1) return false;
  return !returned || [`Promise<any>`, ...parameters.map(({ name }) => `Promise<${name.name ?? name}>`)].includes(returned);
};

/** `useX(url, config)` that passes on its own parameters, and no other. */
const sameArguments = (fn, call, made, ctx) => {
  if (ctx.clients.optionsText(made.client)) return false;
  const parameters = fn.params.map((_, index) => parameterOf(fn, index));
  if (parameters.some((name) => !name || name.startsWith('...')) || fn.params.some(({ type }) => type !== 'Identifier')) return false;
  const types = (call.typeParameters ?? call.typeArguments)?.params.map((type) => source(ctx, type)) ?? [];
  const own = fn.typeParameters?.params.map(({ name }) => name.name ?? name) ?? [];
  if (own.length > 1 || fn.returnType || types.length > own.length || (own.length && types[0] !== own[0])) return false;
  if (made.key) return made.plain && parameters.length === 1 && made.key.name === parameters[0];
  const [key, , config] = call.arguments;
  return bare(key).name === parameters[0] && (config ? config.name === parameters[1] && parameters.length === 2 : parameters.length === 1);
};

/** The statement around a hook, and how the hook is named and exported. */
const placeOf = (fn, ctx) => {
  const { scope } = ctx;
  let holder = scope.parentOf(fn);
  let id = fn.id;
  let statement = fn;
  if (fn.type !== 'FunctionDeclaration' && holder.type === 'VariableDeclarator' && holder.id.type === 'Identifier' && !holder.id.typeAnnotation) {
    id = holder.id;
    statement = scope.parentOf(holder);
    if (statement.declarations.length > 1) return undefined;
    holder = scope.parentOf(statement);
  } else if (fn.type !== 'FunctionDeclaration' && holder.type !== 'ExportDefaultDeclaration') return undefined;
  const references = id ? scope.bindingOf(id).references : [];
  if (holder.type === 'ExportDefaultDeclaration' || holder.type === 'ExportNamedDeclaration') return { statement: holder, id, references, exported: holder.type };
  return holder.type === 'Program' ? { statement, id, references } : undefined;
};

/** Replaces a hook as a whole by the package's own, under the same name; gives false where there is more to it. */
export const collapse = (fn, decl, ctx) => {
  const { scope, imports, style, edits } = ctx;
  if (!isFunction(fn) || fn.body.type !== 'BlockStatement' || ctx.plan.commented(fn.body)) return false;
  const own = ownHook(fn, decl, ctx);
  const place = own && placeOf(fn, ctx);
  if (!place || ctx.clients.optionsText(own.client)) return false;
  const { id, references, exported, statement } = place;
  if (own.request) settle(own.request, ctx);
  else ctx.hooks.delete(own.call);

  const from = (as) => `export { ${own.name === as ? as : `${own.name} as ${as}`} } from ${style.quoted(own.from)}${style.semicolon}`;
  if (exported && !references.length) {
    edits.push({ start: statement.start, end: statement.end, text: from(exported === 'ExportDefaultDeclaration' ? 'default' : id.name) });
    return true;
  }
  const only = references.length === 1 && scope.parentOf(references[0]);
  if (!exported && only?.type === 'ExportDefaultDeclaration') {
    edits.push({ start: statement.start, end: statement.end, text: from('default') }, withoutStatement(ctx.text, only));
    return true;
  }
  imports.add(own.from, own.name, id.name);
  if (!exported) edits.push(withoutStatement(ctx.text, statement));
  else {
    const text = exported === 'ExportDefaultDeclaration' ? `export default ${id.name}` : `export { ${id.name} }`;
    edits.push({ start: statement.start, end: statement.end, text: text + style.semicolon });
  }
  return true;
};
