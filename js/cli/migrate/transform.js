// One file: `migrate(text, file, env)` gives the new text and what there is to say about it.

import { analyse } from './scope.js';
import { Clients } from './clients.js';
import { Imports } from './imports.js';
import { apply, lineStart, moved, nextLine, outermost, tidied, withoutElements, withoutStatement } from './edit.js';
import { collapse } from './hooks.js';
import { declarationsOf, declare, declareInScript, declareModule, kept, onlyToken } from './declare.js';
import { interceptorEdits } from './interceptors.js';
import { parse } from './parse.js';
import { plainHooks, replaceCalls } from './calls.js';
import { originOf } from './origin.js';
import { planOf } from './plan.js';
import { styleOf } from './style.js';
import { CLEAR, ORIGIN, SCRIPT_TAG } from './todo.js';

const BOM = '\uFEFF';

/** What a file's project says, where nothing is known of it: all is as new as it can be. */
export const UNKNOWN = { clerk: true, react: true, swr: true, query: true, axios: true, versions: {}, setters: new Set(), reverification: false, markup: '' };

/** Whether a file may send Clerk's token at all. */
const asks = (text, env) => text.includes('getToken') || env.setters.size > 0;

/** `{ text, changed, notes, usesHooks }`; a note is `{ line, message, todo, group }`, with the line of the new text. @throws as `parse` does */
export const migrate = (source, file, env = UNKNOWN) => {
  const bom = source.startsWith(BOM) ? BOM : '';
  const text = source.slice(bom.length);
  const nothing = { text: source, changed: false, notes: [] };
  if (!asks(text, env)) return nothing;
  const ctx = contextOf(text, file, env);
  const { plan } = ctx;
  const edits = plan.uses.length ? editsOf(ctx) : [];
  const changed = apply(text, edits);
  if (edits.length) checkParses(changed, file);
  const result = bom + changed;
  const lines = lineCounter(result);
  const line = (at) => lines(bom.length + moved(edits, at));
  const notes = [
    ...plan.left.map(({ at, why }) => ({ line: line(at), message: why })),
    ...(plan.uses.length ? todosOf(ctx).map(({ at, ...note }) => ({ line: line(at), ...note, todo: true })) : []),
  ];
  notes.sort((one, other) => one.line - other.line);
  const isFirst = (note, index) => notes.findIndex((one) => one.line === note.line && one.message === note.message) === index;
  return { text: result, changed: edits.length > 0, notes: notes.filter(isFirst), usesHooks: plan.uses.some(({ source: { binding } }) => binding), usesClerk: plan.uses.some(({ source: { binding } }) => !binding) };
};

const lineCounter = (text) => (at) => {
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', next + 1)) line++;
  return line;
};

/** What is written can at least be read again; if not, it is no fault of the file. */
const checkParses = (text, file) => {
  try {
    parse(text, file);
  } catch (error) {
    throw new Error(`the result is no code: ${error.message}`);
  }
};

const contextOf = (text, file, env) => {
  const ast = parse(text, file);
  const scope = analyse(ast, text, env);
  const style = styleOf(text, ast);
  const javascript = /\.[mc]?jsx?$/.test(file);
  const clients = new Clients({ scope, style, typescript: !javascript });
  const plan = planOf({ text, ast, scope, clients });
  const imports = new Imports({ text, ast, scope, style, file });
  const ctx = { text, file, env, ast, scope, style, clients, plan, imports, javascript, edits: [], gone: new Set(), hooks: new Map(), replacedCalls: new Set() };
  ctx.originOf = (node, isHook) => originOf(node, scope, isHook);
  ctx.remove = (statement) => {
    if (ctx.gone.has(statement)) return;
    ctx.gone.add(statement);
    ctx.edits.push(withoutStatement(text, statement));
  };
  return ctx;
};

const editsOf = (ctx) => {
  const { text, plan, imports, edits, scope } = ctx;
  takeOut(ctx);
  replaceCalls(ctx);
  const hooks = declarationsOf(ctx);
  const collapsed = hooks.filter(({ declarator, binding }) => {
    const statement = scope.parentOf(declarator);
    if (scope.functionOf(declarator) === undefined) return false;
    return onlyToken(declarator) && !kept(binding, ctx).length && collapse(scope.functionOf(declarator), statement, ctx);
  });
  if (imports.isScript) declareInScript(ctx);
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
    if (ctx.env.markup && word.test(ctx.env.markup)) return false;
    return references.every((reference) => done.some(({ start, end, text: inserted }) => start <= reference.start && reference.end <= end && !word.test(inserted))) && !done.some(({ text: inserted }) => word.test(inserted));
  };
  return tidied(text, outermost([...done, ...imports.edits(isUnused)]));
};

/** Tokens in variables, and headers. */
const takeOut = (ctx) => {
  const { text, ast, scope, plan } = ctx;
  for (const { declaration, sites, keepsToken } of plan.uses) {
    if (declaration && !keepsToken) {
      const statement = scope.parentOf(declaration);
      if (statement.declarations.length === 1) ctx.remove(statement);
      else ctx.edits.push(...withoutElements(text, statement.declarations, [declaration], ast.comments));
    }
    for (const { statement, element, object } of sites) {
      if (statement) ctx.remove(statement);
      if (element) ctx.edits.push(...withoutElements(text, object.properties, [element], ast.comments));
    }
  }
  for (const { gone = [] } of plan.requests.values()) for (const statement of gone) ctx.remove(statement);
};

const requestEdits = ({ call, client, init, property, dropHeaders, argument, members }, { text, ast }) => {
  const edits = [{ start: call.callee.start, end: call.callee.end, text: client.call ?? client.name }];
  const [url, given] = call.arguments;
  if (argument === 'drop') edits.push({ start: url.end, end: given.end, text: '' });
  else if (argument !== 'keep') edits.push({ start: given.start, end: given.end, text: argument });
  else if (dropHeaders) {
    const kept = ast.comments.filter((one) => !one.goes && one.start > property.start && one.end < property.end);
    if (!members.length) edits.push({ start: url.end, end: given.end, text: asBlocks(ast.comments.filter((one) => !one.goes && one.start > init.start && one.end < init.end)) });
    else if (kept.length) edits.push({ start: property.start, end: commaBehind(text, property.end), text: asBlocks(kept).trim() });
    else edits.push(...withoutElements(text, init.properties, [property], ast.comments));
  }
  return edits;
};

/** Somebody's comments on a line of their own, for where there is no line any more. */
const asBlocks = (comments) => comments.map(({ value }) => ` /* ${value.replaceAll('*/', '* /').trim()} */`).join('');

const commaBehind = (text, at) => (/^\s*,/.test(text.slice(at, at + 100)) ? text.indexOf(',', at) + 1 : at);

/** Clerk's own comments in its snippets, where the line that they tell of has gone. */
const snippetComments = ({ text, ast, edits }) =>
  ast.comments
    .filter(({ value }) => /^\W*Use `?(useAuth|getToken)\(\)`? (to|method)/.test(value))
    .map((comment) => ({ start: lineStart(text, comment.start), end: nextLine(text, comment.end), text: '' }))
    .filter(({ start, end }) => /^[ \t]*\/[/*].*\s*$/.test(text.slice(start, end)) && edits.some((edit) => edit.start >= end && edit.start < nextLine(text, end)));

const todosOf = (ctx) => {
  const { clients, text } = ctx;
  const notes = [];
  for (const client of clients.all) {
    const [first, ...more] = client.unknown;
    if (!first) continue;
    const written = (first.text ?? text.slice(first.start, first.end)).replace(/\s+/g, ' ');
    const url = written.length > 100 ? `${written.slice(0, 100)}…` : written;
    const others = more.length ? ` (nor for ${more.length} more below)` : '';
    notes.push({ at: first.start, message: `where ${url.includes('`') ? url : `\`${url}\``} goes is not known here${others}`, group: ORIGIN[client.binding && !client.isPlain ? 'hook' : ctx.imports.isScript ? 'script' : 'module'] });
  }
  if (ctx.imports.isScript) notes.push({ at: 0, message: 'this script uses the global `ClerkFetch`', group: SCRIPT_TAG });
  for (const { call, from } of plainHooks(ctx)) notes.push({ at: call.start, message: `\`${text.slice(call.callee.start, call.callee.end)}\` keeps what it has fetched when the user changes`, group: CLEAR[from] });
  return notes;
};
