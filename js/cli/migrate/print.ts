// What is shown: a unified diff, coloured on a terminal. A name or a line of somebody's code tells the terminal nothing.

import { structuredPatch } from 'diff';

const COLOURS: Record<string, number> = { '-': 31, '+': 32, '@': 36 };

/** As https://no-color.org and https://force-color.org have it. */
const coloured = () => {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return !NO_COLOR && process.stdout.isTTY === true;
};

export type Paint = (code: number, text: string) => string;

export const painter =
  (on = coloured()): Paint =>
  (code, text) =>
    (on ? `\x1b[${code}m${text}\x1b[0m` : text);

/** Control characters, and those that turn the direction of text, as they would be written in code. */
export const shown = (text: string): string =>
  text.replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (unit) => {
    const code = unit.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });

/** More than this is no diff that somebody reads, and takes long to make. */
const LONG = 400_000;

export const diffOf = (file: string, before: string, after: string, paint: Paint): string => {
  const path = shown(file.replaceAll('\\', '/'));
  const header = [`--- a/${path}`, `+++ b/${path}`].map((line) => paint(1, line));
  if (before.length > LONG) return [...header, 'The file is too long to be shown.', ''].join('\n');
  const unix = (text: string) => text.replaceAll('\r\n', '\n');
  const { hunks } = structuredPatch('', '', unix(before), unix(after), undefined, undefined, { context: 3 });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: changed }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...changed.map((line) => shown(line.replace('\uFEFF', ''))),
  ]);
  const inColour = (line: string) => {
    const colour = COLOURS[line.charAt(0)];
    return colour ? paint(colour, line) : line;
  };
  return [...header, ...lines.map(inColour), ''].join('\n');
};
