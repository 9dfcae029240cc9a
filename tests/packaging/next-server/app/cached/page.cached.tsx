import { createAuthenticatedFetch } from 'clerk-fetch';
import { cacheLife } from 'next/cache';
import { Shown } from '../shown';
import type { Answer } from '../api';

const service = createAuthenticatedFetch({ baseUrl: process.env.API_URL ?? '', getToken: async () => 'service' });

/** Data of no user, by a token of the server's own: cached at build where `cacheComponents` is on. */
const load = async () => {
  'use cache';
  cacheLife('days');
  return service.json<Answer>('/cached');
};

export default async function Cached() {
  return <Shown value={await load()} />;
}
