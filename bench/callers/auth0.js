import { Auth0Client } from '@auth0/auth0-spa-js';

export const gives = 'Response';

export const make = ({ getToken }) => {
  const client = new Auth0Client({ domain: 'foo.auth0.com', clientId: 'id' });
  const fetcher = client.createFetcher({ getAccessToken: getToken });
  return (url) => fetcher.fetchWithAuth(url);
};
