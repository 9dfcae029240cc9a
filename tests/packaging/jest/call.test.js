const clerkFetch = require('clerk-fetch');
const { createFakeClerk } = require('clerk-fetch/testing');
const { probe } = require('./probe.cjs');

const { createAuthenticatedFetch } = clerkFetch;

/** Jest's jsdom has neither `fetch` nor `Response`: as in any unit test, both are stood in for. */
const answer = (status, body) => ({
  ok: status === 200,
  status,
  statusText: '',
  url: '',
  headers: new Map(),
  text: async () => JSON.stringify(body),
  json: async () => body,
});

const mockApi = (clerk) => {
  globalThis.fetch = jest.fn(async (url, { headers }) => {
    const who = clerk.verify(headers.Authorization ?? '');
    return who.ok ? answer(200, { userId: who.userId }) : answer(401, { reason: who.reason });
  });
};

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

// First, since the probe sees a core only as it is loaded.
(realFetch ? test : test.skip)('a real call', async () => {
  const outcome = await probe(clerkFetch, JSON.parse(process.env.PROBE));
  expect(outcome).toMatchObject({ authorized: true, core: 'wasm' });
});

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
