import { createAuthenticatedFetch } from 'clerk-fetch';

export function useApi() {
  const getToken = useRequestEvent()?.context.auth().getToken;
  return createAuthenticatedFetch({ getToken, baseUrl: 'https://api.foo.com' });
}
