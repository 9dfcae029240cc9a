import * as clerkFetch from 'clerk-fetch';
import { useEffect } from 'react';
import { useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { outcomeOf } from '../../probe.mjs';

export const loader = ({ request }: LoaderFunctionArgs) => outcomeOf(clerkFetch, request.url);

export default function Server() {
  const outcome = useLoaderData<typeof loader>();
  useEffect(() => void Object.assign(globalThis, { outcome }), [outcome]);
  return <p>What the loader fetched</p>;
}
