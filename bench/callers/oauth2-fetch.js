import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client';

export const gives = 'Response';

export const make = ({ getToken }) => {
  const client = new OAuth2Client({ server: 'https://auth.foo.com', clientId: 'id' });
  const getNewToken = async () => ({ accessToken: await getToken(), expiresAt: null, refreshToken: null });
  const wrapper = new OAuth2Fetch({ client, getNewToken, scheduleRefresh: false });
  return (url) => wrapper.fetch(url);
};
