// The statements that make the new functions, in place of `useAuth()` and at the module's top.

import { endOf, indentAt, withoutElements } from './edit.js';
import { isMember } from './parse.js';
import { hookName } from './shapes.js';

/** Each `useAuth()` whose token is used, with the clients that stand in for it. */
export const declarationsOf = ({ clients }) => {
  const byBinding = new Map();
  for (const client of clients.all) if (client.binding) byBinding.set(client.binding, [...(byBinding.get(client.binding) ?? []), client]);
  return [...byBinding].map(([binding, made]) => ({ binding, declarator: binding.node, clients: made }));
};

export const onlyToken = ({ id }) => id.type === 'Identifier' || id.properties.length === 1;

const isDependency = (reference, { scope }) => {
  let node = reference;
  while (isMember(scope.parentOf(node)) && scope.parentOf(node).object === node) node = scope.parentOf(node);
  const list = scope.parentOf(node);
  const call = list.type === 'ArrayExpression' && scope.parentOf(list);
  if (call?.type !== 'CallExpression' || call.arguments.length < 2 || call.arguments.at(-1) !== list) return undefined;
  return /^use\w*(Callback|Effect|Memo)$/.test(hookName(call, scope) ?? '') ? { node, list, call } : undefined;
};

/** Where a hook's token goes on being used: not replaced, and not in a list of dependencies. */
export const kept = (binding, ctx) => {
  const replaced = new Set(ctx.plan.uses.filter(({ keeps }) => !keeps).map(({ source }) => source.reference));
  return binding.references.filter((reference) => !replaced.has(reference) && !isDependency(reference, ctx));
};

export const declare = ({ binding, declarator, clients }, ctx) => {
  const { text, scope, style, imports, edits, plan } = ctx;
  const rest = kept(binding, ctx);
  const needed = clients.filter(({ requests }) => requests > 0);
  const statement = scope.parentOf(declarator);
  const end = endOf(text, statement);
  const lines = needed.map((client) => {
    const hook = imports.add('clerk-fetch/react', 'useAuthenticatedFetch');
    return `const ${client.name} = ${hook}(${ctx.clients.optionsText(client)})${style.semicolon}`;
  });
  const indent = style.eol + indentAt(text, statement.start);
  const after = () => lines.length && edits.push({ start: end, end, text: lines.map((line) => indent + line).join('') });
  if (rest.length) after();
  else if (onlyToken(declarator) && statement.declarations.length === 1) {
    if (lines.length) edits.push({ start: statement.start, end, text: lines.join(indent) });
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
export const declareModule = ({ clients, imports, style, scope, text, edits }) => {
  for (const client of clients.all.filter(({ binding, requests }) => !binding && requests > 0)) {
    const make = imports.add('clerk-fetch', 'createAuthenticatedFetch');
    const line = `const ${client.name} = ${make}(${clients.optionsText(client)})`;
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
