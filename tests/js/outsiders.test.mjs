// What testers found who had the contract alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clerkQueryOptions } from 'clerk-fetch/query';
import { assertCode, caught, forBothBuilds, thrown } from './support/suite.mjs';
import { replaceGlobal } from './support/world.mjs';

forBothBuilds(({ createAuthenticatedFetch }) => {
  const fetch = () => assert.fail('nothing may be sent');

  for (const signedOut of ['reject', 'anonymous']) {
    test(`a device without a network, and a session that gives null: offline, with signedOut: '${signedOut}'`, async (t) => {
      replaceGlobal(t, 'navigator', { onLine: false });
      const clerk = { loaded: true, session: { id: 'sess_1', status: 'active', getToken: async () => null } };
      assertCode(await caught(createAuthenticatedFetch({ clerk, signedOut, fetch, baseUrl: 'https://a.foo.com' })('/x')), 'offline');
    });
  }

  test('a path as `baseUrl` makes no exception for a page without encryption', async (t) => {
    replaceGlobal(t, 'location', { origin: 'http://shop.lan', href: 'http://shop.lan/' });
    replaceGlobal(t, 'document', { baseURI: 'http://shop.lan/' });
    const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: '/api', fetch });
    assertCode(await caught(api('/x')), 'origin_not_allowed', 'http://shop.lan');
  });

  test('an origin with a path: the message has the line for a value from the environment', () => {
    const error = thrown(() => createAuthenticatedFetch({ allowedOrigins: ['https://a.foo.com/x'] }));
    assertCode(error, 'invalid_options', '`https://a.foo.com`', '`new URL(value).origin`');
  });
});

test('clerkQueryOptions without a key: its queryFn says so', async () => {
  for (const key of [null, undefined]) {
    const { queryKey, queryFn } = clerkQueryOptions(key, { baseUrl: 'https://a.foo.com', getToken: async () => 'tok' });
    assertCode(await caught(queryFn({ queryKey })), 'invalid_key');
  }
});
