import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from '../../../probe.mjs';

export const load = async ({ url }) => ({ outcome: await outcomeOf(clerkFetch, url) });
