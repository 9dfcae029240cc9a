'use client';
import * as clerkFetch from 'clerk-fetch';
import { useEffect } from 'react';
import { outcomeOf } from '../../probe.mjs';

export default function Client() {
  useEffect(() => {
    outcomeOf(clerkFetch, location.href).then((outcome) => Object.assign(globalThis, { outcome }));
  }, []);
  return <p>A client component</p>;
}
