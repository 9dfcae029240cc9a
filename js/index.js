// The exports. Importing does nothing; a factory loads the core and checks its options.

import { run } from './call.js';
import { makeClient } from './options.js';
import { bodyOf, placing, requestOf } from './key.js';

export { ClerkFetchError, isClerkFetchError } from './error.js';
export { clerkOnErrorRetry, clerkRetry, clerkRetryDelay } from './retry.js';

const PLAIN = {};
const HEADERS = { headersOnly: true };
const JSON_CALL = { parsed: true };

const SWR = {
  parsed: true,
  read: (client, key, extra) => {
    const [input, init] = requestOf(client, key);
    return extra && 'arg' in extra ? [input, { method: client.init?.method ?? 'POST', ...init, ...bodyOf(extra.arg) }] : [input, init];
  },
};

const QUERY = {
  parsed: true,
  read: (client, { queryKey, pageParam, signal }) => {
    const [input, init] = requestOf(client, queryKey);
    return [input, init, { place: placing(client, pageParam, input), signal }];
  },
};

/** A function that makes such calls; a core that is there is not waited for. Its `length` is that of `fetch`. */
const calling =
  (client, how) =>
  (first, second = undefined) =>
    client.pending ? client.pending.then(() => run(client, first, second, how)) : run(client, first, second, how);

export const createAuthenticatedFetch = (options) => {
  const client = makeClient(options);
  const authenticatedFetch = calling(client, PLAIN);
  authenticatedFetch.json = calling(client, JSON_CALL);
  authenticatedFetch.headers = calling(client, HEADERS);
  return authenticatedFetch;
};

export const clerkSWRFetcher = (options) => calling(makeClient(options), SWR);

export const clerkQueryFn = (options) => calling(makeClient(options), QUERY);
