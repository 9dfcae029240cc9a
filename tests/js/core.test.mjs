// The compiled core as it is shipped: nothing in it can panic, ask for memory, or reach outside.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import binaryen from 'binaryen';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';

const FILE = join(INSTALLED, 'dist', 'clerk_fetch_bg.wasm');

/** Instructions that trap: a panic aborts by `unreachable`; the others on operands that a caller could choose. */
const TRAPS = /\b(unreachable|call_indirect|(i32|i64)\.(div|rem)_[su]|(i32|i64)\.trunc_f(32|64)_[su])\b/g;

describe('the compiled core', () => {
  const bytes = readFileSync(FILE);
  let text;
  before(() => {
    const module = binaryen.readBinary(new Uint8Array(bytes));
    text = module.emitText();
    module.dispose();
  });
  const found = (pattern) => [...text.matchAll(pattern)].map(([match]) => match);

  test('has functions to look at', () => {
    assert.ok(found(/^ \(func /gm).length > 20);
  });

  test('has no instruction that traps, and so no panic', () => {
    assert.deepEqual(found(TRAPS), []);
  });

  test('has no words of a panic of its own, and no path of the machine that built it', () => {
    const words = bytes.toString('latin1').match(/panicked|unwrap|expect|out of bounds|divide by zero|src\/(policy|engine|exports|options|error)|\.cargo|\/home\/|\/root\//g);
    assert.equal(words, null);
  });

  test('imports nothing: it can call nothing and read nothing but its own memory', () => {
    assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(bytes)), []);
  });

  test('never asks for memory', () => {
    assert.deepEqual(found(/memory\.grow/g), []);
  });

  test('has no table, and no start function', () => {
    assert.deepEqual(found(/^ \((table|start|elem) .*/gm), []);
  });

  /** What a copy of the package of its own compiles when its first factory is called. Other files have this core without what only it needs. */
  const compiledBy = async (copy) => {
    const { createAuthenticatedFetch } = await import(`${pathToFileURL(join(INSTALLED, 'dist', 'deno.js'))}?${copy}`);
    const { instances, restore } = observed();
    try {
      createAuthenticatedFetch();
    } finally {
      restore();
    }
    return instances.map((source) => Buffer.compare(Buffer.from(source), bytes));
  };

  test('is the very bytes that are inlined: the same build', async () => assert.deepEqual(await compiledBy('with'), [0]));

  test('is so where there is no TextEncoder too, as in Jest’s jsdom', async (t) => {
    t.after(() => (globalThis.TextEncoder = TextEncoder));
    const { TextEncoder } = globalThis;
    delete globalThis.TextEncoder;
    assert.deepEqual(await compiledBy('without'), [0]);
  });
});

/** The bytes of all modules that are compiled meanwhile. */
function observed() {
  const instances = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [source, ...more]) {
      instances.push(source);
      return Reflect.construct(target, [source, ...more]);
    },
  });
  return { instances, restore: () => (WebAssembly.Module = Module) };
}
