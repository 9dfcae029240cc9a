// One file: `migrate(text, file)` gives the new text and what there is to say about it.

import { analyse } from './scope.js';
import { Clients } from './clients.js';
import { Imports } from './imports.js';
import { apply, lineStart, moved, nextLine, tidied, withoutElements, withoutStatement } from './edit.js';
import { collapse } from './hooks.js';
import { declarationsOf, declare, declareModule, kept, onlyToken } from './declare.js';
import { interceptorEdits } from './axios.js';
import { parse } from './parse.js';
import { replaceCalls } from './calls.js';
import { originOf } from './origin.js';
import { planOf } from './plan.js';
import { styleOf } from './style.js';

const BOM = '\uFEFF';
const SCRIPT =
  'the file has neither `import` nor `require`: if it is a module, say so (`export {}`); if it is a script, see the README for the `<script>` tag';

/** `{ text, changed, notes }`; a note is `{ line, message, todo }`, with the line of the new text. @throws as `parse` does */
export const migrate = (source, file) => {
  const bom = source.startsWith(BOM) ? BOM : '';
  const text = source.slice(bom.length);
  const nothing = { text: source, changed: false, notes: [] };
  if (!text.includes('getToken')) return nothing;
  const ctx = contextOf(text, file);
  const { plan } = ctx;
  if (plan.uses.length && ctx.isScript) {
    for (const { source: found } of plan.uses) plan.left.push({ at: found.call.start, why: SCRIPT });
    plan.uses = [];
  }
  const edits = plan.uses.length ? editsOf(ctx) : [];
  const changed = apply(text, edits);
  if (edits.length) checkParses(changed, file);
  const result = bom + changed;
  const line = (at) => result.slice(0, bom.length + moved(edits, at)).split('\n').length;
  const notes = [
    ...plan.left.map(({ at, why }) => ({ line: line(at), message: why })),
    ...(plan.uses.length ? todosOf(ctx).map(({ at, message }) => ({ line: line(at), message, todo: true })) : []),
  ];
  notes.sort((one, other) => one.line - other.line);
  return { text: result, changed: edits.length > 0, notes };
};

/** What is written can at least be read again; if not, it is no fault of the file. */
const checkParses = (text, file) => {
  try {
    parse(text, file);
  } catch (error) {
    throw new Error(`the result is no code: ${error.message}`);
  }
};

const contextOf = (text, file) => {
  const ast = parse(text, file);
  const scope = analyse(ast);
  const style = styleOf(text, ast);
  const clients = new Clients({ scope, style });
  const plan = planOf({ text, ast, scope, clients });
  const imports = new Imports({ text, ast, scope, style, file });
  const ctx = { text, file, ast, scope, style, clients, plan, imports, edits: [], gone: new Set(), hooks: new Map() };
  ctx.javascript = /\.[mc]?jsx?$/.test(file);
  ctx.isScript = imports.isScript;
  ctx.originOf = (node) => originOf(node, scope);
  ctx.remove = (statement) => {
    if (ctx.gone.has(statement)) return;
    ctx.gone.add(statement);
    ctx.edits.push(withoutStatement(text, statement));
  };
  return ctx;
};

/** What lies within another edit goes with it; an insertion at its border does not. */
const outermost = (edits) => edits.filter((one) => !edits.some((other) => isWithin(one, other)));

const isWithin = (one, other) => {
  if (one.start < other.start || other.end < one.end || other.end - other.start <= one.end - one.start) return false;
  return one.start < one.end || (one.start > other.start && one.end < other.end);
};

const editsOf = (ctx) => {
  const { text, ast, scope, plan, imports, edits } = ctx;
  takeOut(ctx);
  replaceCalls(ctx);
  const hooks = declarationsOf(ctx);
  const collapsed = hooks.filter(({ declarator, binding }) => {
    const statement = scope.parentOf(declarator);
    return onlyToken(declarator) && !kept(binding, ctx).length && collapse(scope.functionOf(declarator), statement, ctx);
  });
  for (const request of plan.requests.values()) if (!request.replaced) edits.push(...requestEdits(request, ctx));
  for (const interceptor of plan.interceptors) edits.push(...interceptorEdits(interceptor, ctx));
  for (const hook of hooks) if (!collapsed.includes(hook)) declare(hook, ctx);
  for (const { from, name } of ctx.hooks.values()) imports.add(from, name);
  declareModule(ctx);
  edits.push(...snippetComments(ctx));
  const done = outermost(edits);
  const isUnused = ({ id, references }) => {
    if (!references.length || id.name === 'React') return false;
    const word = new RegExp(`(?<![\\w$.])${id.name.replaceAll('$', '\\$')}(?![\\w$])`);
    return references.every((reference) => done.some(({ start, end, text: inserted }) => start <= reference.start && reference.end <= end && !word.test(inserted)));
  };
  return tidied(text, outermost([...done, ...imports.edits(isUnused)]));
};

/** Tokens in variables, and headers. */
const takeOut = (ctx) => {
  const { text, scope, plan } = ctx;
  for (const { declaration, sites, keeps } of plan.uses) {
    if (declaration && !keeps) {
      const statement = scope.parentOf(declaration);
      if (statement.declarations.length === 1) ctx.remove(statement);
      else ctx.edits.push(...withoutElements(text, statement.declarations, [declaration]));
    }
    for (const { statement, element, object } of sites) {
      if (statement) ctx.remove(statement);
      if (element) ctx.edits.push(...withoutElements(text, object.properties, [element]));
    }
  }
  for (const { gone = [] } of plan.requests.values()) for (const statement of gone) ctx.remove(statement);
};

const requestEdits = ({ call, client, json, init, property, dropHeaders, argument }, { text }) => {
  const edits = [{ start: call.callee.start, end: call.callee.end, text: client.name + (json ? '.json' : '') }];
  if (json) edits.push({ start: call.end, end: json.end, text: '' });
  const [url, given] = call.arguments;
  if (argument === 'drop') edits.push({ start: url.end, end: given.end, text: '' });
  else if (argument !== 'keep') edits.push({ start: given.start, end: given.end, text: argument });
  else if (dropHeaders) edits.push(...withoutElements(text, init.properties, [property]));
  return edits;
};

/** Clerk's own comments in its snippets, where the line that they tell of has gone. */
const snippetComments = ({ text, ast, edits }) =>
  ast.comments
    .filter(({ value }) => /^\W*Use `?(useAuth|getToken)\(\)`? (to|method)/.test(value))
    .map((comment) => ({ start: lineStart(text, comment.start), end: nextLine(text, comment.end), text: '' }))
    .filter(({ start, end }) => /^[ \t]*\/[/*].*\s*$/.test(text.slice(start, end)) && edits.some((edit) => edit.start >= end && edit.start < nextLine(text, end)));

const todosOf = ({ clients, text }) => {
  const notes = [];
  for (const client of clients.all) {
    const [first, ...more] = client.unknown;
    if (!first) continue;
    const url = text.slice(first.start, first.end).replace(/\s+/g, ' ');
    const own = "`allowedOrigins: ['https://api.foo.com']` (or `baseUrl`)";
    const line = client.binding
      ? `\`<ClerkFetchProvider options={{ baseUrl: 'https://api.foo.com' }}>\` around the app, or ${own} to the hook's options`
      : `${own} to \`createAuthenticatedFetch({ … })\``;
    const others = more.length ? ` (nor for ${more.length} more below)` : '';
    notes.push({ at: first.start, message: `where ${url.includes('`') ? url : `\`${url}\``} goes is not known here${others}. If it is another origin than the page's, add it: ${line}` });
  }
  return notes;
};
