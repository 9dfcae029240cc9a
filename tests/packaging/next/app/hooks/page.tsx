'use client';
import { ClerkFetchProvider, useFetch } from 'clerk-fetch/react';
import { useClerkSWR } from 'clerk-fetch/swr';
import { useEffect, useState } from 'react';
import { configFrom, type Config } from '../../probe.mjs';

function Me() {
  const { data } = useClerkSWR<{ userId: string }>('/me');
  const fetchJson = useFetch();
  useEffect(() => {
    if (data)
      fetchJson<{ userId: string }>('/me').then(({ userId }) =>
        Object.assign(globalThis, { outcome: [data.userId, userId] }),
      );
  }, [data, fetchJson]);
  return <p>{data?.userId}</p>;
}

export default function Hooks() {
  const [config, setConfig] = useState<Config>();
  useEffect(() => setConfig(configFrom(location.href)), []);
  if (!config) return null;
  return (
    <ClerkFetchProvider options={{ baseUrl: config.apiUrl, getToken: async () => config.token }}>
      <Me />
    </ClerkFetchProvider>
  );
}
