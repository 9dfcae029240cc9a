import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from '../../../probe.mjs';

export const GET = async (request: Request) => Response.json(await outcomeOf(clerkFetch, request.url));
