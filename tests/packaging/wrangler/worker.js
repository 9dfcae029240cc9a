import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from './probe.mjs';

export default {
  fetch: async ({ url }) => (url.includes('probe=') ? Response.json(await outcomeOf(clerkFetch, url)) : new Response('ready')),
};
