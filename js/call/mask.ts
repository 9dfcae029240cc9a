// What an error may keep of values that others made: no token, in whichever spelling, and in whichever part of them.

import { tagOf } from '../core/kind.ts';
import type { Foreign } from '../core/kind.ts';

/** What throws when it is read shows nothing. */
const attempt = <Value>(read: () => Value): Value | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

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
  const plain = /[%\\&=+/]/.test(text) ? plainOf(text) : text;
  if (!tokens.some((token) => plain.includes(token.slice(0, 8)))) return text;
  const units: string[] = text.match(SPELLED) ?? [];
  for (const token of tokens) {
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

/** An escaped character whose code stands in hexadecimal digits. Of many backslashes the last is enough: a run is read once. */
const ESCAPED = /(?:%(?:25)*|\\[ux]\{?0*|&#x0*|0x)([\da-f]{2})/gi;

/** Escapes that may stand between letters: of a line, or of a character that nobody sees. */
const BETWEEN = /\\(u\{?\w{4}}?|[bfnrtv])|&#?\w+;/gi;

/** The letters and digits of a text, whatever stands between them. */
const squeezed = (text: string) =>
  text
    .replace(ESCAPED, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/[\W_]+/g, '')
    .toLowerCase();

/** Each 16 characters in a row have a piece: 12, from every fifth on; of the token itself from each on, for some are no letters. */
const PIECE = 12;
const STEP = 5;

/** A token, and how it can be spelled as a whole: its characters' codes, and base64 of a text in which it may begin anywhere. */
const spellings = (token: string): string[] => [
  token,
  ...[8, 10, 16].map((radix) => Array.from(token, (character) => character.charCodeAt(0).toString(radix)).join('')),
  ...['', ' ', '  '].map((before) => attempt(() => btoa(before + token)) ?? ''),
];

/** Tells whether a text has a piece of one of the tokens in it, in any spelling. */
const finder = (tokens: readonly string[]) => {
  const pieces = new Set<string>();
  for (const token of tokens) {
    spellings(token).map(squeezed).forEach((spelling, nth) => {
      for (let at = 0; at + PIECE <= spelling.length; at += nth ? STEP : 1) pieces.add(spelling.slice(at, at + PIECE));
    });
  }
  const look = (text: string): boolean => {
    const letters = squeezed(text);
    for (let at = 0; at + PIECE <= letters.length; at++) if (pieces.has(letters.slice(at, at + PIECE))) return true;
    return false;
  };
  // `\n` is a line, or an `n` with what stands before each letter.
  return (text: string): boolean => look(text) || (/[\\&]/.test(text) && look(text.replace(BETWEEN, '')));
};

/** The texts that a copy of an error has. */
const OF_ERRORS = ['name', 'message', 'code', 'stack'];

/** What is looked at although it may be inherited: also an error's status, and the text of a pattern. */
const LOOKED_AT = [...OF_ERRORS, 'status', 'source'];

/** What all of can be looked into, where the platform has made it. */
const IS_OPEN = /^(Object|Array|Date|RegExp)$/;

/** Of any realm, and of a class that has a tag of its own, such as node-fetch's. */
const isError = (value: unknown): boolean =>
  attempt(() => value instanceof Error || /^Error|n$/.test(tagOf(value)) || typeof (value as Foreign).stack === 'string') === true;

/** A class says so where its fields are private. So do the compilers that write them for old engines. */
const HIDES = /#|private|WeakMap|\.set\(this/i;

/** Functions that whoever prints or goes through an object calls. */
const SPEAKS = /^(to|valueOf)/;

/** Whether an object has functions of its own that may hand out what only they know. A class's prototype has those of all. */
const hasVoice = (object: Readonly<Record<PropertyKey, unknown>>): boolean =>
  attempt(() => (object['constructor'] as Function).prototype) !== object &&
  Reflect.ownKeys(object).some((key) => attempt(() => typeof object[key]) === 'function' && (isError(object) || typeof key === 'symbol' || SPEAKS.test(key)));

/** The prototypes of an object that others have made; `undefined` where there may be what nobody can look into. */
const foreignPrototypes = (value: object): object[] | undefined => {
  const all: object[] = [];
  if (typeof value === 'function') return all;
  for (let each: object | null = Object.getPrototypeOf(value); each; each = Object.getPrototypeOf(each)) {
    const made = Object.hasOwn(each, 'constructor') ? `${each.constructor}` : '';
    if (/\[native code]/.test(made) || each === globalThis.DOMException?.prototype) return isError(value) || IS_OPEN.test(tagOf(value)) ? all : undefined;
    if (!isError(value) || HIDES.test(made)) return undefined;
    all.push(each);
  }
  return all;
};

const isPrimitive = (value: unknown) => Object(value) !== value;

/** All texts in a value; `undefined` where there is what nobody can look into, or more than anybody will. */
const textsIn = (root: unknown): string[] | undefined => {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  /** What is found is appended, and so comes up in the loop: nothing recurs. */
  const found: unknown[] = [root];
  for (const value of found) {
    if (found.length > 1e6) return undefined;
    if (isPrimitive(value)) texts.push(String(value ?? ''));
    else if (!seen.has(value)) {
      seen.add(value);
      const object = value as Readonly<Record<PropertyKey, unknown>>;
      const prototypes = attempt(() => (typeof value === 'object' && hasVoice(object) ? undefined : foreignPrototypes(object)) ?? 0) ?? [];
      if (!prototypes) return undefined;
      const keys = [object, ...prototypes].flatMap((each) => attempt(() => Reflect.ownKeys(each)) ?? []);
      for (const key of keys) found.push(key);
      for (const key of [...keys, ...LOOKED_AT]) found.push(attempt(() => object[key]));
    }
  }
  return texts;
};

/** How deep the causes of a copy go. */
const CAUSES = 4;

type Clean = <Value>(value: Value) => Value;

/** What the last failure was cleaned with: many are of one token. It is held weakly, for no token is kept. */
let last: WeakRef<{ readonly key: string; readonly clean: Clean }> | undefined;

/** What gives a value as it is where none of the tokens can be in it, or what is left of it without them. */
export const cleaner = (all: readonly string[]): Clean => {
  if (!all.length) return (value) => value;
  const key = all.join();
  const known = last?.deref();
  if (known?.key === key) return known.clean;
  const clean = makeCleaner(all);
  last = globalThis.WeakRef && new WeakRef({ key, clean });
  return clean;
};

const makeCleaner = (all: readonly string[]): Clean => {
  const tokens = all.map(plainOf);
  const holds = finder(all);
  const mask = (text: string) => {
    const rest = masked(tokens, text);
    return holds(rest) ? '[token]' : rest;
  };
  const isClean = (value: unknown) => {
    const texts = textsIn(value);
    return !!texts && texts.every((text) => masked(tokens, text) === text) && !holds(texts.join(''));
  };
  const copied = (value: unknown, depth: number): unknown => {
    if (isClean(value)) return value;
    if (isPrimitive(value)) return mask(String(value));
    const tag = attempt(() => tagOf(value)) ?? 'Object';
    if (tag === 'Headers' || value instanceof Headers) {
      const kept = [...(value as Headers)].filter(([name]) => mask(name) === name);
      return new Headers(kept.map(([name, text]) => [name, mask(text)]));
    }
    if (!isError(value)) {
      const copy = attempt(() => JSON.parse(mask(JSON.stringify(value))));
      return copy !== undefined && isClean(copy) ? copy : `[${tag}]`;
    }
    const copy = value instanceof TypeError ? new TypeError() : new Error();
    for (const name of OF_ERRORS) {
      const part = attempt(() => (value as Foreign)[name]);
      Object.assign(copy, { [name]: isPrimitive(part) ? copied(part, depth) : undefined });
    }
    const status = attempt(() => (value as Foreign)['status'] ?? (value as { response: { status?: unknown } }).response.status);
    if (typeof status === 'number') Object.assign(copy, { status: copied(status, depth) });
    const cause = attempt(() => (value as Error).cause);
    if (depth < CAUSES && isError(cause)) copy.cause = copied(cause, depth + 1);
    return copy;
  };
  return (value) => copied(value, 0) as typeof value;
};
