// One file: `migrate(text, file)` gives the new text and what there is to say about it.

import { analyse } from './scope.js';
import { Clients } from './clients.js';
import { Imports } from './imports.js';
import { apply, indentAt, lineStart, moved, nextLine, tidied, withoutElements, withoutStatement } from './edit.js';
import { isMember, parse } from './parse.js';
import { collapse, replaceCalls } from './hooks.js';
import { hookName } from './shapes.js';
import { originOf } from './origin.js';
import { planOf } from './plan.js';
import { styleOf } from './style.js';

const BOM = '\uFEFF';

/** `{ text, changed, notes }`; a note is `{ line, message, todo }`, with the line of the new text. @throws as `parse` does */
export const migrate = (source, file) => {
  const bom = source.startsWith(BOM) ? BOM : '';
  const text = source.slice(bom.length);
  const nothing = { text: source, changed: false, notes: [] };
  if (!text.includes('getToken')) return nothing;
  const ctx = contextOf(text, file);
  const { plan } = ctx;
  if (plan.uses.length && ctx.isScript) {
    for (const { source: found } of plan.uses) plan.left.push({ at: found.call.start, why: 'the file has neither `import` nor `require`: if it is a module, say so (`export {}`); if it is a script, see the README for the `<script>` tag' });
    plan.uses = [];
  }
  const edits = plan.uses.length ? editsOf(ctx) : [];
  const result = bom + apply(text, edits);
  const line = (at) => result.slice(0, bom.length + moved(edits, at)).split('\n').length;
  const notes = [
    ...plan.left.map(({ at, why }) => ({ line: line(at), message: why })),
    ...(plan.uses.length ? todosOf(ctx).map(({ at, message }) => ({ line: line(at), message, todo: true })) : []),
  ];
  notes.sort((one, other) => one.line - other.line);
  return { text: result, changed: edits.length > 0, notes };
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

/** What lies within another edit goes with it. */
const outermost = (edits) => edits.filter((one) => !edits.some((other) => other !== one && other.start <= one.start && one.end <= other.end && other.end - other.start > one.end - one.start && !(one.start === one.end && (one.start === other.start || one.end === other.end))));

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
  for (const { declaration, sites } of plan.uses) {
    if (declaration) {
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

/** The header of whom the URL goes to; a guard around it is the option `signedOut` now. */
const interceptorEdits = ({ value, guard, statement, instance, config, client: { name } }, { text, style }) => {
  const axios = text.slice(instance.start, instance.end);
  const edits = [{ start: value.start, end: value.end, text: `(await ${name}.headers(${axios}.getUri(${config}))).get(${style.quoted('Authorization')})` }];
  if (guard) {
    const from = guard.consequent.type === 'BlockStatement' ? nextLine(text, guard.start) : statement.start;
    const isBlock = guard.consequent.type === 'BlockStatement' && from <= statement.start && lineStart(text, guard.end) > statement.end;
    if (isBlock) {
      edits.push({ start: lineStart(text, guard.start), end: from, text: '' });
      edits.push({ start: lineStart(text, guard.end), end: nextLine(text, guard.end), text: '' });
      const [outer, inner] = [indentAt(text, guard.start), indentAt(text, statement.start)];
      for (let at = from; at < lineStart(text, guard.end); at = nextLine(text, at)) {
        if (at <= value.start && text.startsWith(inner, at)) edits.push({ start: at, end: at + inner.length, text: outer });
      }
    } else {
      edits.push({ start: guard.start, end: statement.start, text: '' }, { start: statement.end, end: guard.end, text: '' });
    }
  }
  return edits;
};

/** Each `useAuth()` whose token is used, with the clients that stand in for it. */
const declarationsOf = ({ clients }) => {
  const byBinding = new Map();
  for (const client of clients.all) if (client.binding) byBinding.set(client.binding, [...(byBinding.get(client.binding) ?? []), client]);
  return [...byBinding].map(([binding, made]) => ({ binding, declarator: binding.node, clients: made }));
};

const onlyToken = ({ id }) => id.type === 'Identifier' || id.properties.length === 1;

const isDependency = (reference, { scope }) => {
  let node = reference;
  while (isMember(scope.parentOf(node)) && scope.parentOf(node).object === node) node = scope.parentOf(node);
  const list = scope.parentOf(node);
  const call = list.type === 'ArrayExpression' && scope.parentOf(list);
  return call?.type === 'CallExpression' && call.arguments.length > 1 && call.arguments.at(-1) === list && /^use\w*(Callback|Effect|Memo)$/.test(hookName(call, scope) ?? '') ? { node, list, call } : undefined;
};

/** Where a hook's token goes on being used: not replaced, and not in a list of dependencies. */
const kept = (binding, ctx) => {
  const replaced = new Set(ctx.plan.uses.map(({ source }) => source.reference));
  return binding.references.filter((reference) => !replaced.has(reference) && !isDependency(reference, ctx));
};

const declare = ({ binding, declarator, clients }, ctx) => {
  const { text, scope, style, imports, edits, plan } = ctx;
  const rest = kept(binding, ctx);
  const needed = clients.filter(({ requests }) => requests > 0);
  const statement = scope.parentOf(declarator);
  const lines = needed.map((client) => {
    const hook = imports.add('clerk-fetch/react', 'useAuthenticatedFetch');
    return `const ${client.name} = ${hook}(${ctx.clients.optionsText(client)})${style.semicolon}`;
  });
  const indent = style.eol + indentAt(text, statement.start);
  const after = () => lines.length && edits.push({ start: statement.end, end: statement.end, text: lines.map((line) => indent + line).join('') });
  if (rest.length) after();
  else if (onlyToken(declarator) && statement.declarations.length === 1) {
    if (lines.length) edits.push({ start: statement.start, end: statement.end, text: lines.join(indent) });
    else ctx.remove(statement);
  } else {
    if (declarator.id.type === 'ObjectPattern' && !onlyToken(declarator)) {
      edits.push(...withoutElements(text, declarator.id.properties, declarator.id.properties.filter(({ value }) => value === binding.id)));
    }
    after();
  }

  // Lists of dependencies
  const replaced = plan.uses.filter(({ source }) => source.binding === binding);
  for (const reference of binding.references) {
    const dependency = isDependency(reference, ctx);
    if (!dependency) continue;
    const { node, list, call } = dependency;
    const used = new Set(clientsWithin(call.arguments[0], replaced, ctx));
    const mine = [...(used.size || rest.length ? used : needed)].map(({ name: own }) => own).join(', ');
    const stays = rest.some((one) => scope.within(one, call.arguments[0]));
    if (!mine && rest.length) continue;
    if (!mine) edits.push(...withoutElements(text, list.elements, [node]));
    else if (stays) edits.push({ start: node.end, end: node.end, text: `, ${mine}` });
    else edits.push({ start: node.start, end: node.end, text: mine });
  }
};

const clientsWithin = (node, uses, { scope, plan }) => [
  ...[...plan.requests.values()].filter((request) => !request.replaced && scope.within(request.call, node)),
  ...plan.interceptors.filter((interceptor) => scope.within(interceptor.value, node)),
].map(({ client }) => client).filter((client) => uses.some(({ source }) => source.binding === client.binding));

/** One `createAuthenticatedFetch(…)` at the module's top for what asks the page's Clerk. */
const declareModule = ({ clients, imports, style }) => {
  for (const client of clients.all.filter(({ binding, requests }) => !binding && requests > 0)) {
    const make = imports.add('clerk-fetch', 'createAuthenticatedFetch');
    imports.line(`const ${client.name} = ${make}(${clients.optionsText(client)})${style.semicolon}`);
  }
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
    const [first] = client.unknown;
    if (!first) continue;
    const url = text.slice(first.start, first.end).replace(/\s+/g, ' ');
    const own = "`allowedOrigins: ['https://api.foo.com']` (or `baseUrl`)";
    const message = client.binding
      ? `where \`${url}\` goes is not known here. If it is another origin than the page's, add it: \`<ClerkFetchProvider options={{ baseUrl: 'https://api.foo.com' }}>\` around the app, or ${own} to the hook's options`
      : `where \`${url}\` goes is not known here. If it is another origin than the page's, add it: ${own} to \`createAuthenticatedFetch({ … })\``;
    notes.push({ at: first.start, message });
  }
  return notes;
};
