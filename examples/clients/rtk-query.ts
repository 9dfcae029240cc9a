// RTK Query: https://redux-toolkit.js.org/rtk-query/usage/customizing-queries
// `fetchBaseQuery({ fetchFn: authenticatedFetch })` works too, but makes a text of every error. This keeps the `code`
// and the status of ours, in a form that the store can hold.
import { createApi, type BaseQueryFn } from '@reduxjs/toolkit/query';
import { isClerkFetchError, type AuthenticatedFetch, type JsonCallInit } from 'clerk-fetch';

type Request = JsonCallInit & { url: string };
type Failure = { code: string; message: string; status?: number | undefined; body?: unknown };

const clerkBaseQuery =
  (baseUrl: string, { json }: AuthenticatedFetch): BaseQueryFn<Request, unknown, Failure> =>
  ({ url, ...init }, { signal }) =>
    json(baseUrl + url, { signal, ...init }).then(
      (data) => ({ data }),
      (error: unknown) => {
        if (!isClerkFetchError(error)) return { error: { code: 'abort', message: String(error) } };
        const { code, message, status, body } = error;
        return { error: { code, message, status, body } };
      },
    );

export const connect = (baseUrl: string, authenticatedFetch: AuthenticatedFetch) =>
  createApi({
    baseQuery: clerkBaseQuery(baseUrl, authenticatedFetch),
    endpoints: (build) => ({
      rename: build.mutation<{ userId: string; title: string }, { id: number; title: string; headers?: HeadersInit }>({
        query: ({ id, title, headers = {} }) => ({ url: `/todos/${id}`, json: { title }, headers }),
      }),
    }),
  });
