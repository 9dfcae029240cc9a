// What a request's URL says of the origin that it goes to.

import { bare, isCall, isMember, nameOf } from './parse.js';

const UNKNOWN = { known: false };
const OWN = { known: true };

/** Of a text of which only the beginning may be known. */
const ofText = (text, complete) => {
  const [, origin, after] = /^(https?:\/\/[^/?#\\\s]+)(.?)/i.exec(text) ?? [];
  if (origin && (after || complete)) {
    try {
      return { known: true, origin: new URL(origin).origin };
    } catch {
      return UNKNOWN;
    }
  }
  if (/^[a-z][\w+.-]*:|^[\\/]{2}/i.test(text) || (!complete && !/^\.{0,2}\/[^/\\]/.test(text))) return UNKNOWN;
  return OWN;
};

/** `{ known, origin }`: `known` without `origin` is the page's own. */
export const originOf = (node, scope, depth = 4) => {
  node = bare(node);
  if (!node || depth === 0) return UNKNOWN;
  const again = (other) => originOf(other, scope, depth - 1);
  if (node.type === 'StringLiteral') return ofText(node.value, true);
  if (node.type === 'TemplateLiteral') {
    const [first, ...more] = node.quasis;
    if (first.value.cooked === '' && more.length) return startingWith(node.expressions[0], more[0].value.cooked, again);
    return ofText(first.value.cooked, !more.length);
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
    return one.known && other.known && one.origin === other.origin ? one : UNKNOWN;
  }
  if (node.type === 'NewExpression' && node.callee.name === 'URL') return again(node.arguments[1] ?? node.arguments[0]);
  if (isCall(node) && isMember(node.callee) && nameOf(node.callee) === 'toString') return again(node.callee.object);
  if (node.type === 'Identifier') {
    const binding = scope.bindingOf(node);
    const value = binding?.kind === 'const' && binding.node.id.type === 'Identifier' ? binding.node.init : undefined;
    return value ? again(value) : UNKNOWN;
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
  if (base.known && base.origin) return /^[/?#]/.test(after) || /\/$/.test(textOf(node)) ? base : UNKNOWN;
  return base;
};
