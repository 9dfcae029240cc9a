// The Rust core: its exports, and the window of text that both sides share.

import { load, loadLater } from './loader.js';
import { unavailable } from './error.js';
import { Window } from './codes.ts';

/** The core's functions (src/exports/); set once by `loadNow` or `loadEventually`. */
export let core;

let bytes;

/** The core's memory does not grow: it has no allocator. */
const install = (exports) => {
  core = exports;
  bytes = new Uint8Array(core.memory.buffer, core.window(), Window.Capacity);
  return true;
};

/** Loads the core in this very turn where this environment allows it; false where it must be waited for. */
export const loadNow = () => {
  if (core) return true;
  try {
    return install(load());
  } catch {
    return false;
  }
};

let loading;

/** Loads the JavaScript translation after WebAssembly was refused. A failure is forgotten, so that the next call tries again. */
export const loadEventually = () =>
  (loading ??= loadLater().then(install, (cause) => {
    loading = undefined;
    throw unavailable(cause);
  }));

/** Writes a text into the window, 0x7F for what is not ASCII, and returns its whole length. */
export const write = (text) => {
  const length = Math.min(text.length, Window.Capacity);
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    bytes[index] = unit < 128 ? unit : 127;
  }
  return text.length;
};

/** Writes two texts that a NUL separates. */
export const writePair = (first, second) => write(first + '\0' + second);

/** Reads what Rust left in the window, a byte a character. */
export const read = (length) => String.fromCharCode.apply(null, bytes.subarray(0, length));
