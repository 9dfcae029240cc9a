// What an error may keep of values that others made: no token, in whichever spelling, and in whichever part of them.

import { tagOf } from '../core/kind.ts';

/** One character as it is, escaped as in JSON or HTML, or percent-encoded, with the padding of base64 behind it. */
const SPELLED = /(?:(?:%(?:25)*|\\+[ux]0*|&#x)([\da-f]{2});?|\\*([^]))(?:=|%3D)*/gi;

/** One character for each match of `SPELLED`; base64's own letters become those of base64url. */
const plainOf = (text: string) =>
  text.replace(SPELLED, (_, hex, character) => {
    const plain = character ?? String.fromCharCode(parseInt(hex, 16));
    return '-_'['+/'.indexOf(plain)] ?? plain;
  });

/** A text without the tokens, and without the beginning of one at its end. A token as short as a word is masked as a word. */
const masked = (tokens: readonly string[], text: string): string => {
  const plain = plainOf(text);
  const units: string[] = text.match(SPELLED) ?? [];
  for (const token of tokens.map(plainOf)) {
    for (let at = -1; (at = plain.indexOf(token.slice(0, 8), at + 1)) >= 0; ) {
      const end = at + token.length;
      const isOtherWord = !token[8] && /\w/.test(plain.charAt(at - 1) + plain.charAt(end));
      // A text that is cut off may end within an escaped character.
      if (isOtherWord || !(plain.startsWith(token, at) || (end > plain.length && token.startsWith(plain.slice(at, -6))))) continue;
      units.fill('', at, end);
      units[at] = '[token]';
    }
  }
  return units.join('');
};

/** What throws when it is read shows nothing. */
const attempt = <Value>(read: () => Value): Value | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** All that a copy of an error has. */
const OF_ERRORS = ['name', 'message', 'code', 'stack'];

/** What all of can be looked into. */
const IS_OPEN = /^(Object|Array|Date|RegExp|Error|.*Exception)$/;

/** Whether a token can be in a value: it is, or there is what nobody can look into. */
const isTainted = (mask: (text: any) => unknown, root: unknown): boolean => {
  /** What is found is appended, and so comes up in the loop: nothing recurs. */
  const found = new Set<any>([root]);
  for (const value of found) {
    if (found.size > 1e6 || mask(value) !== value) return true;
    if (typeof value !== 'object' || !value) continue;
    if (!IS_OPEN.test(attempt(() => tagOf(value)) ?? 'Object')) return true;
    for (const key of [...(attempt(() => Reflect.ownKeys(value)) ?? []), ...OF_ERRORS]) found.add(key).add(attempt(() => value[key]));
  }
  return false;
};

/** A value as it is where none of the tokens can be in it, or what is left of it without them. */
export const cleaned = (tokens: readonly string[], value: any): any => {
  const mask = (text: any) => (typeof text === 'string' ? masked(tokens, text) : text);
  if (!tokens.length || !isTainted(mask, value)) return value;
  if (typeof value === 'string') return mask(value);
  const tag = tagOf(value);
  if (tag === 'Headers') return new Headers([...value].map((pair) => pair.map(mask)));
  if (!/^Error|n$/.test(tag)) return attempt(() => JSON.parse(mask(JSON.stringify(value)))) ?? `[${tag}]`;
  const copy: any = value instanceof TypeError ? new TypeError() : new Error();
  for (const name of OF_ERRORS) copy[name] = mask(attempt(() => value[name]));
  return copy;
};
