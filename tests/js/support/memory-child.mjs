// Runs one loop of tests/support/memory in a process of its own (`node --expose-gc`) and prints what it measured as JSON.
//
//   node --expose-gc memory-child.mjs <loop> <times>
import { LOOPS, runWindow } from '../../support/memory/loops.mjs';
import { WINDOWS } from '../../support/memory/flat.mjs';

/** Linear memories of all instances that the package makes. Their exports have short names. */
const memories = [];
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = Reflect.construct(target, args);
    memories.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory));
    return instance;
  },
});

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

const measure = async (name, calls) => {
  const { make, at } = LOOPS[name];
  const once = make(await import('clerk-fetch'));
  const size = Math.ceil(calls / WINDOWS);
  const heap = [];
  const wasm = [];
  for (let window = 0; window < WINDOWS; window++) {
    await runWindow(once, at, window * size, (window + 1) * size);
    heap.push(await collected());
    wasm.push(memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
  }
  return { name, calls: size * WINDOWS, heap, wasm };
};

const [name, calls] = process.argv.slice(2);
console.log(JSON.stringify(await measure(name, Number(calls))));
