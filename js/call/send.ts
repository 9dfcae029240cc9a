// Calls `fetch`, which may lead back to the fetcher that calls it.

import { isRequest } from '../core/kind.ts';
import type { Client } from '../options.ts';
import type { Call } from './call.ts';
import { follow } from './redirect.ts';
import { argumentsFor } from './request.ts';

/** The call whose `fetch` is called in this very turn. */
export let sending: Call | undefined;

/** Whether this is what a fetcher itself sends: an application has put the fetcher, or what calls it, in place of `fetch`. */
export const isOwn = /* eager */ ((client: Client, input: unknown): boolean => {
  for (let call = sending; call; call = call.outer) {
    if (call.client === client && (isRequest(input) ? input.url : input) === call.destination.href) return true;
  }
  return false;
});

/** What `fetch` gives for one try. */
export const send = /* eager */ ((call: Call, token: string | undefined, signal: AbortSignal | undefined): Promise<Response> => {
  const outer = sending;
  sending = call;
  try {
    return follow(call, call.client.fetch ?? globalThis.fetch, argumentsFor(call, token, signal));
  } finally {
    sending = outer;
  }
});
