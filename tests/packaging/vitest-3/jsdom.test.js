// The signals here are jsdom's, and `fetch` is Node's, which takes no signal of another realm.
import * as clerkFetch from 'clerk-fetch';
import { expect, test } from 'vitest';
import { probe } from './probe.mjs';

const { apiUrl: baseUrl, token } = JSON.parse(process.env.PROBE);
const options = { baseUrl, getToken: async () => token };

// First, since the probe sees a core only as it is loaded.
test('a real call', async () => {
  expect(await probe(clerkFetch, JSON.parse(process.env.PROBE))).toMatchObject({ authorized: true, core: 'wasm' });
});

test('a call with a timeout', async () => {
  expect((await clerkFetch.createAuthenticatedFetch({ ...options, timeout: 5000 })('/me')).status).toBe(200);
});

test('a parsed call with a timeout', async () => {
  expect(await clerkFetch.createAuthenticatedFetch({ ...options, timeout: 5000 }).json('/me')).toHaveProperty('userId');
});

test('a query with the signal of TanStack Query, which is jsdom’s', async () => {
  const { signal } = new AbortController();
  expect(await clerkFetch.clerkQueryFn(options)({ queryKey: ['/me'], signal, meta: undefined })).toHaveProperty('userId');
});

test('an abort of jsdom’s own signal', async () => {
  const controller = new AbortController();
  const answer = clerkFetch.createAuthenticatedFetch(options)('/me', { signal: controller.signal });
  controller.abort('left');
  await expect(answer).rejects.toBe('left');
});
