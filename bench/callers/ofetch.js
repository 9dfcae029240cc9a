import { ofetch } from 'ofetch';

export const gives = 'JSON';

export const make = ({ getToken }) => {
  const api = ofetch.create({
    async onRequest({ options }) {
      options.headers.set('Authorization', `Bearer ${await getToken()}`);
    },
  });
  return (url) => api(url);
};
