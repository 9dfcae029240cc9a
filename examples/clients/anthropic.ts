// Anthropic's SDK, for an API of yours that speaks its protocol: https://github.com/anthropics/anthropic-sdk-typescript
// `null` takes its own `Authorization` and `X-Api-Key` off. An error of ours is the `cause` of its APIConnectionError.
import Anthropic from '@anthropic-ai/sdk';
import type { AuthenticatedFetch } from 'clerk-fetch';

export const connect = (baseURL: string, authenticatedFetch: AuthenticatedFetch) =>
  new Anthropic({
    baseURL,
    fetch: authenticatedFetch,
    apiKey: null,
    authToken: null,
    defaultHeaders: { Authorization: null, 'X-Api-Key': null },
    maxRetries: 0,
    dangerouslyAllowBrowser: true, // no key is in the page
  });
