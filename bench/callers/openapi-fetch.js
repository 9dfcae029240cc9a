import createClient from 'openapi-fetch';

export const gives = 'JSON';

export const make = ({ getToken }) => {
  const client = createClient();
  client.use({
    async onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${await getToken()}`);
      return request;
    },
  });
  return (url) => client.GET(url);
};
