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
    text = JSON.stringify(value);
  } catch (error) {
    cause = error;
  }
  if (text === undefined) throw failure(Message.KeyEncoding, { d: describe(value) }, { cause });
  return text;
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
