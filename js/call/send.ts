// Calls `fetch`, which may lead back to the fetcher that calls it.

import { isRequest } from '../core/kind.ts';
import { said } from '../core/words.ts';
import { firstFetch } from '../options.ts';
import type { Client } from '../options.ts';
import type { Call } from './call.ts';
import { follow } from './redirect.ts';
import { argumentsFor } from './request.ts';

/** The call whose `fetch` is called in this very turn. */
export let sending: Call | undefined;

/** One fetcher in place of another's `fetch` lets a call come back once for each. */
const MOST_RETURNS = 9;

/** So many calls at once are one that something strips of its headers and sends again and again. */
const MOST_FLYING = 10_000;

/** Calls under way whose `fetch` may lead back to a fetcher later than in this turn, by the `init` that it was given. */
const flying = /* @__PURE__ */ new Map<RequestInit | undefined, Call>();

/** The call, or its try, is over. */
export const landed = /* eager */ ((call: Call): void => {
  if (call.flown) flying.delete(call.flown);
});

const leadsBack = () =>
  said('invalid_options\0`globalThis.fetch` leads back to this fetcher. Keep the platform\'s `fetch` before you replace it, and pass it on: `createAuthenticatedFetch({ fetch: nativeFetch })`.');

/** The call that itself sends this: an application has put its fetcher, or what calls it, in place of `fetch`. */
const ownCall = (client: Client, input: unknown, init?: RequestInit): Call | undefined => {
  const href = isRequest(input) ? input.url : input;
  for (let call = sending; call; call = call.outer) if (call.client === client && href === call.destination.href) return call;
  const sent = flying.get(init);
  if (sent?.client === client) return sent;
  let own: Call | undefined;
  const headers = init?.headers ?? (isRequest(input) && input.headers);
  const authorization = headers && new Headers(headers).get('Authorization');
  if (!authorization) return undefined;
  for (const call of flying.values()) {
    // Of calls that are alike, it is the one of which less has come back.
    const isAlike = call.client === client && href === call.destination.href && authorization === `Bearer ${call.token}`;
    if (isAlike && !(own && own.returns <= call.returns)) own = call;
  }
  return own;
};

/** What a fetcher itself sends goes to the `fetch` that was there before the fetcher; `undefined` for all else. */
export const sentBack = /* eager */ ((client: Client, input: unknown, init: unknown): Promise<Response> | undefined => {
  if (!sending && !flying.size) return undefined;
  const call = ownCall(client, input, init as RequestInit | undefined);
  if (!call) return undefined;
  if (call.returns++ > MOST_RETURNS) throw leadsBack();
  return client.before!(input as RequestInfo, init as RequestInit);
});

/** What `fetch` gives for one try. */
export const send = /* eager */ ((call: Call, token: string | undefined, signal: AbortSignal | undefined): Promise<Response> => {
  const outer = sending;
  const fetch = call.client.fetch ?? globalThis.fetch;
  const sent = argumentsFor(call, token, signal);
  if (typeof fetch !== 'function') throw new TypeError('`globalThis.fetch` is not a function: pass the option `fetch`');
  if (token !== undefined && (sent[1].mode ?? call.request?.mode) === 'no-cors') throw said("invalid_options\0`mode: 'no-cors'` strips the token. Leave it out, or pass `token: false`.");
  if (fetch !== firstFetch && !call.client.fetch) {
    landed(call);
    flying.set((call.flown = sent[1]), call);
    if (flying.size > MOST_FLYING) throw leadsBack();
  }
  sending = call;
  call.returns = 0;
  try {
    return follow(call, fetch, sent);
  } finally {
    sending = outer;
  }
});
