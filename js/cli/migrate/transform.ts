// One file: `migrate(text, file, env)` gives the new text and what there is to say about it.

import { plainHooks, replaceCalls } from './calls.ts';
import { Clients } from './clients.ts';
import type { Context } from './context.ts';
import { declare, declareInScript, declareModule, declarationsOf, kept, onlyToken } from './declare.ts';
import { apply, endOf, lineStart, moved, nextLine, outermost, tidied, withoutDeclarators, withoutElements, withoutStatement, wordOf, type Edit } from './edit.ts';
import { UNKNOWN, type Env } from './env.ts';
import { collapse } from './hooks.ts';
import { Imports, isGlobalTypeScript, isPageScript } from './imports.ts';
import { separated } from './joins.ts';
import { originOf } from './origin.ts';
import { parse, walk } from './parse.ts';
import { planOf, type Plan } from './plan.ts';
import { interceptorEdits, requestEdits } from './rewrite.ts';
import { analyse, type Binding, type Scope } from './scope.ts';
import { styleOf } from './style.ts';
import { CLEAR, ORIGIN, SCRIPT_TAG } from './todo.ts';
import { is, isMember, nameOf, type Node } from './tree.ts';

const BOM = '\uFEFF';

/** What is said of a line of the new text. */
export interface Note {
  line: number;
  message: string;
  /** Somebody has to do something; else it is a place that is left. */
  todo?: boolean;
  /** What is to be done, once for all such places. */
  group?: string;
}

export interface Migrated {
  text: string;
  changed: boolean;
  notes: Note[];
  /** Whether a hook of Clerk's, or the page's Clerk, is asked no more. */
  usesHooks: boolean;
  usesClerk: boolean;
}

/** Of a file that is not changed. */
export const unchanged = (text: string): Migrated => ({ text, changed: false, notes: [], usesHooks: false, usesClerk: false });

/** Whether a file may send Clerk's token at all. */
const asks = (text: string, env: Env) => text.includes('getToken') || env.setters.size > 0;

/** Clerk's token that nobody asks for: what a session keeps, or its cookie. */
const KEPT = /lastActiveToken|(?<![\w-])__session(?![\w-])/g;

const KEPT_IS_SENT = 'a token that Clerk keeps is sent from here, and may have expired: ask for one at each request (docs/vanilla.md)';

/** Where such a token is: in the header itself, or in a variable that a header has. */
const keptIn = (text: string): number[] => {
  if (!/bearer/i.test(text)) return [];
  return [...text.matchAll(KEPT)].map(({ index }) => index).filter((at) => {
    const line = text.slice(text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at) < 0 ? undefined : text.indexOf('\n', at));
    const name = /\b(?:const|let|var)\s+([\w$]+)\s*=/.exec(line)?.[1];
    return /bearer/i.test(line) || (name !== undefined && new RegExp(`bearer\\W{1,10}${name.replaceAll('$', '\\$')}\\b`, 'i').test(text));
  });
};

const keptToken = (text: string): Migrated => {
  const found = keptIn(text);
  const first = found.length || !/bearer/i.test(text) ? -1 : text.search(KEPT);
  return { ...unchanged(text), notes: [...found, ...(first < 0 ? [] : [first])].map((at) => ({ line: lineOf(text, at), message: KEPT_IS_SENT })) };
};

/** @throws as `parse` does */
export const migrate = (source: string, file: string, env: Env = UNKNOWN): Migrated => {
  const bom = source.startsWith(BOM) ? BOM : '';
  const text = source.slice(bom.length);
  if (!asks(text, env)) return { ...keptToken(text), text: source };
  const ctx = contextOf(text, file, env);
  const { uses, left } = ctx.plan;
  const edits = uses.length ? editsOf(ctx) : [];
  const changed = edits.length ? separate(apply(text, edits), edits, { text, ast: ctx.ast, file }) : text;
  const result = bom + changed;
  const line = (at: number) => lineOf(result, bom.length + moved(edits, at));
  const notes: Note[] = [
    ...left.map(({ at, why }) => ({ line: line(at), message: why })),
    ...keptIn(text).map((at) => ({ line: line(at), message: KEPT_IS_SENT })),
    ...(uses.length ? todosOf(ctx).map(({ at, ...note }) => ({ line: line(at), ...note, todo: true })) : []),
  ];
  notes.sort((one, other) => one.line - other.line);
  const isFirst = (note: Note, index: number) => notes.findIndex((one) => one.line === note.line && one.message === note.message) === index;
  return {
    text: result,
    changed: edits.length > 0,
    notes: notes.filter(isFirst),
    usesHooks: uses.some(({ source: { binding } }) => binding),
    usesClerk: uses.some(({ source: { binding } }) => !binding),
  };
};

const lineOf = (text: string, at: number) => {
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', next + 1)) line++;
  return line;
};

/** What is written can at least be read again; if not, it is no fault of the file. */
const separate = (...given: Parameters<typeof separated>): string => {
  try {
    return separated(...given);
  } catch (error) {
    throw new Error(`the result is no code: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** Whether a script of a page has a `ClerkFetch` of its own: `var ClerkFetch`, `window.ClerkFetch = …`. */
const hasOwnGlobal = ({ program, bindingOf }: Scope) => {
  let found = false;
  walk(program, (node: Node) => {
    const target = is(node, 'AssignmentExpression') ? node.left : undefined;
    found ||= is(node, 'Identifier') && node.name === 'ClerkFetch' && !!bindingOf(node);
    found ||= (isMember(target) && nameOf(target) === 'ClerkFetch') || (is(target, 'Identifier') && target.name === 'ClerkFetch');
  });
  return found;
};

/** Nothing is replaced, for one reason. */
const leftAlone = (plan: Plan, why: string): Plan => ({ ...plan, uses: [], requests: new Map(), interceptors: [], left: [...plan.left, ...plan.uses.map(({ source }) => ({ at: source.call.start, why }))] });

const contextOf = (text: string, file: string, env: Env): Context => {
  const ast = parse(text, file);
  const scope = analyse(ast, text, env);
  const style = styleOf(text, ast);
  const javascript = /\.[mc]?jsx?$/.test(file);
  const clients = new Clients({ scope, style, typescript: !javascript });
  const found = planOf({ text, ast, scope, clients });
  const isTaken = isPageScript(file, ast, scope) && hasOwnGlobal(scope);
  const isWorker = isPageScript(file, ast, scope) && /\bimportScripts\s*\(|\bself\s*\.\s*(addEventListener|on(message|fetch|install|activate|push|connect)|skipWaiting|clients|registration)\b/.test(text);
  const why = isWorker
    ? 'a worker has no script tags: load clerk-fetch with `importScripts(…)`, or make this a module (docs/workers.md)'
    : isTaken
    ? 'this script has a `ClerkFetch` of its own, which would stand for the global of clerk-fetch'
    : isGlobalTypeScript(file, ast, scope) && 'this file has no `import` and no `export`: with an `import`, other files would lose what it declares. Add `export {}` if nothing else uses it';
  const plan = why ? leftAlone(found, why) : found;
  const { comments } = plan;
  const imports = new Imports({ text, ast, comments, scope, style, file });
  const edits: Edit[] = [];
  const gone: Context['gone'] = new Set();
  const parts: Context['parts'] = new Map();
  return {
    text,
    env,
    ast,
    comments,
    scope,
    style,
    clients,
    plan,
    imports,
    javascript,
    edits,
    gone,
    hooks: new Map(),
    replacedCalls: new Set(),
    originOf: (node, isHook) => originOf(node, scope, isHook),
    remove: (statement) => {
      if (gone.has(statement)) return;
      gone.add(statement);
      edits.push(withoutStatement(text, statement));
    },
    parts,
    removePart: (statement, declarator) => void parts.set(statement, [...(parts.get(statement) ?? []), declarator]),
  };
};

const editsOf = (ctx: Context): Edit[] => {
  const { text, plan, imports, edits, scope } = ctx;
  takeOut(ctx);
  replaceCalls(ctx);
  const hooks = declarationsOf(ctx);
  const collapsed = hooks.filter(({ declarator, binding }) => {
    const statement = scope.parentOf(declarator);
    const fn = scope.functionOf(declarator);
    return fn && statement && onlyToken(declarator) && !kept(binding, ctx).length && collapse(fn, statement, ctx);
  });
  if (imports.isScript) declareInScript(ctx);
  for (const request of plan.requests.values()) if (!request.replaced) edits.push(...requestEdits(request, ctx));
  for (const interceptor of plan.interceptors) edits.push(...interceptorEdits(interceptor, ctx));
  for (const hook of hooks) if (!collapsed.includes(hook)) declare(hook, ctx);
  for (const { from, name } of ctx.hooks.values()) imports.add(from, name);
  declareModule(ctx);
  removeParts(ctx);
  edits.push(...snippetComments(ctx));
  const done = outermost(edits);
  const isUnused = ({ id, references }: Binding) => {
    if (!references.length || id.name === 'React') return false;
    const word = wordOf(id.name);
    if (ctx.env.markup && word.test(ctx.env.markup)) return false;
    return references.every((reference) => done.some(({ start, end, text: inserted }) => start <= reference.start && reference.end <= end && !word.test(inserted))) && !done.some(({ text: inserted }) => word.test(inserted));
  };
  return tidied(text, outermost([...done, ...imports.edits(isUnused)]));
};

/** Tokens in variables, and headers. */
const takeOut = (ctx: Context) => {
  const { text, scope, plan, comments } = ctx;
  for (const { declaration, sites, keepsToken } of plan.uses) {
    const statement = declaration && !keepsToken ? scope.parentOf(declaration) : undefined;
    if (declaration && is(statement, 'VariableDeclaration')) {
      if (statement.declarations.length === 1) ctx.remove(statement);
      else ctx.removePart(statement, declaration);
    }
    for (const { statement: setting, element, object } of sites) {
      if (setting) ctx.remove(setting);
      const isEmptied = element && object?.properties.length === 1 && !comments.some((one) => one.start > object.start && one.end < object.end);
      if (isEmptied) ctx.edits.push({ start: object.start, end: object.end, text: '{}' });
      else if (element && object) ctx.edits.push(...withoutElements(text, object.properties, [element], comments));
    }
  }
  for (const { gone } of plan.requests.values()) for (const statement of gone) ctx.remove(statement);
};

/** What goes of declarations that have more than one variable. */
const removeParts = (ctx: Context) => {
  const { text, edits, comments } = ctx;
  for (const [statement, declarators] of ctx.parts) {
    if (declarators.length < statement.declarations.length) edits.push(...withoutDeclarators(text, statement.declarations, declarators, comments));
    else {
      // What was to come behind it takes its place.
      const end = endOf(text, statement);
      const behind = edits.filter((one) => one.start === end && one.end === end);
      for (const one of behind) edits.splice(edits.indexOf(one), 1);
      if (behind.length) edits.push({ start: statement.start, end, text: behind.map((one) => one.text).join('').trimStart() });
      else ctx.remove(statement);
    }
  }
};

/** Clerk's own comments in its snippets, where the line that they tell of has gone. */
const snippetComments = ({ text, comments, edits }: Context): Edit[] =>
  comments
    .filter(({ value }) => /^\W*Use `?(useAuth|getToken)\(\)`? (to|method)/.test(value))
    .map((comment) => ({ start: lineStart(text, comment.start), end: nextLine(text, comment.end), text: '' }))
    .filter(({ start, end }) => /^[ \t]*\/[/*].*\s*$/.test(text.slice(start, end)) && edits.some((edit) => edit.start >= end && edit.start < nextLine(text, end)));

const todosOf = (ctx: Context) => {
  const { clients, text, imports } = ctx;
  const notes: { at: number; message: string; group: string }[] = [];
  for (const client of clients.all) {
    const [first, ...more] = client.unknown;
    if (!first) continue;
    const written = (first.text ?? text.slice(first.start, first.end)).replace(/\s+/g, ' ');
    const url = written.length > 100 ? `${written.slice(0, 100)}…` : written;
    const others = more.length ? ` (nor for ${more.length} more below)` : '';
    const group = client.binding && !client.isPlain ? ORIGIN.hook : imports.isScript ? ORIGIN.script : ORIGIN.module;
    notes.push({ at: first.start, message: `where ${url.includes('`') ? url : `\`${url}\``} goes is not known here${others}`, group });
  }
  if (imports.isScript) notes.push({ at: 0, message: 'this script uses the global `ClerkFetch`', group: SCRIPT_TAG });
  for (const { call, from } of plainHooks(ctx)) notes.push({ at: call.start, message: `\`${text.slice(call.callee.start, call.callee.end)}\` keeps what it has fetched when the user changes`, group: CLEAR[from] });
  return notes;
};
