// Loads the WebAssembly that is inlined in this file; where compiling is refused (a CSP without 'wasm-unsafe-eval', an
// embedder that forbids it, no WebAssembly), `loadLater` fetches the JavaScript translation, a file of its own.

import base64 from 'clerk-fetch-core.wasm';

const decode = () => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

export const load = () => new WebAssembly.Instance(new WebAssembly.Module(decode())).exports;

export const loadLater = async () => (await import('./fallback.js')).load();
