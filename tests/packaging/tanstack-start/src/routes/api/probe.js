import { createFileRoute } from '@tanstack/react-router';
import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from '../../../probe.mjs';

const GET = async ({ request }) => Response.json(await outcomeOf(clerkFetch, request.url));

export const Route = createFileRoute('/api/probe')({ server: { handlers: { GET } } });
