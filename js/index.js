// The exports. Importing does nothing; a factory loads the core and checks its options.

import { run } from './call.js';
import { checkField, makeClient } from './options.js';
import { bodyOf, placing, requestOf } from './key.js';
import { joined } from './wait.js';
import { Scope } from './codes.ts';

export { ClerkFetchError, isClerkFetchError } from './error.js';
export { clerkOnErrorRetry, clerkRetry, clerkRetryDelay } from './retry.js';

/** A core that is there is not waited for: a `Request` is used up at once, as `fetch` does it. */
const started = async (client, input, init, how) => {
  if (client.pending) await client.pending;
  return run(client, input, init, how);
};

/** How a parsed call reads: the call's own fields win over the options'. */
const parsing = (client, init) => {
  const { parseAs, schema } = init ?? {};
  const as = parseAs === undefined ? client.parseAs : checkField(Scope.Options, 'parseAs', parseAs);
  if (schema !== undefined) checkField(Scope.Options, 'schema', schema);
  return { as, schema: schema ?? client.schema };
};

const parsed = async (client, make) => {
  if (client.pending) await client.pending;
  const { input, init, place } = make();
  return run(client, input, init, { parse: parsing(client, init), place });
};

export const createAuthenticatedFetch = (options) => {
  const client = makeClient(options);
  const authenticatedFetch = (input, init) => started(client, input, init);
  authenticatedFetch.json = (input, init) => parsed(client, () => ({ input, init }));
  authenticatedFetch.headers = (input, init) => started(client, input, init, { headersOnly: true });
  return authenticatedFetch;
};

export const clerkSWRFetcher = (options) => {
  const client = makeClient(options);
  return (key, extra) =>
    parsed(client, () => {
      const [input, init] = requestOf(client, key);
      if (!extra || !('arg' in extra)) return { input, init };
      return { input, init: { method: client.init?.method ?? 'POST', ...init, ...bodyOf(extra.arg) } };
    });
};

export const clerkQueryFn = (options) => {
  const client = makeClient(options);
  return (context) =>
    parsed(client, () => {
      const [input, init] = requestOf(client, context.queryKey);
      const { signal } = joined(context.signal, init?.signal);
      return { input, init: { ...init, ...(signal && { signal }) }, place: placing(client, context.pageParam) };
    });
};
