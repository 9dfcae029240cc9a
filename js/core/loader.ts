// Loads the WebAssembly that is inlined in this file; where compiling is refused (a CSP without 'wasm-unsafe-eval', an
// embedder that forbids it, no WebAssembly), `loadLater` fetches the JavaScript translation, a file of its own.

import text from 'clerk-fetch-core.wasm';
import type { Core } from './exports.ts';

declare global {
  interface Uint8ArrayConstructor {
    fromHex?: (digits: string) => Uint8Array;
  }
  var Buffer: { from(digits: string, encoding: 'hex'): Uint8Array } | undefined;
}

/** The platform's own decoders take a tenth of a loop's time, which no compiler has made quick yet. */
const fromHex = /* eager */ ((digits: string): Uint8Array =>
  Uint8Array.fromHex?.(digits) ?? globalThis.Buffer?.from(digits, 'hex') ?? Uint8Array.from(digits.match(/../g)!, (pair) => parseInt(pair, 16)));

/** Undoes scripts/lib/core.mjs' `printable`. */
const decode = /* eager */ ((): Uint8Array<ArrayBuffer> => {
  const [at, words, digits] = text.split('~') as [string, string, string];
  const code = fromHex(digits);
  const bytes = new Uint8Array(code.length + words.length);
  bytes.set(code);
  bytes.copyWithin(+at + words.length, +at);
  // jsdom has no encoder.
  bytes.set(globalThis.TextEncoder ? new TextEncoder().encode(words) : Uint8Array.from(words, (char) => char.charCodeAt(0)), +at);
  return bytes;
});

export const load = /* eager */ ((): Core => new WebAssembly.Instance(new WebAssembly.Module(decode())).exports as Core);

export const loadLater = async (): Promise<Core> => (await import('./fallback.js')).load();
