// The error class, and how the core's messages become errors.

// The error class, and how the core's messages become errors.

import { core, read } from './core.js';

const BRAND = /* @__PURE__ */ Symbol.for('clerk-fetch.error');

export class ClerkFetchError extends Error {
  /** Minified, a class has another name. */
  static get name() {
    return 'ClerkFetchError';
  }

  static [Symbol.hasInstance](value) {
    return isClerkFetchError(value) && (this === ClerkFetchError || super[Symbol.hasInstance](value));
  }

  constructor(code, message, { cause, ...fields } = {}) {
    super(`${message} See clerk-fetch/docs/errors.md#${code}`, cause === undefined ? undefined : { cause });
    Object.assign(this, { code, retryable: false }, fields);
  }

  get name() {
    return 'ClerkFetchError';
  }

  /** What other copies of this package know it by. */
  get [BRAND]() {
    return true;
  }

  /** Without what the API said, which can hold anything. */
  toJSON() {
    const { name, message } = this;
    const { body, headers, issues, problem, metadata, cause, ...safe } = this;
    return { name, message, ...safe };
  }
}

export const isClerkFetchError = (value, code) => {
  try {
    return value[BRAND] === true && (code === undefined || value.code === code);
  } catch {
    return false;
  }
};

/** The error of a message's words, its slots filled; slots that are not given stay empty. One line, whatever is in them. */
export const said = (words, slots = {}, fields) => {
  const [code, template] = words.split('\0');
  const text = template.replace(/%(\w)/g, (_, slot) => slots[slot] ?? '').replace(/[\0-\x1f\x7f]+/g, ' ');
  return new ClerkFetchError(code, text, fields);
};

/** The error of a core message. */
export const failure = (message, slots, fields) =>
  said(read(core.words(message)), slots, { retryable: !!core.retryable(message, fields?.status), ...fields });

/** Neither WebAssembly nor its translation could be had; said here, since there is no core to say it. */
export const unavailable = (cause) =>
  new ClerkFetchError(
    'wasm_unavailable',
    'clerk-fetch could load neither WebAssembly nor its JavaScript translation. Add "\'wasm-unsafe-eval\'" to the CSP\'s script-src, or import `clerk-fetch/no-wasm`.',
    { cause },
  );

/** What a value is, in words, without showing it. */
export const describe = (value) => {
  if (value === '') return 'an empty string';
  if (value == null || value !== value) return `${value}`;
  const type = Array.isArray(value) ? 'array' : typeof value;
  return (/^[aeiou]/.test(type) ? 'an ' : 'a ') + type;
};
