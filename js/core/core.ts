// The Rust core: its exports, and the window of text that both sides share.

import { unavailable } from '../error.ts';
import { Window } from './codes.ts';
import type { Core } from './exports.ts';
import { load, loadLater } from './loader.ts';

/** Set once, by `loadNow` or `loadEventually`. */
export let core: Core;

let bytes: Uint8Array;

/** The core's memory does not grow, because the core has no allocator. */
const install = /* eager */ ((exports: Core) => {
  core = exports;
  bytes = new Uint8Array(core.memory.buffer, core.window(), Window.Capacity);
  return true;
});

/** Loads the core in this very turn where this environment allows it; false where it must be waited for. */
export const loadNow = /* eager */ ((): boolean => {
  if (core) return true;
  try {
    return install(load());
  } catch {
    return false;
  }
});

let loading: Promise<boolean> | undefined;

/** Loads the JavaScript translation after WebAssembly was refused. A failure is forgotten, so that the next call tries again. */
export const loadEventually = (): Promise<boolean> =>
  (loading ??= loadLater().then(install, (cause: unknown) => {
    loading = undefined;
    throw unavailable(cause);
  }));

/** Writes a text into the window, 0x7F for each character that is not ASCII, and returns its whole length. */
export const write = /* eager */ ((text: string): number => {
  const length = Math.min(text.length, Window.Capacity);
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    bytes[index] = unit < 128 ? unit : 127;
  }
  return text.length;
});

/** Writes two texts that a NUL separates. */
export const writePair = /* eager */ ((first: string, second: string): number => write(first + '\0' + second));

/** Reads what Rust left in the window, a byte a character. */
export const read = (length: number): string => Reflect.apply(String.fromCharCode, null, bytes.subarray(0, length));
