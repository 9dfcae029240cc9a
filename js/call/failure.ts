// The errors of a call: a core message with what is known of the call. This is the one door: whatever an error has went
// through it, and no token of the call passes.

import { longestWaits } from '../error.ts';
import type { ClerkFetchError, ErrorFields } from '../error.ts';
import { Message } from '../core/codes.ts';
import { core } from '../core/core.ts';
import { memberOf } from '../core/kind.ts';
import { failure } from '../core/words.ts';
import type { Slots } from '../core/words.ts';
import type { Call } from './call.ts';
import type { CallHeaders } from './headers.ts';
import { cleaner } from './mask.ts';
import { isCrossOrigin, redacted } from './url.ts';

/** The caller's own credentials: what stands in `Authorization` behind the scheme. */
const ownTokens = (headers: CallHeaders = {}): string[] =>
  (Symbol.iterator in headers ? [...(headers as Headers)] : Object.entries(headers))
    .filter(([name]) => /^authorization$/i.test(name))
    .map(([, value]) => `${value}`.replace(/^\S+\s+/, ''));

/** What of a call has its tokens. */
type Carrier = Partial<Pick<Call, 'carried' | 'token' | 'headers'>>;

/** All tokens that the call has carried. */
const tokensOf = ({ carried, token, headers }: Carrier): readonly string[] => [...(carried ?? []), token ?? '', ...ownTokens(headers)].filter(Boolean);

/** A value of others as an error of this call may have it. */
export const harmless = <Value>(call: Carrier, value: Value): Value => cleaner(tokensOf(call))(value);

/** The error of a core message about this call. */
export const failed = (call: Call, message: Message, slots?: Slots, fields?: ErrorFields): ClerkFetchError => {
  const { destination, method, client } = call;
  const url = redacted(destination.href);
  const harmlessly = cleaner(tokensOf(call));
  const clean = (all: object) => Object.fromEntries(Object.entries(all).map(([name, value]) => [name, harmlessly(value)]));
  const error = failure(message, clean({ u: url, m: method, o: destination.origin, w: client.timeout, ...slots }), clean({ url, method, ...fields }));
  longestWaits.set(error, client.retry.maxDelay);
  return error;
};

/** Whether an error of others holds a 4xx that will stay: clients that stand for `fetch` may throw for a status. */
export const isFinal = (error: unknown): boolean => {
  try {
    return [error, memberOf(error, 'response')].some((of) => core.is_final(memberOf(of, 'status') as number));
  } catch {
    return false; // nothing that can be read
  }
};

/** No answer came: `fetch` or a body's reader rejected with `cause`. */
export const unreachable = (call: Call, cause: unknown): ClerkFetchError =>
  failed(call, isCrossOrigin(call.destination.origin) ? Message.NetworkCors : Message.Network, {}, { cause, ...(isFinal(cause) && { retryable: false }) });
