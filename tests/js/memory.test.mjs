// Nothing is left behind by a call or by a fetcher, however many there are. `FULL=1` makes it a million.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { json } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { promiseFlatMemory } from '../support/memory/promises.mjs';
import { deferred, settled } from './support/suite.mjs';

const CHILD = fileURLToPath(new URL('support/memory-child.mjs', import.meta.url));

/** One loop in a process of its own. */
const measure = async (name, times) => {
  const child = spawn(process.execPath, ['--expose-gc', CHILD, name, times], { stdio: ['ignore', 'pipe', 'inherit'] });
  return json(child.stdout);
};

promiseFlatMemory('Node', { measure, leak: 20 });

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
