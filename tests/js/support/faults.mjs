// The fault matrix: each fault of tests/data/faults.json against each way to call. A topic arranges a fault; this runs the
// call, compares what came of it with the table, and sees that nothing is left behind.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe } from 'node:test';
import { inspect } from 'node:util';
import { byQuery, bySWR } from './dom.mjs';
import { assertCode, forBothBuilds, promise, settled } from './suite.mjs';
import { holdTimers } from './world.mjs';
import { assertNothingLeft, watchClerk, watchedSignal, watchProcess } from './traces.mjs';

export const SECTIONS = JSON.parse(readFileSync(new URL('../../data/faults.json', import.meta.url)));

/** The ways to call; each starts one and gives its promise, and what ends the component that made it. */
export const COLUMNS = {
  fetch: (build, options, signal) => ({ promise: build.createAuthenticatedFetch(options)('/x', { signal }) }),
  json: (build, options, signal) => ({ promise: build.createAuthenticatedFetch(options).json('/x', { signal }) }),
  SWR: (build, options) => bySWR(build.clerkSWRFetcher(options), '/x'),
  TanStack: (build, options) => byQuery(build.clerkQueryFn(options), '/x'),
};

/** What `retryable` says (the contract's list). */
const RETRYABLE = ['network', 'offline', 'timeout', 'token_unavailable', 'clerk_not_loaded'];
const RETRYABLE_STATUSES = [408, 425, 429, 500, 502, 503, 504];

function assertCause({ cause }, expected) {
  const found = typeof expected === 'number' ? cause?.status : cause?.name;
  assert.equal(found, expected, inspect(cause));
}

/** `expected` is the table's: a code, and for `http` the status. */
function assertError(error, expected, { cause }) {
  const [code, status] = expected.split(' ');
  assertCode(error, code);
  assert.equal(error.status, code === 'invalid_json' ? 200 : status && Number(status));
  const { status: answered } = error.cause ?? {};
  const isDenied = code === 'token_unavailable' && answered >= 400 && answered < 500 && answered !== 429;
  assert.equal(error.retryable, (RETRYABLE.includes(code) && !isDenied) || RETRYABLE_STATUSES.includes(error.status));
  assert.equal(error.method, 'GET');
  assert.match(error.url, /^http:.*\/x$/);
  assertCause(error, code === 'http' ? undefined : cause);
}

/** `expected` is a status, and what the body does where it is not simply there. */
async function assertResponse(response, expected, signal) {
  const [, status, body] = /^(\d+)(?: then (\w+))?$/.exec(expected);
  assert.equal(response.status, Number(status));
  if (!body) return void (await response.text());
  const reading = response.text().then(() => 'read', (error) => error.name);
  if (body !== 'pending') return assert.equal(await reading, body);
  assert.equal(await Promise.race([reading, settled().then(() => 'pending')]), 'pending');
  signal.abort(); // as the caller of `fetch` would end it
  assert.equal(await reading, 'AbortError');
}

async function assertOutcome(outcome, row, column, signal) {
  const expected = column === 'fetch' ? row.plain : row.parsed;
  const { value, error } = outcome;
  if (/^\d/.test(expected)) {
    assert.ok(value instanceof Response, inspect(outcome));
    await assertResponse(value, expected, signal);
  } else if (expected === 'data') {
    assert.equal(value?.ok, true, inspect(outcome)); // the server's own word
  } else if (expected === 'TypeError') {
    assert.equal(error?.name, 'TypeError', inspect(outcome));
  } else {
    assertError(error, expected, row);
  }
}

/** One cell: the fault, the call, what came of it, and what is left. */
async function runCell(t, build, column, row, arrange) {
  const timers = holdTimers(t);
  const quiet = watchProcess(t);
  const signal = watchedSignal();
  const { options, steps, check } = await arrange(t, timers, column);
  const listeners = watchClerk(options.clerk);
  const { promise: pending, end } = COLUMNS[column](build, options, signal);
  const outcome = pending.then((value) => ({ value }), (error) => ({ error }));
  await steps?.();
  await assertOutcome(await outcome, row, column, signal);
  await check?.(await outcome);
  end?.();
  await assertNothingLeft({ timers, quiet, signal, listeners });
}

/** Makes a section's promises. `arrangements` has a function for each of its faults, `(t, timers, column) => { options, steps, check }`. */
export function forEachCell(id, arrangements) {
  const { rows } = SECTIONS.find((section) => section.id === id);
  promise(`${id}: each fault of the table is arranged`, () => {
    assert.deepEqual(Object.keys(arrangements), rows.map(({ fault }) => fault));
  });
  forBothBuilds((build) => {
    for (const row of rows) {
      describe(`${id} ${row.fault}`, () => {
        for (const column of Object.keys(COLUMNS)) {
          const expected = column === 'fetch' ? row.plain : row.parsed;
          promise(`${column}: ${expected}`, (t) => runCell(t, build, column, row, arrangements[row.fault]));
        }
      });
    }
  });
}
