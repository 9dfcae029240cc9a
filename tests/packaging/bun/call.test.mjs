import { expect, test } from 'bun:test';
import * as clerkFetch from 'clerk-fetch';
import { probe } from './probe.mjs';

test('a real call', async () => {
  const outcome = await probe(clerkFetch, JSON.parse(process.env.PROBE));
  expect(outcome.authorized).toBe(true);
  expect(outcome.core).toBe('wasm');
});
