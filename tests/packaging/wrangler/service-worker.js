import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from './probe.mjs';

const answer = async (url) => (url.includes('probe=') ? Response.json(await outcomeOf(clerkFetch, url)) : new Response('ready'));
addEventListener('fetch', (event) => event.respondWith(answer(event.request.url)));
