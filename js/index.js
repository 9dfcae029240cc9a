// The exports. Importing does nothing; a factory loads the core and checks its options.

import { run } from './call.js';
import { checkField, makeClient } from './options.js';
import { bodyOf, placing, requestOf } from './key.js';
import { Scope } from './codes.ts';

export { ClerkFetchError, isClerkFetchError } from './error.js';
export { clerkOnErrorRetry, clerkRetry, clerkRetryDelay } from './retry.js';

/** `call` with a client that is ready: a core that is there is not waited for. `call` is async, so that it never throws. */
const ready =
  (client, call) =>
  (...given) =>
    client.pending ? client.pending.then(() => call(...given)) : call(...given);

/** How a parsed call reads: the call's own fields win over the options'. */
const parsing = (client, init) => {
  const { parseAs, schema } = init ?? {};
  const as = parseAs === undefined ? client.parseAs : checkField(Scope.Options, 'parseAs', parseAs);
  if (schema !== undefined) checkField(Scope.Options, 'schema', schema);
  return { as, schema: schema ?? client.schema };
};

const parsed = async (client, input, init, more) => run(client, input, init, { parsed: parsing(client, init), ...more });

export const createAuthenticatedFetch = (options) => {
  const client = makeClient(options);
  const authenticatedFetch = ready(client, (input, init) => run(client, input, init));
  authenticatedFetch.json = ready(client, (input, init) => parsed(client, input, init));
  authenticatedFetch.headers = ready(client, (input, init) => run(client, input, init, { headersOnly: true }));
  return authenticatedFetch;
};

export const clerkSWRFetcher = (options) => {
  const client = makeClient(options);
  return ready(client, async (key, extra) => {
    const [input, init] = requestOf(client, key);
    if (!extra || !('arg' in extra)) return parsed(client, input, init);
    return parsed(client, input, { method: client.init?.method ?? 'POST', ...init, ...bodyOf(extra.arg) });
  });
};

export const clerkQueryFn = (options) => {
  const client = makeClient(options);
  return ready(client, async (context) => {
    const [input, init] = requestOf(client, context.queryKey);
    const place = placing(client, context.pageParam, input);
    return parsed(client, input, init, { place, signal: context.signal });
  });
};
