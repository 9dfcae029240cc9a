// How the core's messages become errors: its words, with their slots filled.

import { ClerkFetchError } from '../error.ts';
import type { ErrorFields } from '../error.ts';
import type { ClerkFetchErrorCode } from 'clerk-fetch-core';
import type { Message } from './codes.ts';
import { core, read } from './core.ts';

/** What fills a message's slots, by their letters (src/error.rs); a slot that is not given stays empty. */
export type Slots = { readonly [Slot in 'u' | 'm' | 's' | 'o' | 'd' | 'n' | 'w']?: string | number | undefined };

/** Makes the error of a core message. */
export type Fail = (message: Message, fields?: ErrorFields) => ClerkFetchError;

/** The error of a message's words (code, NUL, template, and NUL where `retryable` is false whatever the code). It is one line, whatever stands in the slots. */
export const said = (words: string, slots: Slots = {}, fields?: ErrorFields): ClerkFetchError => {
  const [code, template, never] = words.split('\0') as [ClerkFetchErrorCode, string, string?];
  // No control character, which a terminal obeys, and no mark that turns the direction of a line.
  const text = template.replace(/%(\w)/g, (_, slot: keyof Slots) => `${slots[slot] ?? ''}`).replace(/[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+/g, ' ');
  return new ClerkFetchError(code, text, never === undefined ? fields : { retryable: false, ...fields });
};

/** The error of a core message. */
export const failure = (message: Message, slots?: Slots, fields?: ErrorFields): ClerkFetchError =>
  said(read(core.words(message)), slots, fields);

/** What a value is, in words, without showing it. */
export const describe = (value: unknown): string => {
  if (value === '') return 'an empty string';
  if (value == null || value !== value) return `${value}`;
  const type = Array.isArray(value) ? 'array' : typeof value;
  return (/^[aeiou]/.test(type) ? 'an ' : 'a ') + type;
};
