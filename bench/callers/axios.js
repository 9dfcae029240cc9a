import axios from 'axios';

export const gives = 'JSON';

export const make = ({ getToken }) => {
  const api = axios.create({ adapter: 'fetch' });
  api.interceptors.request.use(async (config) => {
    config.headers.Authorization = `Bearer ${await getToken()}`;
    return config;
  });
  return (url) => api.get(url);
};
