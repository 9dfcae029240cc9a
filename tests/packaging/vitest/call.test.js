import * as clerkFetch from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';
import { expect, test, vi } from 'vitest';
import { probe } from './probe.mjs';

const { createAuthenticatedFetch } = clerkFetch;

/** An API on `fetch`, mocked after the import, that knows the fake Clerk's tokens. */
const mockApi = (clerk) =>
  vi.stubGlobal('fetch', async (url, { headers }) => {
    const who = clerk.verify(new Headers(headers).get('authorization') ?? '');
    return who.ok ? Response.json({ userId: who.userId }) : Response.json({ reason: who.reason }, { status: 401 });
  });

// First, since the probe sees a core only as it is loaded.
test('a real call', async () => {
  expect(await probe(clerkFetch, JSON.parse(process.env.PROBE))).toMatchObject({ authorized: true, core: 'wasm' });
});

test('a component’s call is that of the fake Clerk’s user, with one new token for a 401', async () => {
  const clerk = createFakeClerk({ user: 'user_ada' });
  mockApi(clerk);
  const api = createAuthenticatedFetch({ clerk, baseUrl: 'https://api.foo.com' });
  expect(await api.json('/me')).toEqual({ userId: 'user_ada' });
  clerk.expire();
  expect(await api.json('/me')).toEqual({ userId: 'user_ada' });
  expect(clerk.mints).toBe(2);
  vi.unstubAllGlobals();
});

test('signed out is an error with a code', async () => {
  const api = createAuthenticatedFetch({ clerk: createFakeClerk(), baseUrl: 'https://api.foo.com' });
  await expect(api('/me')).rejects.toMatchObject({ code: 'signed_out' });
});
