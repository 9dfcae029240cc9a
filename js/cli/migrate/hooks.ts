// Whole hooks: one of the user's that does no more than the snippet is the package's own, under the user's name.

import { settle, typesOf } from './calls.ts';
import type { Context, MadeHook } from './context.ts';
import { endOf, indentAt, withoutStatement } from './edit.ts';
import { forwards, functionIn, requestOf } from './fetchers.ts';
import type { Request } from './plan.ts';
import { parameterName } from './shapes.ts';
import { bare, idOf, is, type FunctionNode, type Node } from './tree.ts';

const source = ({ text }: Context, node: Node) => text.slice(node.start, node.end);

/** A hook of the package that does what one of the user's does. */
interface OwnHook extends MadeHook {
  /** The call of the package's hook that makes all of it. */
  call?: Node;
  /** The request that the hook makes. */
  request?: Request;
}

/** The types that a function has as parameters, by name. */
const typeParametersOf = ({ typeParameters }: FunctionNode): string[] =>
  is(typeParameters, 'TSTypeParameterDeclaration', 'TypeParameterDeclaration') ? typeParameters.params.map(({ name }) => name ?? '') : [];

/** What a hook of the user's is, when it is one of the package's. */
const ownHook = (fn: FunctionNode, decl: Node, ctx: Context): OwnHook | undefined => {
  if (!is(fn.body, 'BlockStatement')) return undefined;
  const statements = fn.body.body.filter((one) => one !== decl && !ctx.gone.has(one));
  const last = statements.at(-1);
  if (!is(last, 'ReturnStatement') || !last.argument || statements.length > 2) return undefined;
  const result = bare(last.argument);
  const made = ctx.hooks.get(result);
  if (made && is(result, 'CallExpression') && statements.length === 1) return sameArguments(fn, result, made, ctx) ? { ...made, call: result } : undefined;
  if (fn.params.length || fn.typeParameters || fn.returnType) return undefined;

  let inner = functionIn(result, ctx);
  if (statements.length === 2) {
    const [first] = statements;
    const name = idOf(result);
    if (name === undefined) return undefined;
    if (is(first, 'FunctionDeclaration') && idOf(first.id) === name) inner = first;
    else {
      const [one, ...more] = is(first, 'VariableDeclaration') ? first.declarations : [];
      if (!one || more.length || idOf(one.id) !== name) return undefined;
      inner = functionIn(one.init, ctx);
    }
  }
  const found = inner && requestOf(inner, ctx);
  const { reads } = ctx.plan;
  const changesErrors = found?.kind === 'json' && (reads.status || (!found.checked && (reads.errors || ctx.env.reverification)));
  if (!inner || !found || changesErrors || !forwards(found.request, inner, ctx) || !isGeneric(inner, found.kind, ctx)) return undefined;
  return { from: 'clerk-fetch/react', name: found.kind === 'json' ? 'useFetch' : 'useAuthenticatedFetch', client: found.request.client, request: found.request };
};

/** Whether the function's declared result is what the package's own function gives. */
const isGeneric = (fn: FunctionNode, kind: 'json' | 'response', ctx: Context) => {
  const parameters = typeParametersOf(fn);
  const returned = fn.returnType ? source(ctx, fn.returnType).replace(/[:\s]/g, '') : undefined;
  if (kind === 'response') return !parameters.length && (!returned || returned === 'Promise<Response>');
  if (parameters.length > 1) return false;
  return !returned || ['Promise<any>', ...parameters.map((name) => `Promise<${name}>`)].includes(returned);
};

/** `useX(url, config)` that passes on its own parameters, and no other. */
const sameArguments = (fn: FunctionNode, call: Extract<Node, { type: 'CallExpression' }>, made: MadeHook, ctx: Context) => {
  if (made.isOther || ctx.clients.optionsText(made.client)) return false;
  const parameters = fn.params.map(parameterName);
  if (parameters.some((name) => !name || name.startsWith('...')) || fn.params.some(({ type }) => type !== 'Identifier')) return false;
  const types = typesOf(call)?.map((type) => source(ctx, type)) ?? [];
  const own = typeParametersOf(fn);
  if (own.length > 1 || fn.returnType || types.length > own.length || (own.length && types[0] !== own[0])) return false;
  const [first, second] = parameters;
  if (made.key) return made.plain && parameters.length === 1 && idOf(made.key) === first;
  const [key, , config] = call.arguments;
  return first !== undefined && idOf(bare(key)) === first && (config ? idOf(config) === second && parameters.length === 2 : parameters.length === 1);
};

/** The statement around a hook, and how the hook is named and exported. */
interface HookPlace {
  statement: Node;
  id: Node | undefined;
  references: readonly Node[];
  exported?: 'ExportDefaultDeclaration' | 'ExportNamedDeclaration';
}

const placeOf = (fn: FunctionNode, ctx: Context): HookPlace | undefined => {
  const { scope } = ctx;
  let holder = scope.parentOf(fn);
  let id: Node | undefined = ('id' in fn ? fn.id : undefined) ?? undefined;
  let statement: Node = fn;
  if (!is(fn, 'FunctionDeclaration') && is(holder, 'VariableDeclarator') && is(holder.id, 'Identifier') && !holder.id.typeAnnotation) {
    id = holder.id;
    const declaration = scope.parentOf(holder);
    if (!is(declaration, 'VariableDeclaration') || declaration.declarations.length > 1) return undefined;
    statement = declaration;
    holder = scope.parentOf(statement);
  } else if (!is(fn, 'FunctionDeclaration') && !is(holder, 'ExportDefaultDeclaration')) return undefined;
  const references = scope.bindingOf(id)?.references ?? [];
  if (is(holder, 'ExportDefaultDeclaration', 'ExportNamedDeclaration')) return { statement: holder, id, references, exported: holder.type };
  return is(holder, 'Program') ? { statement, id, references } : undefined;
};

/** Replaces a hook as a whole by the package's own, under the same name; returns false where there is more to it. */
export const collapse = (fn: FunctionNode, decl: Node, ctx: Context): boolean => {
  const { scope, imports, style, edits, text } = ctx;
  if (fn.async || fn.generator || !is(fn.body, 'BlockStatement')) return false;
  const comments = ctx.comments.filter((one) => !one.goes && one.start > fn.start && one.end < fn.end);
  const own = ownHook(fn, decl, ctx);
  const place = own && placeOf(fn, ctx);
  if (!place || ctx.clients.optionsText(own.client)) return false;
  const { id, references, exported, statement } = place;
  const [reference, ...others] = references;
  const user = reference && !others.length ? scope.parentOf(reference) : undefined;
  const only = is(user, 'ExportDefaultDeclaration') ? user : undefined;
  const name = idOf(id);
  // What somebody wrote inside of the hook is said above it, where there is a line for it.
  const indent = indentAt(text, statement.start);
  const above = comments.map(({ start, end }) => text.slice(start, end) + style.eol + indent).join('');
  if ((comments.length && !exported && !only) || (name === undefined && exported !== 'ExportDefaultDeclaration')) return false;
  if (own.request) settle(own.request);
  else if (own.call) ctx.hooks.delete(own.call);

  const replace = (made: string) => edits.push({ start: statement.start, end: endOf(text, statement), text: above + made + style.semicolon });
  const from = (as: string) => `export { ${own.name === as ? as : `${own.name} as ${as}`} } from ${style.quoted(own.from)}`;
  if (exported && !references.length) {
    replace(from(exported === 'ExportDefaultDeclaration' || name === undefined ? 'default' : name));
    return true;
  }
  if (!exported && only) {
    replace(from('default'));
    edits.push(withoutStatement(text, only));
    return true;
  }
  imports.add(own.from, own.name, name);
  if (!exported) edits.push(withoutStatement(text, statement));
  else replace(exported === 'ExportDefaultDeclaration' ? `export default ${name}` : `export { ${name} }`);
  return true;
};
