// The errors of a call: a core message with what is known of the call.

import type { ClerkFetchError, ErrorFields } from '../error.ts';
import { Message } from '../core/codes.ts';
import { failure } from '../core/words.ts';
import type { Slots } from '../core/words.ts';
import type { Call } from './call.ts';
import { isCrossOrigin, redacted } from './url.ts';

/** The error of a core message about this call. */
export const failed = (call: Call, message: Message, slots?: Slots, fields?: ErrorFields): ClerkFetchError => {
  const { destination, method, client } = call;
  const url = redacted(destination.href);
  return failure(message, { u: url, m: method, o: destination.origin, w: client.timeout, ...slots }, { url, method, ...fields });
};

/** No answer came: `fetch` or a body's reader rejected with `cause`. */
export const unreachable = (call: Call, cause: unknown): ClerkFetchError =>
  failed(call, isCrossOrigin(call.destination.origin) ? Message.NetworkCors : Message.Network, {}, { cause });
