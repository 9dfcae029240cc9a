// Source text to a tree, with each node's parent.

import { parse as parseText } from '@babel/parser';

const SHARED = ['decorators-legacy', 'explicitResourceManagement'];

/** What a file's name says of its language; JavaScript may be Flow's. */
const dialects = (file) => {
  if (/\.[mc]?ts$/.test(file)) return [['typescript']];
  if (file.endsWith('.tsx')) return [['typescript', 'jsx']];
  return [['jsx'], ['jsx', 'flow']];
};

const skipped = new Set(['loc', 'extra', 'leadingComments', 'trailingComments', 'innerComments', 'tokens', 'comments', 'errors']);

/** The nodes directly below, with the name of the field that holds each. */
function* childrenOf(node) {
  for (const [key, value] of Object.entries(node)) {
    if (skipped.has(key) || !value || typeof value !== 'object') continue;
    for (const child of Array.isArray(value) ? value : [value]) if (child?.type) yield [child, key];
  }
}

export const walk = (node, visit, parent, key) => {
  visit(node, parent, key);
  for (const [child, name] of childrenOf(node)) walk(child, visit, node, name);
};

/** @throws a SyntaxError with `loc`, of the first dialect */
export const parse = (text, file) => {
  const errors = [];
  for (const plugins of dialects(file)) {
    try {
      return parseText(text, {
        sourceType: 'unambiguous',
        plugins: [...plugins, ...SHARED],
        allowAwaitOutsideFunction: true,
        allowReturnOutsideFunction: true,
        allowUndeclaredExports: true,
      });
    } catch (error) {
      errors.push(error);
    }
  }
  throw errors[0];
};

/** `(x as T)!` is `x`. */
export const bare = (node) => {
  while (/^(TSAsExpression|TSNonNullExpression|TSSatisfiesExpression|TSTypeAssertion|ParenthesizedExpression|TypeCastExpression)$/.test(node?.type)) node = node.expression;
  return node;
};

export const isFunction = (node) => /^(ArrowFunctionExpression|FunctionExpression|FunctionDeclaration|ObjectMethod|ClassMethod|ClassPrivateMethod)$/.test(node.type);

export const isMember = (node) => node?.type === 'MemberExpression' || node?.type === 'OptionalMemberExpression';

export const isCall = (node) => node?.type === 'CallExpression' || node?.type === 'OptionalCallExpression';

/** The name of a member or of an object's property, where it is written out. */
export const nameOf = (node) => {
  const key = isMember(node) ? node.property : node.key;
  if (!node.computed && key.type === 'Identifier') return key.name;
  return key.type === 'StringLiteral' ? key.value : undefined;
};

/** What a function gives when its body is one expression, or one `return`. */
export const resultOf = (fn) => {
  if (fn.body.type !== 'BlockStatement') return fn.body;
  const [only, ...more] = fn.body.body;
  return only?.type === 'ReturnStatement' && !more.length ? only.argument : undefined;
};

/** The expression above casts and parentheses. */
export const above = (node, { parentOf }) => {
  let parent = parentOf(node);
  while (bare(parent) !== parent) [node, parent] = [parent, parentOf(parent)];
  return [parent, node];
};

/** `{}`, `null`, `undefined`. */
export const isEmptyObject = (node) => {
  const { type, name, properties } = bare(node);
  return type === 'NullLiteral' || name === 'undefined' || (type === 'ObjectExpression' && !properties.length);
};

/** Thrown for what is not understood: `node` is where. */
export class Left extends Error {
  constructor(node, why) {
    super(why);
    this.node = node;
  }
}
