// The documentation's snippet without its parse: like for like where a `Response` is what is given.
export const gives = 'Response';

export const make = ({ getToken }) => {
  const authenticatedFetch = async (...args) => {
    return fetch(...args, {
      headers: { Authorization: `Bearer ${await getToken()}` },
    });
  };
  return authenticatedFetch;
};
