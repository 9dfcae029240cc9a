// The error class, and how the core's messages become errors.

import { core, read } from './core.js';

const BRAND = /* @__PURE__ */ Symbol.for('clerk-fetch.error');

/** Left out of `toJSON()`: what the API said can hold anything. */
const UNSAFE = ['body', 'headers', 'issues', 'problem', 'metadata'];

export class ClerkFetchError extends Error {
  /** Minified, a class has another name. */
  static get name() {
    return 'ClerkFetchError';
  }

  constructor(code, message, { cause, ...fields } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { code, retryable: false }, fields);
  }

  get name() {
    return 'ClerkFetchError';
  }

  /** What other copies of this package know it by. */
  get [BRAND]() {
    return true;
  }

  toJSON() {
    const json = { name: this.name, message: this.message };
    for (const field of Object.keys(this)) if (!UNSAFE.includes(field)) json[field] = this[field];
    delete json.cause;
    return json;
  }

  static [Symbol.hasInstance](value) {
    return this === ClerkFetchError ? isClerkFetchError(value) : Function.prototype[Symbol.hasInstance].call(this, value);
  }
}

export const isClerkFetchError = (value, code) => {
  try {
    return value?.[BRAND] === true && (code === undefined || value.code === code);
  } catch {
    return false;
  }
};

/** The error of a core message, its slots filled; slots that are not given stay empty. */
export const failure = (message, slots = {}, fields = {}) => {
  const [code, template] = read(core.words(message)).split('\0');
  const words = template.replace(/\{(\w)\}/g, (_, slot) => slots[slot] ?? '');
  return new ClerkFetchError(code, oneLine(words), {
    retryable: core.retryable(message, fields.status ?? 0) === 1,
    ...fields,
  });
};

const oneLine = (words) => words.replace(/[\x00-\x1f\x7f]+/g, ' ');

/** Neither WebAssembly nor its translation could be had; said here, since there is no core to say it. */
export const unavailable = (cause) =>
  new ClerkFetchError(
    'wasm_unavailable',
    'clerk-fetch could neither compile WebAssembly nor load its JavaScript translation. Allow it in the CSP with script-src "\'wasm-unsafe-eval\'", or change the import to `clerk-fetch/no-wasm`.',
    { cause },
  );

/** What a value is, in words, without showing it. */
export const describe = (value) => {
  if (value === '') return 'an empty string';
  if (value === null || value === undefined || Number.isNaN(value)) return String(value);
  if (Array.isArray(value)) return 'an array';
  return /^[aeiou]/.test(typeof value) ? `an ${typeof value}` : `a ${typeof value}`;
};
