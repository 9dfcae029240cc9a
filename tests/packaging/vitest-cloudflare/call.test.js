import * as clerkFetch from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';
import { expect, test } from 'vitest';
import { probe } from './probe.mjs';

// First, since the probe sees a core only as it is loaded.
test('a real call', async () => {
  expect(await probe(clerkFetch, JSON.parse(globalThis.PROBE))).toMatchObject({ authorized: true, core: globalThis.CORE });
});

test('a call is that of the fake Clerk’s user, with one new token for a 401', async () => {
  const clerk = createFakeClerk({ user: 'user_ada' });
  const fetch = async (url, { headers }) => {
    const who = clerk.verify(new Headers(headers).get('authorization') ?? '');
    return Response.json({ userId: who.userId }, { status: who.ok ? 200 : 401 });
  };
  const api = clerkFetch.createAuthenticatedFetch({ clerk, baseUrl: 'https://api.foo.com', fetch });
  expect(await api.json('/me')).toEqual({ userId: 'user_ada' });
  clerk.expire();
  expect(await api.json('/me')).toEqual({ userId: 'user_ada' });
  expect(clerk.mints).toBe(2);
});

test('a wrong option is refused at once', () => {
  expect(() => clerkFetch.createAuthenticatedFetch({ getTokne: 1 })).toThrow('getToken');
});
