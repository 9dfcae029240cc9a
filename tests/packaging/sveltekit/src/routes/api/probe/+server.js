import * as clerkFetch from 'clerk-fetch';
import { json } from '@sveltejs/kit';
import { outcomeOf } from '../../../../probe.mjs';

export const GET = async ({ url }) => json(await outcomeOf(clerkFetch, url));
