// What an error may keep of values that others made: no token, in whichever spelling, and in whichever part of them.

import { tagOf } from '../core/kind.ts';

/** One character as it is, escaped as in JSON or HTML, or percent-encoded, with the padding of base64 behind it. */
const SPELLED = /\\*(?:%(?:25)*|\\[ux](?:00)?|&#x)([\da-f]{2});?=*|\\*([^])=*/gi;

/** Without one of these, a text has no other spelling than the token's own. */
const HAS_SPELLINGS = /[%\\&=+/]/;

/** One character for each match of `SPELLED`; base64's own letters become those of base64url. */
const plainOf = (text: string) =>
  text.replace(SPELLED, (_, hex, character) => (hex ? String.fromCharCode(parseInt(hex, 16)) : character === '+' ? '-' : character === '/' ? '_' : character));

/** How much of a token tells it from any other text. */
const headOf = (token: string) => token.slice(0, 8);

/** A text without the tokens, and without the beginning of one that is cut off. One as short as a word is masked as a word. */
const masked = (tokens: readonly string[], text: string): string => {
  if (!HAS_SPELLINGS.test(text) && !tokens.some((token) => text.includes(headOf(token)))) return text;
  const plain = plainOf(text);
  const units: string[] = text.match(SPELLED) ?? [];
  for (const token of tokens.map(plainOf)) {
    for (let at = -1; (at = plain.indexOf(headOf(token), at + 1)) >= 0; ) {
      const end = at + token.length;
      const isWhole = plain.startsWith(token, at);
      const isCut = end > plain.length && token.startsWith(plain.slice(at, -6)); // which may end within an escaped character
      const isOtherWord = !token[8] && /\w/.test(plain.charAt(at - 1) + plain.charAt(end));
      if (isOtherWord || !(isWhole || isCut)) continue;
      units.fill('', at, end);
      units[at] = '[token]';
    }
  }
  return units.join('');
};

/** All that a copy of an error has. */
const OF_ERRORS = ['name', 'message', 'code', 'stack'];

const MOST_OBJECTS = 1e6;

const emptyCopyOf = (value: object, tag: string) => {
  if (tag === 'Object') return {};
  if (/^(Array|Map|Set|URLSearchParams)$/.test(tag)) return [];
  if (/^Error$|Exception$/.test(tag)) return value instanceof TypeError ? new TypeError() : new Error();
  return undefined;
};

/** A value as it is where none of the tokens can be in it; else a copy, without what nobody can look into. */
export const cleaned = <Value>(tokens: readonly string[], root: Value): Value => {
  let isDirty = false;
  /** Each object's copy. What is found in an object is appended, and so comes up in the loop below: nothing recurs. */
  const copies = new Map<any, any>();

  const copyOf = (value: any): any => {
    if (typeof value === 'string') {
      const text = masked(tokens, value);
      isDirty ||= text !== value;
      return text;
    }
    if (typeof value !== 'object' || !value) return value;
    const known = copies.get(value);
    if (known) return known;
    const tag = tagOf(value);
    if (/^(Date|RegExp)$/.test(tag)) return value;
    if (tag === 'Headers') return new Headers([...value].map((pair) => pair.map(copyOf)));
    const copy = emptyCopyOf(value, tag);
    if (copy) copies.set(value, copy);
    isDirty ||= !copy || copies.size > MOST_OBJECTS;
    return copy ?? `[${tag}]`;
  };

  /** What throws when it is read shows nothing. */
  const attempt = (read: () => void) => {
    try {
      read();
    } catch {
      // it stays as it is
    }
  };

  let result: any = root;
  attempt(() => (result = copyOf(root)));
  for (const [value, copy] of copies) {
    const isError = copy instanceof Error;
    attempt(() => {
      const source = Array.isArray(copy) && !Array.isArray(value) ? [...value] : value;
      // A getter of its class is no property of an issue.
      for (const key of [...Reflect.ownKeys(source), ...[...OF_ERRORS, 'path'].filter((name) => name in source)]) {
        attempt(() => {
          const part = copyOf(source[key]);
          if (isError ? OF_ERRORS.includes(key as string) : key !== '__proto__') copy[copyOf(key)] = part;
        });
      }
    });
    if (copies.size > MOST_OBJECTS) break;
  }
  return isDirty ? result : root;
};
