// What all topics share: the two builds of the package, the time limit of a test, and how a rejection is looked at.
import './no-token.mjs'; // before the package, whose errors it watches
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import * as wasm from 'clerk-fetch';
import * as translated from 'clerk-fetch/no-wasm';

/** The package as imported, with the core as WebAssembly. */
export { wasm as pkg };

/** One promise of the package; what is still open after 10 s, or as many as a big one needs, has broken it. */
export const promise = (name, body, seconds = 10) => test(name, { timeout: seconds * 1_000 }, body);

/** Makes the same promises for the WebAssembly build and for its translation to JavaScript. */
export function forBothBuilds(suite) {
  describe('wasm', () => suite(wasm));
  describe('no-wasm', () => suite(translated));
}

/** What a promise rejects with. */
export const caught = (pending) =>
  Promise.resolve(pending).then(
    (value) => assert.fail(`it resolved with ${inspect(value)}`),
    (error) => error,
  );

/** What a function throws. */
export function thrown(body) {
  let value;
  try {
    value = body();
  } catch (error) {
    return error;
  }
  return assert.fail(`it returned ${inspect(value)}`);
}

/** Asserts that an error is this package's, with this code and, in its message, these words. */
export function assertCode(error, code, ...words) {
  assert.equal(error?.name, 'ClerkFetchError', inspect(error));
  assert.equal(error.code, code, inspect(error));
  for (const word of words) {
    const found = word instanceof RegExp ? word.test(error.message) : error.message.includes(word);
    assert.ok(found, `${word} in: ${error.message}`);
  }
}

/** Lets everything that can run now run, until `check` holds; a wait for nothing fails before the test's limit. */
export async function eventually(check) {
  const start = process.hrtime.bigint();
  while (!check()) {
    assert.ok(process.hrtime.bigint() - start < 8_000_000_000n, `it never came: ${check}`);
    await new Promise((resume) => setImmediate(resume));
  }
}

/** Lets what is already queued run, to show that nothing more happens. */
export async function settled(turns = 20) {
  for (let turn = 0; turn < turns; turn++) await new Promise((resume) => setImmediate(resume));
}

/** A promise to settle by hand. */
export function deferred() {
  const handle = {};
  handle.promise = new Promise((resolve, reject) => Object.assign(handle, { resolve, reject }));
  return handle;
}
