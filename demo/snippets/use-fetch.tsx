import { useAuth } from '@clerk/react';

export default function useFetch() {
  const { getToken } = useAuth();
  const authenticatedFetch = async (...args: [RequestInfo]) => {
    return fetch(...args, {
      headers: { Authorization: `Bearer ${await getToken()}` },
    }).then((res) => res.json());
  };
  return authenticatedFetch;
}
