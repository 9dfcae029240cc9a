import ky from 'ky';

export const gives = 'JSON';

export const make = ({ getToken }) => {
  const authorize = async (request) => request.headers.set('Authorization', `Bearer ${await getToken()}`);
  const api = ky.create({ hooks: { beforeRequest: [async (request) => void (await authorize(request))] } });
  return (url) => api(url).json();
};
