import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from '../../../probe.mjs';

export const GET = async ({ url }) => Response.json(await outcomeOf(clerkFetch, url));
