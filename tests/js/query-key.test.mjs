// What `useClerkQuery` makes of a key that is none.
import { byHook } from './support/dom.mjs';
import assert from 'node:assert/strict';
import { useClerkQuery } from 'clerk-fetch/react-query';
import { createFakeClerk } from 'clerk-fetch/testing';
import { assertCode, caught, promise } from './support/suite.mjs';

for (const key of [{ queryKey: ['/todos'] }, { url: '/todos' }]) {
  promise(`useClerkQuery(${JSON.stringify(key)}) says what to pass, and fetches no [object Object]`, async (t) => {
    const auth = { baseUrl: 'https://api.foo.com', clerk: createFakeClerk({ user: 'user_ada' }), fetch: () => assert.fail('sent') };
    const { promise: settled, end } = byHook(() => useClerkQuery(key, { auth }));
    t.after(end);
    assertCode(await caught(settled), 'invalid_key', 'an object', 'Pass the key itself', "`['/todos', { done: true }]`");
  });
}

for (const key of [() => null, true, 5]) {
  promise(`useClerkQuery(${key}) is no key, and fetches nothing`, async (t) => {
    const auth = { baseUrl: 'https://api.foo.com', clerk: createFakeClerk({ user: 'user_ada' }), fetch: () => assert.fail('sent') };
    const { promise: settled, end } = byHook(() => useClerkQuery(key, { auth }));
    t.after(end);
    assertCode(await caught(settled), 'invalid_key');
  });
}
