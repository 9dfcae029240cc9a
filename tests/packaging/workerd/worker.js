import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from './probe.mjs';

/** A call to a URL that redirects: how the worker's own `fetch` does it with the same header, and how this package does. */
const redirected = async (url) => {
  const authenticatedFetch = clerkFetch.createAuthenticatedFetch({ getToken: async () => 'ours', allowedOrigins: [new URL(url).origin] });
  await fetch(url, { headers: { authorization: 'Bearer native' } });
  const responses = [await authenticatedFetch(url), await authenticatedFetch(new Request(url, { method: 'POST', body: 'b' }))];
  return responses.map(({ url, redirected }) => ({ url, redirected }));
};

export default {
  fetch: async ({ url }) => {
    if (url.includes('probe=')) return Response.json(await outcomeOf(clerkFetch, url));
    const target = new URL(url).searchParams.get('redirected');
    return target ? Response.json(await redirected(target)) : new Response('ready');
  },
};
