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

/** How many bytes a rare character stands for, and how far `~` shifts: what compresses best, of all that were tried. js/core/loader.ts has both. */
const STAND_INS = 20;
const SHIFT = 176;

const prints = (byte) => byte >= 32 && byte < 126 && !'"\\'.includes(String.fromCharCode(byte));

/** The ASCII bytes that do not print and that the core has most, each with a character that it has least. */
const standIns = (bytes) => {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const byCount = [...counts.keys()].sort((one, other) => counts[other] - counts[one]);
  const rare = byCount.filter(prints).reverse();
  return byCount.filter((byte) => byte < 128 && !prints(byte)).slice(0, STAND_INS).map((byte, index) => [byte, rare[index]]);
};

/**
 * Bytes as printable ASCII that compresses nearly as they do: letters stay what they are, rare characters stand for frequent
 * bytes, each `~` shifts what follows. js/core/loader.ts undoes it.
 */
export const printable = (bytes) => {
  const pairs = standIns(bytes);
  const places = new Map(pairs);
  const taken = new Set(places.values());
  const stays = (byte) => prints(byte) && !taken.has(byte);
  const token = (byte) => {
    if (stays(byte)) return String.fromCharCode(byte);
    if (places.has(byte)) return String.fromCharCode(places.get(byte));
    for (let times = 1; ; times++) {
      const shifted = (byte - SHIFT * times) & 255;
      if (stays(shifted)) return '~'.repeat(times) + String.fromCharCode(shifted);
    }
  };
  return pairs.map(([byte, rare]) => String.fromCharCode(rare, byte ^ 64)).join('') + Array.from(bytes, token).join('');
};
