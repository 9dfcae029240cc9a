// Where a token goes that is left as it is: the reason, in words that are true of the place, and the page that goes on.

import { importOf } from './clerk.ts';
import { isVariable, type Scope } from './scope.ts';
import { above, bare, idOf, is, isCall, isFunction, isMember, nameOf, type CallNode, type Node, type NodeOf } from './tree.ts';

/** A client or a socket, and the page that says what to do with its token. */
export interface Client {
  name: string;
  page: string;
}

type Calling = CallNode | NodeOf<'NewExpression'>;

const OTHERS = 'docs/other-clients.md';
const SOCKETS = 'docs/migrate.md#sockets';

/** Packages that take headers or a token, by what they are imported from. */
const CLIENTS: [from: RegExp, name: string | undefined, page: string][] = [
  [/^@trpc\//, 'tRPC', OTHERS],
  [/^(@apollo\/|apollo-)/, 'Apollo', OTHERS],
  [/^(urql|@urql\/)/, 'urql', OTHERS],
  [/^@reduxjs\/toolkit\/query/, 'RTK Query', OTHERS],
  [/^openapi-(fetch|react-query)/, 'openapi-fetch', OTHERS],
  [/^(graphql-request|graphql-ws|graphql-sse)/, 'a GraphQL client', OTHERS],
  [/^(ky|ofetch|wretch|redaxios|got|superagent|undici)$/, undefined, OTHERS],
  [/^@supabase\//, 'Supabase', OTHERS],
  [/^(@ai-sdk\/|ai$)/, 'the AI SDK', OTHERS],
  [/^@microsoft\/fetch-event-source/, 'fetch-event-source', OTHERS],
  [/^(@orpc\/|hono)/, undefined, OTHERS],
  [/^(socket\.io-client|partysocket|ws|pusher-js|@microsoft\/signalr|reconnecting-websocket|phoenix|@hocuspocus\/provider|y-websocket|convex)/, 'a socket', SOCKETS],
  [/^axios$/, 'axios', 'docs/migrating-from-axios.md'],
];

const callee = (call: Calling, text: string) => {
  const name = text.slice(call.callee.start, call.callee.end).replace(/\s+/g, '');
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
};

const rootOf = (node: Node): Node => {
  const root = bare(node);
  if (isMember(root)) return rootOf(root.object);
  return isCall(root) ? rootOf(root.callee) : root;
};

/** The client or socket that a call belongs to, by the import of its name. */
const clientOf = (node: Calling, scope: Scope): Client | undefined => {
  const root = rootOf(node.callee);
  const name = idOf(root) ?? '';
  const binding = is(root, 'Identifier') ? scope.bindingOf(root) : undefined;
  const made = isVariable(binding) ? bare(binding.node.init) : undefined;
  const from = importOf(root, scope)?.from ?? (isCall(made) || is(made, 'NewExpression') ? importOf(rootOf(made.callee), scope)?.from : undefined);
  if (!binding && /^(WebSocket|EventSource)$/.test(name)) return { name: `\`${name}\``, page: SOCKETS };
  if (!binding && name === 'XMLHttpRequest') return { name: 'XMLHttpRequest', page: OTHERS };
  const found = CLIENTS.find(([pattern]) => from !== undefined && pattern.test(from));
  return found && { name: found[1] ?? `'${from}'`, page: found[2] };
};

/** Names of objects that are sockets in most code. */
const isSocketLike = (text: string) => /socket|websocket|\bws\b|\bio\b|channel|centrifug|pusher|ably/i.test(text);

const MINUTE = 'a token lives for a minute, so let that module ask for it at each request (docs/vanilla.md)';

/** The same of `getToken` itself. */
export const ofFunction = (why: string): string => why.replace(/^the token/, '`getToken`').replace(MINUTE, 'the module that sends it is looked at by itself');

/** The nearest call, `new`, or known client around a node: a token in an option of one is that client's. */
export const clientAround = (node: Node, scope: Scope): Client | undefined => {
  for (let parent = scope.parentOf(node); parent; parent = scope.parentOf(parent)) {
    if (!isCall(parent) && !is(parent, 'NewExpression')) continue;
    const found = clientOf(parent, scope);
    if (found) return found;
  }
  return undefined;
};

export const goesOn = ({ name, page }: Client): string => `the token goes to ${name}: see ${page}`;

/** The sentence for what becomes of the token (or of the promise of it) at `node`. */
export const destinationOf = (node: Node, scope: Scope, text: string): string => {
  const [parent, child] = above(node, scope);
  if (parent.type === 'AwaitExpression') return destinationOf(parent, scope, text);
  const client = clientAround(node, scope);
  if (client) return goesOn(client);
  if (isMember(parent) && parent.object === child) {
    const name = nameOf(parent);
    const then = name === 'then' ? scope.parentOf(parent) : undefined;
    const taker = isCall(then) && is(then.arguments[0], 'Identifier') ? then.arguments[0].name : undefined;
    if (taker !== undefined) return `the token is kept by \`${taker}()\`, and lives for a minute only: ask for it at each request`;
    if (name === 'then') return 'the token is taken by `.then()`: with `await` in an `async` function it is understood';
    return `\`.${name}\` of the token is used here`;
  }
  if (isCall(parent) || is(parent, 'NewExpression')) return toCall(parent, scope, text);
  if (parent.type === 'ArrayExpression') {
    const call = scope.parentOf(parent);
    if (isCall(call)) return `the token is one of several in \`${callee(call, text)}()\``;
  }
  if (parent.type === 'ObjectProperty') return toProperty(parent, scope, text);
  if (parent.type === 'ReturnStatement' || (isFunction(parent) && parent.body === child)) return 'the token is given back to whoever calls this function: what they send it to is not seen here';
  if (parent.type === 'AssignmentExpression') {
    const target = text.slice(parent.left.start, parent.left.end).replace(/\s+/g, ' ');
    return isMember(parent.left) && isSocketLike(target) ? `the token is put into \`${target}\`: for sockets see ${SOCKETS}` : `the token is assigned to \`${target}\`, which is not followed`;
  }
  if (parent.type === 'TemplateLiteral' || parent.type === 'BinaryExpression') {
    if (parent.type === 'BinaryExpression' && /^[!=]==?$/.test(parent.operator)) return 'the token is compared here';
    return inText(parent, scope, text);
  }
  if (parent.type === 'LogicalExpression' && parent.operator !== '&&' && parent.left === child) return destinationOf(parent, scope, text);
  if (parent.type === 'ConditionalExpression' || parent.type === 'LogicalExpression') return 'the token is part of a condition that is not understood';
  if (parent.type === 'VariableDeclarator') return parent.id.type === 'Identifier' ? `\`${parent.id.name}\` is not followed further` : 'the token is taken apart here';
  if (parent.type === 'JSXExpressionContainer' || parent.type === 'JSXAttribute') return 'the token is handed to a component';
  if (parent.type === 'ExpressionStatement') return 'the token is asked for, but not sent from here';
  if (parent.type === 'SpreadElement') return 'the token is spread into something';
  return 'the token goes somewhere that is not understood';
};

const toCall = (call: Calling, scope: Scope, text: string) => {
  const name = callee(call, text);
  if (isSocketLike(name)) return `the token goes to \`${name}()\`: for sockets see ${SOCKETS}`;
  if (/^console\./.test(name)) return `the token is printed, by \`${name}()\``;
  if (/(^|\.)(setRequestHeader)$/.test(name)) return `the token goes to \`${name}()\`: for XMLHttpRequest see ${OTHERS}`;
  if (/(sessionStorage|localStorage|SecureStore|AsyncStorage|cookie)/i.test(name)) return `the token is stored, by \`${name}()\``;
  const isModule = is(call.callee, 'Identifier') && /^[./@~#]/.test(importOf(call.callee, scope)?.from ?? '');
  return `the token is handed to \`${name}()\`${isModule ? `, which stays: ${MINUTE}` : ', which is not followed'}`;
};

const toProperty = (property: NodeOf<'ObjectProperty'>, scope: Scope, text: string) => {
  const name = nameOf(property);
  if (/^authorization$/i.test(name ?? '')) return 'the `Authorization` header has the token without `Bearer`, or under a condition that is not understood';
  const object = scope.parentOf(property);
  const holder = object && scope.parentOf(object);
  if (isCall(holder)) return toCall(holder, scope, text);
  const assigned = is(holder, 'AssignmentExpression') ? text.slice(holder.left.start, holder.left.end) : '';
  if (name === 'auth' || isSocketLike(name ?? '') || isSocketLike(assigned)) return `the token is in \`${name}\`: for sockets see ${SOCKETS}`;
  return `the token is put into an object, as \`${name ?? '[…]'}\``;
};

const inText = (node: Node, scope: Scope, text: string) => {
  const [holder] = above(node, scope);
  if (isCall(holder) && isSocketLike(callee(holder, text))) return toCall(holder, scope, text);
  const source = text.slice(node.start, node.end);
  if (/[?&][\w-]*(token|auth|jwt|key)[\w-]*=/i.test(source) || /^[`'"]?wss?:/.test(source)) return `the token is put into a URL: for sockets see ${SOCKETS}`;
  if (/bearer/i.test(source)) return 'the token is in a text that is more than `Bearer <token>`';
  return 'the token is put into a text that is not `Bearer <token>`';
};
