// What a JavaScript value is, in the core's codes.

import { Kind } from './codes.ts';

const BODIES = /^(FormData|Blob|File|URLSearchParams|ArrayBuffer|DataView|\w+Array)$/;

/** React Native's have no tag; `FormData` and `URLSearchParams` can append, a `Blob` can be sliced. */
const isUntaggedBody = (value: { append?: unknown; slice?: unknown }): boolean => typeof (value.append ?? value.slice) === 'function';

/** An object literal of any realm: its prototype is `null`, or one that has none itself. */
const isPlain = /* eager */ ((value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return !prototype || !Object.getPrototypeOf(prototype);
});

/** An object that others made: whatever is read of it is looked at before it is used. */
export type Foreign = Readonly<Partial<Record<PropertyKey, unknown>>>;

/** A member that not every object has: what a polluted prototype gives is none. */
export const memberOf = (value: unknown, name: PropertyKey): unknown => {
  const member = (value as Foreign)[name];
  return member === (Object.prototype as Foreign)[name] ? undefined : member;
};

const isSchema = /* eager */ ((value: object): boolean => !!(memberOf(value, '~standard') as { validate?: unknown } | undefined)?.validate);

/** `Array`, `Request` …, of any realm. */
export const tagOf = /* eager */ ((value: unknown): string => Object.prototype.toString.call(value).slice(8, -1));

const kindOfObject = /* eager */ ((value: object | null): Kind => {
  if (value === null) return Kind.Null;
  if (Array.isArray(value)) return Kind.Array;
  const tag = tagOf(value);
  if (tag === 'URL') return Kind.Url;
  if (tag === 'Date') return Number.isNaN(+(value as Date)) ? Kind.Meaningless : Kind.Date;
  if (BODIES.test(tag)) return Kind.Body;
  if (memberOf(value, 'getReader') || (value as Foreign)[Symbol.asyncIterator]) return Kind.Stream;
  if (isSchema(value)) return Kind.Schema;
  if (isPlain(value)) return Kind.Plain;
  return /^(Object|String)$/.test(tag) && isUntaggedBody(value) ? Kind.Body : Kind.Object;
});

export const kindOf = /* eager */ ((value: unknown): Kind => {
  switch (typeof value) {
    case 'string':
      return value ? Kind.Text : Kind.EmptyText;
    case 'undefined':
      return Kind.Undefined;
    case 'object':
      try {
        return kindOfObject(value);
      } catch {
        return Kind.Object; // a Proxy that is revoked, or throws
      }
    case 'number':
      return Number.isFinite(value) ? Kind.Number : Kind.Meaningless;
    case 'bigint':
      return Kind.Number;
    case 'boolean':
      return Kind.Boolean;
    case 'function':
      return isSchema(value as object) ? Kind.Schema : Kind.Function;
    default:
      return Kind.Meaningless;
  }
});

/** Whether an input is a `Request`, of whichever class or realm: React Native's has no tag, and whatever has one may be none. */
export const isRequest = /* eager */ ((input: any): input is Request =>
  typeof input === 'object' && !!input?.clone && !!input.headers && !!input.method && typeof input.url === 'string');

/**
 * Whether what was thrown is for somebody else to catch: a promise of React, an error with Next's `digest`, a `Response` that
 * redirects, an abort.
 */
export const passes = (thrown: any): boolean => {
  try {
    return ['digest', 'then', 'clone'].some((name) => memberOf(thrown, name)) || thrown.name === 'AbortError';
  } catch {
    return false; // nothing was thrown, or what throws itself
  }
};
