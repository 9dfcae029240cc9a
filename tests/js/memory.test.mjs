// Nothing is left behind by a call or by a fetcher, however many there are. `FULL=1` makes it a million.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { promiseFlatMemory } from '../support/memory/promises.mjs';
import { measuring } from './support/measure-memory.mjs';
import { deferred, settled } from './support/suite.mjs';

promiseFlatMemory('Node', { measure: measuring('clerk-fetch'), leak: 20 });

test('twenty calls at the same time with one signal print no warning, as with fetch itself', async (t) => {
  const warnings = [];
  const note = (warning) => warnings.push(warning.message);
  process.on('warning', note);
  t.after(() => process.off('warning', note));
  const { promise: held, resolve } = deferred();
  const { signal } = new AbortController();
  const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch: () => held });
  const calls = Array.from({ length: 20 }, () => api('/x', { signal }));
  await settled();
  resolve({ status: 200 });
  await Promise.all(calls);
  await settled();
  assert.deepEqual(warnings, []);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});
