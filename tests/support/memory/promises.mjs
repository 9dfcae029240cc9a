// What is promised of memory, in Node and in Chromium. `FULL=1` makes it a million.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { fault, growth, told } from './flat.mjs';
import { CONTROL, LEAK, LOOPS, timesOf } from './loops.mjs';

const full = process.env.FULL === '1';
const limit = { timeout: (full ? 120 : 5) * 60_000 };

/**
 * `measure(name, times)` does a loop in a place of its own; of one small object it must see more than `leak` bytes. `wasm`:
 * whether the core there is WebAssembly.
 */
export function promiseFlatMemory(where, { measure, leak, wasm = true }) {
  const measured = (name) => measure(name, timesOf(name, full));

  describe(`memory in ${where}`, () => {
    let control;
    before(async () => {
      control = await measured(CONTROL);
    }, limit);

    test('the measure sees a leak of one small object', limit, async (t) => {
      const leaked = await measured(LEAK);
      t.diagnostic(told(leaked));
      assert.match(String(fault(leaked, control)), /^the heap grows/);
      assert.ok(growth(leaked).slope > leak, told(leaked));
    });

    for (const name of Object.keys(LOOPS).filter((loop) => loop !== CONTROL && loop !== LEAK)) {
      test(`is flat over ${timesOf(name, full)} ${name}`, limit, async (t) => {
        let loop = await measured(name);
        t.diagnostic(told(loop));
        // A leak is seen each time; what the engine does beside a loop, on a busy machine, is not.
        if (fault(loop, control)) {
          loop = await measured(name);
          t.diagnostic(`again: ${told(loop)}`);
        }
        assert.equal(fault(loop, control), undefined);
        assert.equal(loop.wasm.at(-1) > 0, wasm, 'whether the core is WebAssembly');
      });
    }
  });
}
