// Source text to a tree.

import { parse as parseText, type ParserOptions, type ParserPlugin } from '@babel/parser';
import type { File, Node } from './tree.ts';

const SHARED: ParserPlugin[] = ['decorators-legacy', 'decoratorAutoAccessors', 'explicitResourceManagement'];

/** What a file's name says of its language; JavaScript may be Flow's. */
const dialects = (file: string): ParserPlugin[][] => {
  if (/\.[mc]?ts$/.test(file)) return [['typescript']];
  if (file.endsWith('.tsx')) return [['typescript', 'jsx']];
  return [['jsx'], ['jsx', 'flow']];
};

const skipped = new Set(['loc', 'extra', 'leadingComments', 'trailingComments', 'innerComments', 'tokens', 'comments', 'errors']);

const isNode = (value: unknown): value is Node => !!value && typeof value === 'object' && 'type' in value && !!value.type;

const entriesOf = (node: object): [key: string, value: unknown][] => Object.entries(node);

/** The nodes directly below, with the name of the field that holds each. */
function* childrenOf(node: Node): Generator<[child: Node, key: string]> {
  for (const [key, value] of entriesOf(node)) {
    if (skipped.has(key) || !value || typeof value !== 'object') continue;
    const children: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const child of children) if (isNode(child)) yield [child, key];
  }
}

export type Visit = (node: Node, parent: Node | undefined, key: string | undefined) => void;

export const walk = (node: Node, visit: Visit, parent?: Node, key?: string): void => {
  visit(node, parent, key);
  for (const [child, name] of childrenOf(node)) walk(child, visit, node, name);
};

const optionsWith = (plugins: ParserPlugin[]): ParserOptions => ({
  sourceType: 'unambiguous',
  plugins: [...plugins, ...SHARED],
  allowAwaitOutsideFunction: true,
  allowReturnOutsideFunction: true,
  allowUndeclaredExports: true,
});

/** @throws a SyntaxError with `loc`, of the first dialect */
export const parse = (text: string, file: string): File => {
  const errors: unknown[] = [];
  for (const plugins of dialects(file)) {
    try {
      return parseText(text, optionsWith(plugins)) as File;
    } catch (error) {
      errors.push(error);
    }
  }
  throw errors[0];
};

/** Where a text needs semicolons to be code; undefined if something else is wrong with it too. */
export const missingSemicolons = (text: string, file: string): number[] | undefined => {
  for (const plugins of dialects(file)) {
    try {
      const errors = parseText(text, { ...optionsWith(plugins), errorRecovery: true }).errors ?? [];
      if (errors.every(({ reasonCode }) => reasonCode === 'MissingSemicolon')) return errors.map((error) => ('pos' in error && typeof error.pos === 'number' ? error.pos : 0));
    } catch {
      // Another dialect may fit.
    }
  }
  return undefined;
};
