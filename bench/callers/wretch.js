import wretch from 'wretch';

export const gives = 'JSON';

export const make = ({ getToken }) => {
  const api = wretch();
  return async (url) =>
    api
      .url(url)
      .auth(`Bearer ${await getToken()}`)
      .get()
      .json();
};
