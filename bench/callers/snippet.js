// The documentation's snippet ("fetch with React"), without its hook.
export const gives = 'JSON';

export const make = ({ getToken }) => {
  const authenticatedFetch = async (...args) => {
    return fetch(...args, {
      headers: { Authorization: `Bearer ${await getToken()}` },
    }).then((res) => res.json());
  };
  return authenticatedFetch;
};
