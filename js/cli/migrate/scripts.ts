// The scripts of a component without the parser of its framework.

import type { Range } from './tree.ts';

/** A script in a component. */
export interface Script extends Range {
  lang: string | undefined;
}

const TAG = /<(\/?)script\b/gi;
const OPENING = /<script((?:\s+[^\s"'<>=/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+))?)*)\s*>/iy;

const isAtLineStart = (text: string, at: number) => at === 0 || text[at - 1] === '\n';

/** Whether a place is in a comment, or in a `<template>` that begins a line: `before` is the markup in front of it. */
const isInside = (before: string) => {
  const count = (pattern: RegExp) => before.match(pattern)?.length ?? 0;
  return before.lastIndexOf('<!--') > before.lastIndexOf('-->') || count(/^<template\b/gm) !== count(/^<\/template>/gm);
};

/**
 * The scripts of a component that is written as nearly all are: each begins a line, outside of comments and of the template, and there is no
 * other `<script` in the file. Undefined for any other component: only its framework's parser knows what is a script in it.
 */
export const scriptsIn = (text: string): Script[] | undefined => {
  const tags = [...text.matchAll(TAG)];
  const scripts: Script[] = [];
  let markup = '';
  let at = 0;
  for (let index = 0; index < tags.length; index += 2) {
    const [opening, closing] = [tags[index], tags[index + 1]];
    if (!opening || !closing || opening[1] || !closing[1] || !isAtLineStart(text, opening.index)) return undefined;
    markup += text.slice(at, opening.index);
    OPENING.lastIndex = opening.index;
    const attributes = OPENING.exec(text)?.[1];
    if (attributes === undefined || isInside(markup)) return undefined;
    const start = OPENING.lastIndex;
    if (start > closing.index) return undefined;
    const lang = /\slang\s*=\s*["']?([\w-]+)/i.exec(attributes)?.[1];
    if (!/\ssrc\s*=/i.test(attributes)) scripts.push({ start, end: closing.index, lang });
    at = closing.index;
  }
  return tags.length > 4 ? undefined : scripts;
};
