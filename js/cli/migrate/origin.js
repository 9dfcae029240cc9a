// What a request's URL says of the origin that it goes to.

import { bare, isCall, isMember, nameOf } from './parse.js';
import { isEnvironment } from './source.js';

const UNKNOWN = { known: false };
const OWN = { known: true };

/** A whole host: what follows in the code begins a path. Should it go on with the host after all, that origin gets no token. */
const isWhole = (origin, after) => /[/?#\\]/.test(after) || (after === '' && /^https?:\/\/(localhost|[\w-]+(\.[\w-]+)+|\[[\da-f:]+\])(:\d+)?$/i.test(origin));

/** Of a text of which only the beginning may be known: `more` is the text behind what is not known. */
const ofText = (text, complete, more = '') => {
  const [, origin, after] = /^(https?:\/\/[^/?#\\\s]+)(.?)/i.exec(text) ?? [];
  if (origin && (complete || (isWhole(origin, after) && (after || !/^[\w.:@-]/.test(more))))) {
    try {
      return { known: true, origin: new URL(origin).origin };
    } catch {
      return UNKNOWN;
    }
  }
  if (/^[a-z][\w+.-]*:|^[\\/]{2}/i.test(text) || (!complete && !/^\.{0,2}\/[^/\\]/.test(text))) return UNKNOWN;
  return OWN;
};

/** A value of the environment, with a default or without: it can be written again at the top of the module. */
const isOfEnvironment = (node) => {
  node = bare(node);
  if (node.type === 'LogicalExpression' && /^(\|\||\?\?)$/.test(node.operator)) return isOfEnvironment(node.left) && (isOfEnvironment(node.right) || bare(node.right).type === 'StringLiteral');
  return isEnvironment(node);
};

/** `{ known, origin, env }`: `known` without `origin` is the page's own; `env` is an expression whose value is known to nobody here, `isMaybe` one that may be missing. */
export const originOf = (node, scope, isHook = false, depth = 4) => {
  node = bare(node);
  if (!node || depth === 0) return UNKNOWN;
  const again = (other) => originOf(other, scope, isHook, depth - 1);
  if (isOfEnvironment(node)) return { known: true, env: scope.text.slice(node.start, node.end), isMaybe: isEnvironment(node) };
  if (node.type === 'StringLiteral') return ofText(node.value, true);
  if (node.type === 'TemplateLiteral') {
    const [first, ...more] = node.quasis;
    if (first.value.cooked === '' && more.length) return startingWith(node.expressions[0], more[0].value.cooked, again);
    return ofText(first.value.cooked, !more.length, more[0]?.value.cooked);
  }
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    const left = bare(node.left);
    if (left.type === 'StringLiteral') return ofText(left.value, false);
    return left.type === 'BinaryExpression' ? again(left) : startingWith(left, textOf(node.right), again);
  }
  if (node.type === 'ConditionalExpression') {
    const [one, other] = [again(node.consequent), again(node.alternate)];
    if (bare(node.alternate).type === 'NullLiteral') return one;
    if (bare(node.consequent).type === 'NullLiteral') return other;
    return one.known && other.known && one.origin === other.origin && one.env === other.env ? one : UNKNOWN;
  }
  if (node.type === 'NewExpression' && node.callee.name === 'URL') return again(node.arguments[1] ?? node.arguments[0]);
  if (isCall(node) && isMember(node.callee) && nameOf(node.callee) === 'toString') return again(node.callee.object);
  if (node.type === 'Identifier') {
    const binding = scope.bindingOf(node);
    const value = binding?.kind === 'const' && binding.node.id.type === 'Identifier' ? binding.node.init : undefined;
    const found = value ? again(value) : UNKNOWN;
    return found.env && isHook && !scope.functionOf(binding.node) ? { ...found, env: node.name } : found;
  }
  return UNKNOWN;
};

const textOf = (node) => {
  node = bare(node);
  if (node.type === 'StringLiteral') return node.value;
  return node.type === 'TemplateLiteral' ? node.quasis[0].value.cooked : '';
};

/** `${API}/todos`: an origin that is followed by more than a path's beginning is another one. */
const startingWith = (node, after, again) => {
  const base = again(node);
  return base.known && (base.origin || base.env) && /^[\w.:@-]/.test(after) && !/\/$/.test(textOf(node)) ? UNKNOWN : base;
};
