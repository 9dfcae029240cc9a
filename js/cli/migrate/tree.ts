// The nodes of a syntax tree, as Babel's parser makes them, and the questions that are asked of one node.

import type * as Babel from '@babel/types';

/** Babel's types leave open whether a node has a place in the text: one that was parsed has. */
type Parsed<T> = T extends Babel.Node | Babel.Comment ? Placed<T> : T extends readonly (infer Item)[] ? Parsed<Item>[] : T;
type Placed<T> = { [Key in keyof T as Key extends 'start' | 'end' ? never : Key]: Parsed<T[Key]> } & Range;

/** A part of the text, in UTF-16 code units. */
export interface Range {
  start: number;
  end: number;
}

export type Node = Parsed<Babel.Node>;
export type Kind = Node['type'];
export type NodeOf<K extends Kind> = Extract<Node, { type: K }>;
export type Comment = Parsed<Babel.Comment>;
export type File = NodeOf<'File'>;

export type CallNode = NodeOf<'CallExpression' | 'OptionalCallExpression'>;
export type MemberNode = NodeOf<'MemberExpression' | 'OptionalMemberExpression'>;
export type FunctionNode = NodeOf<(typeof FUNCTIONS)[number]>;
export type ObjectNode = NodeOf<'ObjectExpression'>;

type Maybe = Node | null | undefined;

/** Whether a node is of one of these kinds. */
export const is = <K extends Kind>(node: Maybe, ...kinds: K[]): node is NodeOf<K> => {
  const all: readonly string[] = kinds;
  return !!node && all.includes(node.type);
};

const FUNCTIONS = ['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration', 'ObjectMethod', 'ClassMethod', 'ClassPrivateMethod'] as const;

export const isFunction = (node: Maybe): node is FunctionNode => is(node, ...FUNCTIONS);

export const isMember = (node: Maybe): node is MemberNode => is(node, 'MemberExpression', 'OptionalMemberExpression');

export const isCall = (node: Maybe): node is CallNode => is(node, 'CallExpression', 'OptionalCallExpression');

export const isStatement = (node: Node): boolean => node.type.endsWith('Statement');

const isCast = (node: Maybe) =>
  is(node, 'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'ParenthesizedExpression', 'TypeCastExpression');

/** `(x as T)!` is `x`. */
export function bare(node: Node): Node;
export function bare(node: Maybe): Node | undefined;
export function bare(node: Maybe): Node | undefined {
  while (is(node, 'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'ParenthesizedExpression', 'TypeCastExpression')) node = node.expression;
  return node ?? undefined;
}

/** The expression above casts and parentheses, and the one that stands in it. */
export const above = (node: Node, { parentOf, program }: { parentOf(node: Node): Node | undefined; program: Node }): [parent: Node, child: Node] => {
  let parent = parentOf(node) ?? program;
  while (isCast(parent)) [node, parent] = [parent, parentOf(parent) ?? program];
  return [parent, node];
};

/** The name of a member or of an object's property, where it is written out. */
export const nameOf = (node: Maybe): string | undefined => {
  const keyed = isMember(node) || is(node, 'ObjectProperty', 'ObjectMethod', 'ClassMethod', 'ClassProperty') ? node : undefined;
  if (!keyed) return undefined;
  const key = isMember(keyed) ? keyed.property : keyed.key;
  if (!keyed.computed && key.type === 'Identifier') return key.name;
  return stringOf(key);
};

/** The name of an identifier. */
export const idOf = (node: Maybe): string | undefined => (is(node, 'Identifier') ? node.name : undefined);

export const stringOf = (node: Maybe): string | undefined => (is(node, 'StringLiteral') ? node.value : undefined);

/** The property of an object literal that has this name. */
export const propertyOf = (object: Maybe, name: string | RegExp): NodeOf<'ObjectProperty'> | undefined => {
  if (!is(object, 'ObjectExpression')) return undefined;
  for (const one of object.properties) {
    const own = nameOf(one);
    if (is(one, 'ObjectProperty') && own !== undefined && (typeof name === 'string' ? own === name : name.test(own))) return one;
  }
  return undefined;
};

/** What a function gives when its body is one expression, or one `return`. */
export const resultOf = (fn: FunctionNode): Node | null | undefined => {
  if (fn.body.type !== 'BlockStatement') return fn.body;
  const [only, ...more] = fn.body.body;
  return is(only, 'ReturnStatement') && !more.length ? only.argument : undefined;
};

/** `{}`, `null`, `undefined`. */
export const isEmptyObject = (node: Node): boolean => {
  const inner = bare(node);
  return inner.type === 'NullLiteral' || idOf(inner) === 'undefined' || (inner.type === 'ObjectExpression' && !inner.properties.length);
};

/** As `isEmptyObject`, and `''`. */
export const isEmpty = (node: Node): boolean => isEmptyObject(node) || stringOf(bare(node)) === '';

/** Thrown for what is not understood: `node` is where. */
export class Left extends Error {
  constructor(
    readonly node: Node,
    why: string,
  ) {
    super(why);
  }
}
