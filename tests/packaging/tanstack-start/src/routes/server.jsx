import { createFileRoute } from '@tanstack/react-router';
import { createServerFn } from '@tanstack/react-start';
import * as clerkFetch from 'clerk-fetch';
import { useEffect } from 'react';
import { outcomeOf } from '../../probe.mjs';

const ask = createServerFn()
  .validator((url) => String(url))
  .handler(({ data }) => outcomeOf(clerkFetch, data));

export const Route = createFileRoute('/server')({ component: Server });

function Server() {
  useEffect(() => {
    ask({ data: location.href }).then((outcome) => Object.assign(globalThis, { outcome }));
  }, []);
  return <p>What a server function fetched</p>;
}
