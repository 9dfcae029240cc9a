// Runs one loop of tests/support/memory in a process of its own (`node --expose-gc`) and prints what it measured as JSON.
//
//   node --expose-gc memory-child.mjs <entry> <loop> <times>
import { WINDOWS } from '../../support/memory/flat.mjs';
import { LOOPS, runWindow } from '../../support/memory/loops.mjs';
import { wasmBytes } from '../../support/memory/wasm.mjs';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Twice, with a turn between: weak references and finalizers let go only then. */
const collected = async () => {
  for (let pass = 0; pass < 2; pass++) {
    globalThis.gc();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const measure = async (entry, name, calls) => {
  const { make, at } = LOOPS[name];
  const once = make(await import(entry));
  const size = Math.ceil(calls / WINDOWS);
  const heap = [];
  const wasm = [];
  for (let window = 0; window < WINDOWS; window++) {
    await runWindow(once, at, window * size, (window + 1) * size);
    heap.push(await collected());
    wasm.push(wasmBytes());
  }
  return { name, calls: size * WINDOWS, heap, wasm };
};

const [entry, name, calls] = process.argv.slice(2);
console.log(JSON.stringify(await measure(entry, name, Number(calls))));
