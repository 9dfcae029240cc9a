import { createAuthenticatedFetch } from 'clerk-fetch';
import * as hooks from 'clerk-fetch/react';
import { createFakeClerk } from 'clerk-fetch/testing';

/** React Native's Jest set-up has a `fetch` that never answers: as in any unit test, it is stood in for. */
const answer = (status, body) => ({ ok: status === 200, status, text: async () => JSON.stringify(body), json: async () => body });

const mockApi = (clerk) => {
  globalThis.fetch = jest.fn(async (url, { headers }) => {
    const who = clerk.verify(headers.Authorization ?? '');
    return who.ok ? answer(200, { userId: who.userId }) : answer(401, { reason: who.reason });
  });
};

test('a component’s call is that of the fake Clerk’s user, with one new token for a 401', async () => {
  const clerk = createFakeClerk({ user: 'user_ada' });
  mockApi(clerk);
  const api = createAuthenticatedFetch({ clerk, baseUrl: 'https://api.foo.com' });
  expect(await api.json('/me')).toEqual({ userId: 'user_ada' });
  clerk.expire();
  expect(await api.json('/me')).toEqual({ userId: 'user_ada' });
  expect(clerk.mints).toBe(2);
});

test('signed out is an error with a code', async () => {
  const api = createAuthenticatedFetch({ clerk: createFakeClerk(), baseUrl: 'https://api.foo.com' });
  await expect(api('/me')).rejects.toMatchObject({ code: 'signed_out' });
});

test('the hooks are there', () => expect(typeof hooks.useFetch).toBe('function'));
