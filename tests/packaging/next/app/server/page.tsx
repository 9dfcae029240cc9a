import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from '../../probe.mjs';

export default async function Server({ searchParams }: { searchParams: Promise<{ probe: string }> }) {
  const outcome = await outcomeOf(clerkFetch, `http://localhost/?probe=${(await searchParams).probe}`);
  return <pre data-outcome={btoa(encodeURIComponent(JSON.stringify(outcome)))}>A server component</pre>;
}
