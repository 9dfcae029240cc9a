// Follows redirects where the runtime may carry a token to another origin: workerd before 2025-09-01, Deno 2.0. The core
// decides on each, as the Fetch standard has it. In dist/edge.js and dist/deno.js only.

import { Kind, Redirect } from '../core/codes.ts';
import { core, writePair } from '../core/core.ts';
import { kindOf } from '../core/kind.ts';
import { discard } from './body.ts';
import type { Call } from './call.ts';
import { pairsOf } from './headers.ts';
import type { Pair } from './headers.ts';
import { judge } from './url.ts';

type Fetch = typeof globalThis.fetch;

/** What says who the caller is, and no other origin gets. */
const CREDENTIALS = /^(authorization|proxy-authorization|cookie|host)$/i;
/** What tells of a body, and goes with it. */
const OF_BODY = /^content-(encoding|language|length|location|type)$/i;
const TYPE = /^content-type$/i;

/** Where a location leads: nowhere, if it is no URL. */
const target = (call: Call, location: string, from: string) => {
  try {
    return judge(call.client, new URL(location, from));
  } catch {
    return { href: '', origin: '' };
  }
};

/** The headers that another origin gets: those that the call itself gives. */
const forAnother = ({ callerHeaders }: Call, headers: Pair[]) => {
  const own = pairsOf(callerHeaders).map(([name]) => name.toLowerCase());
  return headers.filter(([name]) => !CREDENTIALS.test(name) && (TYPE.test(name) || own.includes(name.toLowerCase())));
};

export const follow = async (call: Call, fetch: Fetch, [input, init]: [input: string | Request, init: RequestInit]): Promise<Response> => {
  const { request } = call;
  const first = typeof input === 'string' ? undefined : input;
  if ((init.redirect ?? request?.redirect ?? 'follow') !== 'follow') return fetch(input, init);
  let { href, origin }: { href: string; origin: string } = call.destination;
  let { method } = call;
  let headers = pairsOf(first ? first.headers : init.headers);
  let body = init.body ?? null;
  let hasBody = !!(body ?? request?.body);
  let response = await fetch(input, { ...init, redirect: 'manual' });
  for (let hops = 0; ; hops++) {
    const location: string | null | undefined = response.headers?.get?.('location');
    const to = location == null ? undefined : target(call, location, href);
    const next = to && core.redirect(response.status, hops, kindOf(body) === Kind.Stream, writePair(`${method} ${origin}`, to.origin));
    if (!next) return hops ? Object.defineProperty(response, 'redirected', { value: true }) : response;
    discard(response);
    if (next & Redirect.Refused) throw new TypeError(`${method} ${call.destination.origin} was redirected to where no request may go`);
    if (next & Redirect.AsGet) {
      method = 'GET';
      hasBody = false;
      headers = headers.filter(([name]) => !OF_BODY.test(name));
    }
    if (next & Redirect.Foreign) headers = forAnother(call, headers);
    if (!hasBody) body = null;
    else if (request) body = await (request.clone() as Request).arrayBuffer();
    ({ href, origin } = to);
    const { signal, cf } = (first ?? {}) as { signal?: AbortSignal; cf?: unknown };
    response = await fetch(href, { ...(cf ? { cf } : {}), ...(signal ? { signal } : {}), ...init, method, headers, body, redirect: 'manual' });
  }
};
