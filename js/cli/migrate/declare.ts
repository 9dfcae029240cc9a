// The statements that make the new functions, in place of `useAuth()` and at the module's top.

import type { Client } from './clients.ts';
import type { Context } from './context.ts';
import { endOf, indentAt, nextLine, withoutElements, wordOf } from './edit.ts';
import type { Scope, VariableBinding } from './scope.ts';
import { hookName } from './shapes.ts';
import { bare, idOf, is, isCall, isMember, type FunctionNode, type Node, type NodeOf } from './tree.ts';
import type { Use } from './uses.ts';

type Declarator = NodeOf<'VariableDeclarator'>;

/** A `useAuth()` whose token is used, with the clients that stand in for it. */
export interface HookDeclaration {
  binding: VariableBinding;
  declarator: Declarator;
  clients: Client[];
}

export const declarationsOf = ({ clients }: Context): HookDeclaration[] => {
  const byBinding = new Map<VariableBinding, Client[]>();
  for (const client of clients.all) if (client.binding) byBinding.set(client.binding, [...(byBinding.get(client.binding) ?? []), client]);
  return [...byBinding].map(([binding, made]) => ({ binding, declarator: binding.node, clients: made }));
};

/** Whether a component's markup uses a name: then it stays. */
const isInMarkup = ({ id }: VariableBinding, { env }: Context) => !!env.markup && wordOf(id.name).test(env.markup);

export const onlyToken = ({ id }: Declarator): boolean => !is(id, 'ObjectPattern') || id.properties.length === 1;

/** A place in a list of dependencies, with the call that has the list. */
interface Dependency {
  node: Node;
  list: NodeOf<'ArrayExpression'>;
  /** The function whose dependencies they are. */
  of: Node | undefined;
}

const dependencyOf = (reference: Node, { scope }: Context): Dependency | undefined => {
  let node = reference;
  for (let parent = scope.parentOf(node); isMember(parent) && parent.object === node; parent = scope.parentOf(node)) node = parent;
  const list = scope.parentOf(node);
  const call = is(list, 'ArrayExpression') ? scope.parentOf(list) : undefined;
  if (!is(list, 'ArrayExpression') || !is(call, 'CallExpression') || call.arguments.length < 2 || call.arguments.at(-1) !== list) return undefined;
  return /^use\w*(Callback|Effect|Memo)$/.test(hookName(call, scope) ?? '') ? { node, list, of: call.arguments[0] } : undefined;
};

/** Whether the hook's token is not asked for any more: it is neither kept, nor in an option `getToken`. */
const isReplaced = ({ source, keepsToken, interceptor }: Use) => !source.asText && (interceptor || !keepsToken);

/** Where a hook's token goes on being used: not replaced, and not in a list of dependencies. */
export const kept = (binding: VariableBinding, ctx: Context): Node[] => {
  const replaced = new Set<Node | undefined>(ctx.plan.uses.filter(isReplaced).map(({ source }) => source.reference));
  return binding.references.filter((reference) => !replaced.has(reference) && !dependencyOf(reference, ctx));
};

export const declare = ({ binding, declarator, clients }: HookDeclaration, ctx: Context): void => {
  const { text, scope, style, imports, edits } = ctx;
  const statement = scope.parentOf(declarator);
  if (!is(statement, 'VariableDeclaration')) return;
  const rest = isInMarkup(binding, ctx) ? binding.references : kept(binding, ctx);
  const needed = clients.filter(({ requests }) => requests > 0);
  const end = endOf(text, statement);
  const lines = needed.map((client) => {
    const hook = client.isPlain ? imports.add('clerk-fetch', 'createAuthenticatedFetch') : imports.add('clerk-fetch/react', 'useAuthenticatedFetch');
    return ctx.clients.making(hook, client, indentAt(text, statement.start)) + style.semicolon;
  });
  const hook = bare(declarator.init);
  const isKept = !needed.some(({ isPlain }) => isPlain) && (rest.length || !onlyToken(declarator));
  // Clerk's page shows the hook without its import.
  if (isKept && isCall(hook) && idOf(hook.callee) === 'useAuth' && !scope.bindingOf(hook.callee)) imports.add(ctx.env.clerkPackage ?? '@clerk/react', 'useAuth', 'useAuth');
  const indent = style.eol + indentAt(text, statement.start);
  const after = () => lines.length && edits.push({ start: end, end, text: lines.map((line) => indent + line).join('') });
  if (rest.length) after();
  else if (onlyToken(declarator) && statement.declarations.length === 1) {
    if (lines.length) edits.push({ start: statement.start, end, text: lines.join(indent) });
    else ctx.remove(statement);
  } else {
    const { id } = declarator;
    if (onlyToken(declarator)) ctx.removePart(statement, declarator);
    else if (is(id, 'ObjectPattern')) {
      const gone = id.properties.filter((one) => is(one, 'ObjectProperty') && one.value === binding.id);
      edits.push(...withoutElements(text, id.properties, gone, ctx.comments));
    }
    after();
  }
  replaceDependencies(binding, rest, needed, ctx);
};

/** In lists of dependencies, a hook's token becomes the functions that stand in for it. */
const replaceDependencies = (binding: VariableBinding, rest: readonly Node[], needed: readonly Client[], ctx: Context) => {
  const { text, scope, edits, plan } = ctx;
  const replaced = plan.uses.filter(({ source }) => source.binding === binding);
  const moved = new Set<Node | undefined>(plan.uses.filter((use) => use.source.asText && !use.keepsToken).map(({ source }) => source.reference));
  for (const reference of binding.references) {
    const dependency = dependencyOf(reference, ctx);
    if (!dependency?.of) continue;
    const { node, list, of } = dependency;
    const used = new Set(clientsWithin(of, replaced, ctx));
    const mine = [...(used.size || rest.length ? used : needed)].map(({ name }) => name).join(', ');
    const stays = rest.some((one) => scope.within(one, of) && !moved.has(one));
    if (!mine && rest.length) continue;
    if (!mine) edits.push(...withoutElements(text, list.elements, [node], ctx.comments));
    else if (stays) edits.push({ start: node.end, end: node.end, text: `, ${mine}` });
    else edits.push({ start: node.start, end: node.end, text: mine });
  }
};

const clientsWithin = (node: Node, uses: readonly Use[], { scope, plan }: Context) =>
  [
    ...[...plan.requests.values()].filter((request) => !request.replaced && scope.within(request.call, node)),
    ...plan.interceptors.filter(({ expression }) => scope.within(expression, node)),
  ]
    .map(({ client }) => client)
    .filter((client) => uses.some(({ source }) => source.binding === client.binding));

/** The outermost function around a node. */
const outermostFunction = (node: Node, { functionOf }: Scope) => {
  let fn: FunctionNode | undefined;
  for (let next = functionOf(node); next; next = functionOf(next)) fn = next;
  return fn;
};

/**
 * In a script each top-level name is the whole page's, and a second `const` of the same name would be an error: the function is made
 * inside of the function that calls it, or in the call itself.
 */
export const declareInScript = ({ clients, plan, style, scope, text, edits }: Context): void => {
  for (const client of clients.all) {
    const made = `ClerkFetch.createAuthenticatedFetch(${clients.optionsText(client)})`;
    const places: Node[] = [...[...plan.requests.values()].filter((one) => one.client === client).map(({ call }) => call), ...plan.interceptors.filter((one) => one.client === client).map(({ expression }) => expression)];
    const [fn, ...more] = new Set(places.map((node) => outermostFunction(node, scope)));
    const first = fn && is(fn.body, 'BlockStatement') ? fn.body.body[0] : undefined;
    if (more.length || !fn || !first) {
      client.call = made;
      continue;
    }
    const isOnLine = text.slice(fn.body.start + 1, first.start).includes('\n');
    const at = isOnLine ? nextLine(text, fn.body.start) : fn.body.start + 1;
    const line = `const ${client.name} = ${made}`;
    edits.push({ start: at, end: at, text: isOnLine ? `${indentAt(text, first.start)}${line}${style.endBefore(text.slice(at))}${style.eol}` : ` ${line};` });
  }
};

/** One `createAuthenticatedFetch(…)` at the module's top for what asks the page's Clerk. */
export const declareModule = ({ clients, imports, style, scope, text, edits }: Context): void => {
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

const topStatement = (node: Node, { parentOf }: Scope) => {
  let top = node;
  for (let parent = parentOf(top); parent && !is(parent, 'Program'); parent = parentOf(top)) top = parent;
  return top;
};
