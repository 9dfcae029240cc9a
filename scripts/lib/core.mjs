// How the core is compiled and shrunk, and how it stands in a JavaScript file: scripts/build.mjs and scripts/size.mjs.

import { readFileSync } from 'node:fs';

export const FEATURES = ['bulk-memory', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals'].map((name) => `--enable-${name}`);
export const SHRINK = ['-Oz', '--flatten', '--rereloop', '-Oz', '-Oz', '--converge', '--strip-debug', '--strip-producers', '--strip-target-features'];

/**
 * Without reference types (and with `strip = true`, which hides that std was built with them) wasm-bindgen adds no
 * externref table, which wasm2js cannot translate: one core serves both.
 */
export const RUSTFLAGS = '-Clink-arg=-zstack-size=65536 -Ctarget-cpu=mvp -Ctarget-feature=+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals';

export const exportsOf = (path) => WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(path))).map(({ name }) => name);

/** Whether js/ can use an export: wasm-bindgen adds some for a glue that is not used here. */
export const isUsed = (name) => !name.startsWith('__');

/** What wasm-metadce is told: these exports, and what they use, stay. */
export const keeping = (names) => {
  const nodes = names.map((name) => ({ name: `of ${name}`, export: name }));
  return JSON.stringify([{ name: 'all', root: true, reaches: nodes.map(({ name }) => name) }, ...nodes]);
};

/** Texts that a JavaScript string holds as they are; `~` parts them from the rest. */
const TEXT = /[\0\n -}]+/g;

/**
 * The core as printable ASCII that compresses nearly as its bytes do: where its longest text stands, that text, and all else in
 * hexadecimal digits. js/core/loader.ts undoes it.
 */
export const printable = (bytes) => {
  const text = [...bytes.toString('latin1').matchAll(TEXT)].reduce((longest, found) => (found[0].length > longest[0].length ? found : longest));
  const rest = Buffer.concat([bytes.subarray(0, text.index), bytes.subarray(text.index + text[0].length)]);
  return [text.index, text[0], rest.toString('hex')].join('~');
};
