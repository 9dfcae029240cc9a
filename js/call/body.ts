// What a call sends: a value as JSON, a mutation's argument as a body. And bodies that nobody will read.

import { Kind, Message } from '../core/codes.ts';
import { core } from '../core/core.ts';
import { kindOf } from '../core/kind.ts';
import { describe, failure } from '../core/words.ts';
import { ignore } from '../wait.ts';
import { granted } from './key.ts';

/** `value` as JSON. */
export const jsonOf = (value: unknown): string => {
  let text: string | undefined;
  let cause: unknown;
  try {
    if (kindOf(value) !== Kind.Body) text = JSON.stringify(value);
  } catch (error) {
    cause = error;
  }
  if (text === undefined) throw failure(Message.KeyEncoding, { d: describe(value) }, { cause });
  return text;
};

/**
 * A body as it is now: the caller may change bytes and forms later, and a replay sends them again. `fetch` copies them at once, too,
 * by what they hold: what a class of the caller's makes of its methods is not asked. Forms of other platforms stay as they are.
 */
export const keptBody = (body: BodyInit): BodyInit => {
  const { FormData, URLSearchParams } = globalThis;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength));
  if (body instanceof ArrayBuffer) return body.byteLength ? body.slice(0) : body; // or it is detached, which `fetch` says
  if (body instanceof URLSearchParams) return new URLSearchParams(URLSearchParams.prototype.toString.call(body));
  if (!(FormData && body instanceof FormData)) return body;
  const copy = new FormData();
  FormData.prototype.forEach.call(body, (value, name) => copy.append(name, value as string));
  return copy;
};

/** What a mutation's argument adds to the request: `{ json }`, `{ body }`, or nothing. */
export const bodyOf = (arg: unknown): object => {
  let kind = kindOf(arg);
  let name: string | undefined;
  if (kind === Kind.Object) {
    // What says its own JSON is as good as that.
    const { toJSON, constructor } = arg as { toJSON?: unknown; constructor?: Function };
    if (toJSON) kind = Kind.Plain;
    name = `a ${constructor?.name}`;
  }
  switch (granted(core.argument(kind), arg, undefined, name)) {
    case 1:
      return { json: arg };
    case 2:
      return kind === Kind.Stream ? { body: arg, duplex: 'half' } : { body: arg };
    default:
      return {};
  }
};

/** Lets go of a body that nobody will read. */
export const discard = ({ body }: { readonly body?: unknown }, reason?: unknown): void => {
  try {
    (body as ReadableStream | null | undefined)?.cancel?.(reason)?.catch?.(ignore);
  } catch {
    // locked or already read
  }
};
