// How the surrounding code is written: quotes, semicolons, line ends, indentation.

import type { File } from './tree.ts';

export interface Style {
  readonly indent: string;
  readonly semicolon: string;
  readonly eol: string;
  /** How a statement ends before `rest`: without semicolons, a parenthesis would go on with it. */
  endBefore(rest: string): string;
  quoted(value: string): string;
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/** What follows blanks and comments. */
const firstCode = (text: string) => {
  let at = 0;
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at++;
    const isLine = text.startsWith('//', at);
    if (!isLine && !text.startsWith('/*', at)) return text.slice(at, at + 1);
    const end = isLine ? text.indexOf('\n', at) : text.indexOf('*/', at + 2);
    if (end < 0) return '';
    at = end + (isLine ? 1 : 2);
  }
};

export const styleOf = (text: string, ast: File): Style => {
  const { body } = ast.program;
  const plain = body.filter(({ type }) => /^(ImportDeclaration|VariableDeclaration|ExpressionStatement|ExportAllDeclaration)$/.test(type) || type.startsWith('Export'));
  const ended = plain.filter(({ start, end }) => /\S[ \t]*;$/.test(text.slice(start, end))).length;
  const own = count(text, /;[ \t]*\r?$/gm);
  const quote = count(text, /"(?:[^"\\\n]|\\.)*"/g) > count(text, /'(?:[^'\\\n]|\\.)*'/g) ? '"' : "'";
  const semicolon = ended || own > 1 ? ';' : '';
  return {
    indent: /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ',
    semicolon,
    endBefore: (rest) => (/^[([`+\-/*]/.test(firstCode(rest)) ? ';' : semicolon),
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    quoted: (value) => quote + value + quote,
  };
};
