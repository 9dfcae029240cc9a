// Loads the WebAssembly that is inlined in this file; where compiling is refused (a CSP without 'wasm-unsafe-eval', an
// embedder that forbids it, no WebAssembly), `loadLater` fetches the JavaScript translation, a file of its own.

import text from 'clerk-fetch-core.wasm';
import type { Core } from './exports.ts';

/**
 * Undoes scripts/lib/core.mjs' `printable`: at first, rare characters and which byte (^ 64) each stands for; then the bytes, of
 * which each `~` shifts the next by 176. A loop over all of them would cost an engine's compilers more than the rest of a start.
 */
const decode = (): Uint8Array<ArrayBuffer> => {
  let coded = text.slice(40);
  for (let index = 0; index < 40; index += 2) {
    coded = coded.split(text[index]!).join(String.fromCharCode(text.charCodeAt(index + 1) ^ 64));
  }
  // jsdom has no encoder.
  const bytes = globalThis.TextEncoder ? new TextEncoder().encode(coded) : Uint8Array.from(coded, (char) => char.charCodeAt(0));
  let from = 0;
  let to = 0;
  let shift = 0;
  for (const { length } of coded.split('~')) {
    if (length) {
      bytes.copyWithin(to, from, from + length);
      bytes[to]! += shift;
      to += length;
      shift = 0;
    }
    shift += 176;
    from += length + 1;
  }
  return bytes.subarray(0, to);
};

export const load = (): Core => new WebAssembly.Instance(new WebAssembly.Module(decode())).exports as Core;

export const loadLater = async (): Promise<Core> => (await import('./fallback.js')).load();
