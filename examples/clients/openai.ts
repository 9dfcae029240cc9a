// OpenAI's SDK, for an API of yours that speaks its protocol: https://github.com/openai/openai-node
// It puts its key into `Authorization`, which would be kept as the caller's. `null` takes that header off.
// An error of ours is the `cause` of its APIConnectionError, after its own retries: `maxRetries: 0` has none.
import type { AuthenticatedFetch } from 'clerk-fetch';
import OpenAI from 'openai';

export const connect = (baseURL: string, authenticatedFetch: AuthenticatedFetch) =>
  new OpenAI({
    baseURL,
    fetch: authenticatedFetch,
    apiKey: 'unused',
    defaultHeaders: { Authorization: null },
    maxRetries: 0,
    dangerouslyAllowBrowser: true, // no key is in the page
  });
