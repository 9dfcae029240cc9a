// A server's project has no `dom` library: the declarations must do with what @types/node has.
import { ClerkFetchError, createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';

export const forTheUser = ({ getToken }: { getToken: () => Promise<string | null> }): typeof fetch =>
  createAuthenticatedFetch({ getToken, baseUrl: 'https://api.foo.com', headers: { 'X-From': 'server' } });

export async function read(error: unknown): Promise<string | null> {
  const { json } = createAuthenticatedFetch({ getToken: async () => null, headers: async () => new Headers() });
  // @ts-expect-error not headers
  createAuthenticatedFetch({ headers: 1 });
  // @ts-expect-error not an input
  await json(1);
  await json(new Request('https://api.foo.com'), { headers: [['X-From', 'server']] });
  return isClerkFetchError(error) && error instanceof ClerkFetchError ? error.headers!.get('Retry-After') : null;
}
