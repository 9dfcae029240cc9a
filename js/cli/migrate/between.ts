// Code between a token and its request: it ran once there was a token, and from now on it runs before.

import { isToken } from './clerk.ts';
import { walk } from './parse.ts';
import { isVariable, type Binding, type Scope } from './scope.ts';
import { Left, bare, idOf, is, isCall, isFunction, isMember, nameOf, type CallNode, type FunctionNode, type Node } from './tree.ts';

/** What of the platform only makes a value of what it is given. */
const MAKES = /^(String|Number|Boolean|BigInt|encodeURI(Component)?|decodeURI(Component)?|parseInt|parseFloat|isNaN|isFinite|structuredClone|btoa|atob|require)$/;
const OWNERS = /^(JSON|Object|Array|Math|Number|String|Date|URL|crypto|Intl|console)$/;
const CLASSES = /^(URL|URLSearchParams|Headers|FormData|Blob|File|Date|Map|Set|WeakMap|Request|Response|AbortController|Error|TypeError|RangeError|TextEncoder|TextDecoder|RegExp|Array|Object|Uint8Array|\w*Error)$/;

/** Methods that change nothing and say the same whenever they are called. */
const METHODS =
  /^(trim(Start|End)?|join|map|filter|flatMap|flat|slice|forEach|concat|to[A-Z]\w*|replace(All)?|split|includes|startsWith|endsWith|indexOf|find(Index|Last)?|some|every|reduce|at|charAt|entries|keys|values|pad(Start|End)|normalize|getTime|format\w*|has|stringify|text|json|blob|arrayBuffer|formData|bytes|valueOf|isArray|then|repeat|localeCompare)$/;

/** Names of functions that make a URL, headers or a body, or an identifier. */
const BUILDS = /^(build|make|create|to|format|serialize|stringify|encode|with|join|compose|resolve|normalize|clean|snake|camel|omit|pick|cn|qs|url|path|uuid|nanoid|v4|ulid|cuid|get|base|api)?_?\w*(url|uri|path|endpoint|route|headers|query|querystring|params|search|body|payload|options|init|json|string|id|uuid|case|nanoid|v4)$/i;

/** Of a page: what somebody else changes. */
const PAGE = /^(document|localStorage|sessionStorage|history|indexedDB|caches|cookieStore)$/;

const rootOf = (whole: Node): Node => {
  const node = bare(whole);
  return isMember(node) ? rootOf(node.object) : isCall(node) ? rootOf(node.callee) : node;
};

interface Place {
  scope: Scope;
  /** The function in which the code is. */
  fn: Node;
}

/** Whether an expression belongs to the function alone: a variable of its own, which is not another name for something of others. */
const isOwn = (whole: Node, { scope, fn }: Place): boolean => {
  const binding = scope.bindingOf(rootOf(whole));
  if (!binding || !isVariable(binding) || !scope.within(binding.id, fn)) return false;
  const init = bare(binding.node.init);
  return !init || !(isMember(init) || is(init, 'Identifier')) || isOwn(init, { scope, fn });
};

/** The function that a name of this file stands for. */
const declared = (binding: Binding | undefined): FunctionNode | undefined => {
  if (binding?.kind === 'function' && isFunction(binding.node)) return binding.node;
  const init = isVariable(binding) && binding.kind === 'const' ? bare(binding.node.init) : undefined;
  return isFunction(init) ? init : undefined;
};

const isParameter = (node: Node, scope: Scope) => scope.bindingOf(bare(node))?.kind === 'param';

/** Whether a call only makes a value. */
const isQuietCall = (call: CallNode, place: Place, depth: number): boolean => {
  const { scope } = place;
  const callee = bare(call.callee);
  if (is(callee, 'Import') || isToken(callee, scope)) return true;
  if (isMember(callee)) {
    const object = bare(callee.object);
    const name = nameOf(callee) ?? '';
    const isGlobal = is(object, 'Identifier') && !scope.bindingOf(object);
    if (isGlobal && OWNERS.test(object.name)) return name !== 'assign' || isOwnOrNew(call.arguments[0], place);
    if (METHODS.test(name) || isOwn(object, place)) return true;
    if (name === 'get' || name === 'getAll') return isParameter(object, scope) || /params|query|headers|form/i.test(idOf(object) ?? nameOf(object) ?? '');
    return BUILDS.test(name) && !/^(set|update|save|load|reset|next|use)/i.test(name);
  }
  const name = idOf(callee) ?? '';
  const binding = scope.bindingOf(callee);
  if (!binding) return MAKES.test(name);
  const fn = declared(binding);
  if (fn) return depth > 0 && !fn.async && !fn.generator && isQuiet(fn.body, { scope, fn }, depth - 1);
  return BUILDS.test(name) && !/^(set|update|save|load|reset|next|use)/i.test(name);
};

const isOwnOrNew = (node: Node | undefined, place: Place) => is(node, 'ObjectExpression', 'NewExpression') || (!!node && isOwn(node, place));

/** Whether one node does nothing that others see, and reads nothing that they change. */
const isQuietNode = (node: Node, place: Place, depth: number): boolean => {
  const { scope } = place;
  if (isCall(node)) return isQuietCall(node, place, depth);
  if (is(node, 'NewExpression')) {
    const name = idOf(node.callee) ?? '';
    return CLASSES.test(name) && !(name === 'FormData' && node.arguments.length > 0 && !isOwn(node.arguments[0] ?? node, place));
  }
  if (is(node, 'AssignmentExpression')) return isOwn(node.left, place) || is(node.left, 'ObjectPattern', 'ArrayPattern');
  if (is(node, 'UpdateExpression')) return isOwn(node.argument, place);
  if (is(node, 'UnaryExpression')) return node.operator !== 'delete' || isOwn(node.argument, place);
  if (is(node, 'YieldExpression')) return false;
  if (is(node, 'Identifier')) return !PAGE.test(node.name) || !!scope.bindingOf(node) || !isRead(node, scope);
  return !(isMember(node) && PAGE.test(nameOf(node) ?? '') && /^(window|globalThis|self)$/.test(idOf(bare(node.object)) ?? ''));
};

/** Whether an identifier is a variable there, and not a property's name. */
const isRead = (node: Node, scope: Scope) => {
  const parent = scope.parentOf(node);
  const key = scope.keyOf(node);
  return !(isMember(parent) && key === 'property' && !parent.computed) && key !== 'key';
};

/** A function that is written in place is run if it is an argument. */
const isLater = (node: Node, { scope, fn }: Place) => {
  let inner: Node | undefined = scope.functionOf(node);
  while (inner && inner !== fn) {
    const call = scope.parentOf(inner);
    if (!isCall(call) || call.callee === inner) return true;
    inner = scope.functionOf(inner);
  }
  return false;
};

const isQuiet = (whole: Node, place: Place, depth: number): boolean => {
  let isAll = true;
  walk(whole, (node) => {
    if (isAll && !isLater(node, place) && !isQuietNode(node, place, depth)) isAll = false;
  });
  return isAll;
};

const blockOf = (node: Node, scope: Scope) => {
  let block = scope.parentOf(node);
  while (block && !is(block, 'BlockStatement', 'Program', 'SwitchCase', 'StaticBlock')) block = scope.parentOf(block);
  return block;
};

/**
 * Without a token the code behind it does not run, and what it reads is read when there is one: such code must do nothing that others see, and read nothing that
 * they change. What comes behind another request of the same token runs as before.
 *
 * @throws Left
 */
export const checkQuiet = (asked: CallNode, call: CallNode, requests: readonly CallNode[], scope: Scope): void => {
  const place: Place = { scope, fn: scope.functionOf(asked) ?? scope.program };
  const [first] = requests.filter((one) => one.start < call.start && scope.within(call, blockOf(one, scope) ?? one)).sort((one, other) => one.start - other.start);
  const end = first ? first.end : call.end;
  walk(place.fn, (node) => {
    const isBetween = node.start >= asked.end && node.end <= end && !scope.within(call, node) && !(first && scope.within(first, node));
    if (isBetween && !isLater(node, place) && !isQuietNode(node, place, 3)) {
      throw new Left(call, 'the code between the token and this request does something, or reads what may change: it runs when there is a token, and would run before');
    }
  });
};

/** What an expression holds, in the order in which it is evaluated. */
const partsOf = (node: Node, child: Node): readonly (Node | null)[] => {
  if (is(node, 'ArrayExpression')) return node.elements;
  if (is(node, 'ObjectExpression')) return node.properties;
  if (is(node, 'SequenceExpression')) return node.expressions;
  return isCall(node) && node.callee !== child ? node.arguments : [];
};

/** Whether it asks for a token itself. */
const asks = (node: Node, scope: Scope) => {
  let found = false;
  walk(node, (each) => {
    if (isCall(each) && isToken(each.callee, scope)) found = true;
  });
  return found;
};

/**
 * `Promise.all([fetch(…), log()])`: what stands behind a request that is not waited for ran when there was a token, behind the request. It must do nothing
 * that others see, or be a request of the same token.
 *
 * @throws Left
 */
export const checkBeside = (asked: CallNode, call: CallNode, requests: readonly CallNode[], scope: Scope): void => {
  const place: Place = { scope, fn: scope.functionOf(asked) ?? scope.program };
  let child: Node = call;
  for (let parent = scope.parentOf(child); parent && parent !== place.fn && !is(parent, 'AwaitExpression'); [child, parent] = [parent, scope.parentOf(parent)]) {
    const parts = partsOf(parent, child);
    for (const part of parts.slice(parts.indexOf(child) + 1)) {
      if (!part) continue;
      walk(part, (node) => {
        const isRequest = requests.some((one) => scope.within(node, one)) || (isCall(node) && asks(node, scope));
        if (!isRequest && !isLater(node, place) && !isQuietNode(node, place, 3)) throw new Left(call, 'what stands beside this request does something: it runs behind the request, and would run before');
      });
    }
  }
};
