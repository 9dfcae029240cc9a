// Loads the WebAssembly that is inlined in this file; where compiling is refused (a CSP without 'wasm-unsafe-eval', an
// embedder that forbids it, no WebAssembly), `loadLater` fetches the JavaScript translation, a file of its own.

import text from 'clerk-fetch-core.wasm';

/** Undoes scripts/build.mjs' `printable`: `{`, `|`, `}` and `~` say how far the next character was shifted. */
const decode = () => {
  const bytes = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    bytes.push(code < 123 ? code : (text.charCodeAt(++index) + 154 * (code - 122)) & 255);
  }
  return new Uint8Array(bytes);
};

export const load = () => new WebAssembly.Instance(new WebAssembly.Module(decode())).exports;

export const loadLater = async () => (await import('./fallback.js')).load();
