import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from './probe.mjs';

const answer = async ({ url }) => Response.json(await outcomeOf(clerkFetch, url));
addEventListener('fetch', (event) => event.respondWith(answer(event.request)));
