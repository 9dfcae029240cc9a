import * as clerkFetch from 'clerk-fetch';
import type { LoaderFunctionArgs } from 'react-router';
import { outcomeOf } from '../../probe.mjs';

export const loader = async ({ request }: LoaderFunctionArgs) =>
  Response.json(await outcomeOf(clerkFetch, request.url));
