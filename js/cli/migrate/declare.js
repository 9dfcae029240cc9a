// The statements that make the new functions, in place of `useAuth()` and at the module's top.

import { endOf, indentAt, nextLine, withoutElements } from './edit.js';
import { bare, isMember } from './parse.js';
import { hookName } from './shapes.js';

/** Each `useAuth()` whose token is used, with the clients that stand in for it. */
export const declarationsOf = ({ clients }) => {
  const byBinding = new Map();
  for (const client of clients.all) if (client.binding) byBinding.set(client.binding, [...(byBinding.get(client.binding) ?? []), client]);
  return [...byBinding].map(([binding, made]) => ({ binding, declarator: binding.node, clients: made }));
};

/** Whether a component's markup uses a name: then it stays. */
const isInMarkup = ({ id }, { env }) => !!env.markup && new RegExp(`(?<![\\w$.])${id.name.replaceAll('$', '\\$')}(?![\\w$])`).test(env.markup);

export const onlyToken = ({ id }) => id.type === 'Identifier' || id.properties.length === 1;

const isDependency = (reference, { scope }) => {
  let node = reference;
  while (isMember(scope.parentOf(node)) && scope.parentOf(node).object === node) node = scope.parentOf(node);
  const list = scope.parentOf(node);
  const call = list.type === 'ArrayExpression' && scope.parentOf(list);
  if (call?.type !== 'CallExpression' || call.arguments.length < 2 || call.arguments.at(-1) !== list) return undefined;
  return /^use\w*(Callback|Effect|Memo)$/.test(hookName(call, scope) ?? '') ? { node, list, call } : undefined;
};

/** Whether the hook's token is not asked for any more: it is neither kept, nor in an option `getToken`. */
const isReplaced = ({ source, keepsToken, interceptor }) => !source.asText && (interceptor || !keepsToken);

/** Where a hook's token goes on being used: not replaced, and not in a list of dependencies. */
export const kept = (binding, ctx) => {
  const replaced = new Set(ctx.plan.uses.filter(isReplaced).map(({ source }) => source.reference));
  return binding.references.filter((reference) => !replaced.has(reference) && !isDependency(reference, ctx));
};

export const declare = ({ binding, declarator, clients }, ctx) => {
  const { text, scope, style, imports, edits, plan } = ctx;
  const rest = isInMarkup(binding, ctx) ? binding.references : kept(binding, ctx);
  const needed = clients.filter(({ requests }) => requests > 0);
  const statement = scope.parentOf(declarator);
  const end = endOf(text, statement);
  const lines = needed.map((client) => {
    const hook = client.isPlain ? imports.add('clerk-fetch', 'createAuthenticatedFetch') : imports.add('clerk-fetch/react', 'useAuthenticatedFetch');
    return ctx.clients.making(hook, client, indentAt(text, statement.start)) + style.semicolon;
  });
  const hook = bare(declarator.init);
  const isKept = !needed.some(({ isPlain }) => isPlain) && (rest.length || !onlyToken(declarator) || statement.declarations.length > 1);
  // Clerk's page shows the hook without its import.
  if (isKept && hook.callee?.name === 'useAuth' && !scope.bindingOf(hook.callee)) imports.add(ctx.env.clerkPackage ?? '@clerk/react', 'useAuth', 'useAuth');
  const indent = style.eol + indentAt(text, statement.start);
  const after = () => lines.length && edits.push({ start: end, end, text: lines.map((line) => indent + line).join('') });
  if (rest.length) after();
  else if (onlyToken(declarator) && statement.declarations.length === 1) {
    if (lines.length) edits.push({ start: statement.start, end, text: lines.join(indent) });
    else ctx.remove(statement);
  } else {
    if (declarator.id.type === 'ObjectPattern' && !onlyToken(declarator)) {
      edits.push(...withoutElements(text, declarator.id.properties, declarator.id.properties.filter(({ value }) => value === binding.id), ctx.ast.comments));
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
    const moved = plan.uses.filter((use) => use.source.asText && !use.keepsToken).map(({ source }) => source.reference);
    const stays = rest.some((one) => scope.within(one, call.arguments[0]) && !moved.includes(one));
    if (!mine && rest.length) continue;
    if (!mine) edits.push(...withoutElements(text, list.elements, [node], ctx.ast.comments));
    else if (stays) edits.push({ start: node.end, end: node.end, text: `, ${mine}` });
    else edits.push({ start: node.start, end: node.end, text: mine });
  }
};

const clientsWithin = (node, uses, { scope, plan }) => [
  ...[...plan.requests.values()].filter((request) => !request.replaced && scope.within(request.call, node)),
  ...plan.interceptors.filter(({ expression }) => scope.within(expression, node)),
].map(({ client }) => client).filter((client) => uses.some(({ source }) => source.binding === client.binding));

/** The outermost function around a node. */
const outermostFunction = (node, { functionOf }) => {
  let fn;
  for (let next = functionOf(node); next; next = functionOf(next)) fn = next;
  return fn;
};

/**
 * In a script each top-level name is the whole page's, and a second `const` of the same name would be an error: the function is made
 * inside of the function that calls it, or in the call itself.
 */
export const declareInScript = ({ clients, plan, style, scope, text, edits }) => {
  for (const client of clients.all) {
    const made = `ClerkFetch.createAuthenticatedFetch(${clients.optionsText(client)})`;
    const places = [...[...plan.requests.values()].filter((one) => one.client === client).map(({ call }) => call), ...plan.interceptors.filter((one) => one.client === client).map(({ expression }) => expression)];
    const functions = new Set(places.map((node) => outermostFunction(node, scope)));
    const [fn] = functions;
    if (functions.size !== 1 || fn?.body.type !== 'BlockStatement') {
      client.call = made;
      continue;
    }
    const [first] = fn.body.body;
    const isOnLine = text.slice(fn.body.start + 1, first.start).includes('\n');
    const at = isOnLine ? nextLine(text, fn.body.start) : fn.body.start + 1;
    const line = `const ${client.name} = ${made}`;
    edits.push({ start: at, end: at, text: isOnLine ? `${indentAt(text, first.start)}${line}${style.endBefore(text.slice(at))}${style.eol}` : ` ${line};` });
  }
};

/** One `createAuthenticatedFetch(…)` at the module's top for what asks the page's Clerk. */
export const declareModule = ({ clients, imports, style, scope, text, edits }) => {
  if (imports.isScript) return;
  for (const client of clients.all.filter(({ binding, requests }) => !binding && requests > 0)) {
    const make = imports.add('clerk-fetch', 'createAuthenticatedFetch');
    const line = clients.making(make, client, '');
    if (client.clerk) {
      const end = endOf(text, topStatement(client.clerk.node, scope));
      edits.push({ start: end, end, text: style.eol + line + style.endBefore(text.slice(end)) });
    } else imports.line(line);
  }
};

const topStatement = (node, { parentOf }) => {
  while (parentOf(node).type !== 'Program') node = parentOf(node);
  return node;
};
