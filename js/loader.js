// Loads the WebAssembly that is inlined in this file; where compiling is refused (a CSP without 'wasm-unsafe-eval', an
// embedder that forbids it, no WebAssembly), `loadLater` fetches the JavaScript translation, a file of its own.

import text from 'clerk-fetch-core.wasm';

/**
 * Undoes scripts/build.mjs' `printable`: the first characters are pairs of bytes that changed places; `{`, `|`, `}` and
 * `~` say how far the next character was shifted.
 */
const decode = () => {
  const swapped = [];
  for (let index = 0; index < 22; index += 2) {
    const [one, other] = [text.charCodeAt(index), text.charCodeAt(index + 1) - 64];
    swapped[one] = other;
    swapped[other] = one;
  }
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let index = 22; index < text.length; index++) {
    let code = text.charCodeAt(index);
    if (code > 122) code = (text.charCodeAt(++index) + 154 * (code - 122)) & 255;
    bytes[length++] = swapped[code] ?? code;
  }
  return bytes.subarray(0, length);
};

export const load = () => new WebAssembly.Instance(new WebAssembly.Module(decode())).exports;

export const loadLater = async () => (await import('./fallback.js')).load();
