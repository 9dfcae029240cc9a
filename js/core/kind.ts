// What a JavaScript value is, in the core's codes.

import { Kind } from './codes.ts';

const BODIES = /^(FormData|Blob|File|URLSearchParams|ArrayBuffer|DataView|\w+Array)$/;

/** React Native's have no tag; `FormData` and `URLSearchParams` can append, a `Blob` can be sliced. */
const isUntaggedBody = (value: { append?: unknown; slice?: unknown }): boolean => typeof (value.append ?? value.slice) === 'function';

/** An object literal of any realm: its prototype is `null`, or one that has none itself. */
const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return !prototype || !Object.getPrototypeOf(prototype);
};

const isSchema = (value: { '~standard'?: { validate?: unknown } }): boolean => !!value['~standard']?.validate;

/** `Array`, `Request` …, of any realm. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

const kindOfObject = (value: any): Kind => {
  if (value === null) return Kind.Null;
  if (Array.isArray(value)) return Kind.Array;
  const tag = tagOf(value);
  if (tag === 'URL') return Kind.Url;
  if (tag === 'Date') return Number.isNaN(+value) ? Kind.Meaningless : Kind.Date;
  if (BODIES.test(tag)) return Kind.Body;
  if (value.getReader || value[Symbol.asyncIterator]) return Kind.Stream;
  if (isSchema(value)) return Kind.Schema;
  if (isPlain(value)) return Kind.Plain;
  return isUntaggedBody(value) ? Kind.Body : Kind.Object;
};

export const kindOf = (value: unknown): Kind => {
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
};

/** Whether an input is a `Request`, of any realm. */
export const isRequest = (input: unknown): input is Request => typeof input === 'object' && tagOf(input) === 'Request';
