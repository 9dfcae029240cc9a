// axios, with its fetch adapter: https://axios-http.com/docs/fetch_adapter
// An error of ours is the `cause` of an AxiosError, which has its `code` too.
import axios from 'axios';
import type { AuthenticatedFetch } from 'clerk-fetch';

export const connect = (baseURL: string, authenticatedFetch: AuthenticatedFetch) =>
  axios.create({ baseURL, adapter: 'fetch', env: { fetch: authenticatedFetch } });
