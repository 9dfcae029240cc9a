// Whole hooks: one of the user's that does no more than the snippet is the package's own, under the user's name.

import { bare, isFunction } from './parse.js';
import { endOf, indentAt, withoutStatement } from './edit.js';
import { forwards, functionIn, parameterName, requestOf } from './shapes.js';
import { settle } from './calls.js';

const source = ({ text }, node) => text.slice(node.start, node.end);

/** What a hook of the user's is, when it is one of the package's: `{ from, name }`. */
const ownHook = (fn, decl, ctx) => {
  const statements = fn.body.body.filter((one) => one !== decl && !ctx.gone.has(one));
  const last = statements.at(-1);
  if (last?.type !== 'ReturnStatement' || !last.argument || statements.length > 2) return undefined;
  const result = bare(last.argument);
  const made = ctx.hooks.get(result);
  if (made && statements.length === 1) return sameArguments(fn, result, made, ctx) ? { ...made, call: result } : undefined;
  if (fn.params.length || fn.typeParameters || fn.returnType) return undefined;

  let inner = functionIn(result, ctx);
  if (statements.length === 2) {
    const [first] = statements;
    if (first.type === 'FunctionDeclaration' && first.id.name === result.name) inner = first;
    else {
      const [one, ...more] = first.type === 'VariableDeclaration' ? first.declarations : [];
      if (!one || more.length || one.id.name !== result.name) return undefined;
      inner = functionIn(one.init, ctx);
    }
  }
  const found = inner && requestOf(inner, ctx);
  const { reads } = ctx.plan;
  const changesErrors = found?.kind === 'json' && (reads.status || (!found.checked && (reads.errors || ctx.env.reverification)));
  if (!found || changesErrors || !forwards(found.request, inner, ctx) || !isGeneric(inner, found.kind, ctx)) return undefined;
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
  if (made.isOther || ctx.clients.optionsText(made.client)) return false;
  const parameters = fn.params.map(parameterName);
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
  if (!isFunction(fn) || fn.async || fn.generator || fn.body.type !== 'BlockStatement') return false;
  const comments = ctx.ast.comments.filter((one) => !one.goes && one.start > fn.start && one.end < fn.end);
  const own = ownHook(fn, decl, ctx);
  const place = own && placeOf(fn, ctx);
  if (!place || ctx.clients.optionsText(own.client)) return false;
  const { id, references, exported, statement } = place;
  // What somebody wrote inside of the hook is said above it, where there is a line for it.
  const indent = indentAt(ctx.text, statement.start);
  const above = comments.map(({ start, end }) => ctx.text.slice(start, end) + style.eol + indent).join('');
  const isExported = exported || (references.length === 1 && scope.parentOf(references[0]).type === 'ExportDefaultDeclaration');
  if (comments.length && !isExported) return false;
  if (own.request) settle(own.request);
  else ctx.hooks.delete(own.call);

  const from = (as) => `${above}export { ${own.name === as ? as : `${own.name} as ${as}`} } from ${style.quoted(own.from)}${style.semicolon}`;
  if (exported && !references.length) {
    edits.push({ start: statement.start, end: endOf(ctx.text, statement), text: from(exported === 'ExportDefaultDeclaration' ? 'default' : id.name) });
    return true;
  }
  const only = references.length === 1 && scope.parentOf(references[0]);
  if (!exported && only?.type === 'ExportDefaultDeclaration') {
    edits.push({ start: statement.start, end: endOf(ctx.text, statement), text: from('default') }, withoutStatement(ctx.text, only));
    return true;
  }
  imports.add(own.from, own.name, id.name);
  if (!exported) edits.push(withoutStatement(ctx.text, statement));
  else {
    const text = above + (exported === 'ExportDefaultDeclaration' ? `export default ${id.name}` : `export { ${id.name} }`);
    edits.push({ start: statement.start, end: endOf(ctx.text, statement), text: text + style.semicolon });
  }
  return true;
};
