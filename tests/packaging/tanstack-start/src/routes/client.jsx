import { createFileRoute } from '@tanstack/react-router';
import * as clerkFetch from 'clerk-fetch';
import { useEffect } from 'react';
import { outcomeOf } from '../../probe.mjs';

export const Route = createFileRoute('/client')({ component: Client });

function Client() {
  useEffect(() => {
    outcomeOf(clerkFetch, location.href).then((outcome) => Object.assign(globalThis, { outcome }));
  }, []);
  return <p>A component</p>;
}
