// ky: https://github.com/sindresorhus/ky
// An error of ours comes as it is, and ky does not retry it.
import type { AuthenticatedFetch } from 'clerk-fetch';
import ky from 'ky';

export const connect = (baseUrl: string, authenticatedFetch: AuthenticatedFetch) =>
  ky.create({ baseUrl, fetch: authenticatedFetch });
