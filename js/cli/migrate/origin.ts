// What a request's URL says of the origin that it goes to.

import { isEnvironment } from './places.ts';
import { isConstant, type Scope } from './scope.ts';
import { bare, idOf, is, isCall, isMember, nameOf, stringOf, type Node } from './tree.ts';

/** Where a URL goes: `known` without `origin` is the page's own. */
export interface Origin {
  known: boolean;
  origin?: string;
  /** An expression whose value is known to nobody here. */
  env?: string;
  /** It may be missing. */
  isMaybe?: boolean;
}

const UNKNOWN: Origin = { known: false };
const OWN: Origin = { known: true };

/** A whole host: what follows in the code begins a path. Should it go on with the host after all, that origin gets no token. */
const isWhole = (origin: string, after: string) => /[/?#\\]/.test(after) || (after === '' && /^https?:\/\/(localhost|[\w-]+(\.[\w-]+)+|\[[\da-f:]+\])(:\d+)?$/i.test(origin));

/** Of a text of which only the beginning may be known: `more` is the text behind what is not known. */
const ofText = (text = '', complete: boolean, more = ''): Origin => {
  const [, origin, after = ''] = /^(https?:\/\/[^/?#\\\s]+)(.?)/i.exec(text) ?? [];
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
const isOfEnvironment = (whole: Node): boolean => {
  const node = bare(whole);
  if (is(node, 'LogicalExpression') && node.operator !== '&&') return isOfEnvironment(node.left) && (isOfEnvironment(node.right) || is(bare(node.right), 'StringLiteral'));
  return isEnvironment(node);
};

export const originOf = (whole: Node | null | undefined, scope: Scope, isHook = false, depth = 4): Origin => {
  const node = bare(whole);
  if (!node || depth === 0) return UNKNOWN;
  const again = (other: Node | undefined) => originOf(other, scope, isHook, depth - 1);
  if (isOfEnvironment(node)) return { known: true, env: scope.text.slice(node.start, node.end), isMaybe: isEnvironment(node) };
  if (is(node, 'StringLiteral')) return ofText(node.value, true);
  if (is(node, 'TemplateLiteral')) {
    const [first, next] = node.quasis;
    const cooked = first?.value.cooked ?? '';
    if (cooked === '' && next) return startingWith(node.expressions[0], next.value.cooked, again);
    return ofText(cooked, !next, next?.value.cooked);
  }
  if (is(node, 'BinaryExpression') && node.operator === '+') {
    const left = bare(node.left);
    if (is(left, 'StringLiteral')) return ofText(left.value, false);
    return is(left, 'BinaryExpression') ? again(left) : startingWith(left, textOf(node.right), again);
  }
  if (is(node, 'ConditionalExpression')) {
    const [one, other] = [again(node.consequent), again(node.alternate)];
    if (is(bare(node.alternate), 'NullLiteral')) return one;
    if (is(bare(node.consequent), 'NullLiteral')) return other;
    return one.known && other.known && one.origin === other.origin && one.env === other.env ? one : UNKNOWN;
  }
  if (is(node, 'NewExpression') && idOf(node.callee) === 'URL') return again(node.arguments[1] ?? node.arguments[0]);
  if (isCall(node) && isMember(node.callee) && nameOf(node.callee) === 'toString') return again(node.callee.object);
  if (!is(node, 'Identifier')) return UNKNOWN;
  const binding = scope.bindingOf(node);
  if (!isConstant(binding) || !is(binding.node.id, 'Identifier') || !binding.node.init) return UNKNOWN;
  const found = again(binding.node.init);
  return found.env && isHook && !scope.functionOf(binding.node) ? { ...found, env: node.name } : found;
};

const textOf = (whole: Node | undefined) => {
  const node = bare(whole);
  return stringOf(node) ?? (is(node, 'TemplateLiteral') ? node.quasis[0]?.value.cooked : undefined) ?? '';
};

/** `${API}/todos`: an origin that is followed by more than a path's beginning is another one. */
const startingWith = (node: Node | undefined, after = '', again: (node: Node | undefined) => Origin) => {
  const base = again(node);
  return base.known && (base.origin || base.env) && /^[\w.:@-]/.test(after) && !/\/$/.test(textOf(node)) ? UNKNOWN : base;
};
