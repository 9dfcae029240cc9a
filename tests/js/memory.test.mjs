// Nothing is left behind by a call or by a fetcher, however many there are. `FULL=1` makes it a million.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { json } from 'node:stream/consumers';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { fault, growth, told } from '../support/memory/flat.mjs';
import { CONTROL, LEAK, LOOPS, timesOf } from '../support/memory/loops.mjs';
import { deferred, settled } from './support/suite.mjs';

const CHILD = fileURLToPath(new URL('support/memory-child.mjs', import.meta.url));
const full = process.env.FULL === '1';
const limit = { timeout: (full ? 120 : 5) * 60_000 };

/** One loop in a process of its own. */
const measure = async (name) => {
  const child = spawn(process.execPath, ['--expose-gc', CHILD, name, timesOf(name, full)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return json(child.stdout);
};

describe('memory in Node', () => {
  let control;
  before(async () => {
    control = await measure(CONTROL);
  }, limit);

  test('the measure sees a leak of one small object', limit, async (t) => {
    const leak = await measure(LEAK);
    t.diagnostic(told(leak));
    assert.match(String(fault(leak, control)), /^the heap grows/);
    assert.ok(growth(leak).slope > 20, told(leak));
  });

  for (const name of Object.keys(LOOPS).filter((loop) => loop !== CONTROL && loop !== LEAK)) {
    test(`is flat over ${timesOf(name, full)} ${name}`, limit, async (t) => {
      const measured = await measure(name);
      t.diagnostic(told(measured));
      assert.equal(fault(measured, control), undefined);
      assert.ok(measured.wasm.at(-1) > 0, 'the core is WebAssembly');
    });
  }
});

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
