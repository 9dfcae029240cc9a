// How the core is compiled and shrunk, and how it stands in a JavaScript file: scripts/build.mjs and scripts/size.mjs.

export const FEATURES = ['bulk-memory', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals'].map((name) => `--enable-${name}`);
export const SHRINK = ['-Oz', '--flatten', '--rereloop', '-Oz', '-Oz', '--converge', '--strip-debug', '--strip-producers', '--strip-target-features'];

/**
 * Without reference types (and with `strip = true`, which hides that std was built with them) wasm-bindgen adds no
 * externref table, which wasm2js cannot translate: one core serves both.
 */
export const RUSTFLAGS = '-Clink-arg=-zstack-size=65536 -Ctarget-cpu=mvp -Ctarget-feature=+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals';

const stays = (byte) => byte >= 32 && byte < 123 && !'"\\'.includes(String.fromCharCode(byte));
const fits = (byte) => stays(byte) || (byte > 122 && byte < 127);

/** The control characters that the core has most, each with a printable one that it has least: a few pairs. */
const swaps = (bytes) => {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const byCount = [...counts.keys()].sort((one, other) => counts[other] - counts[one]);
  const rare = byCount.filter(stays).reverse();
  return byCount.filter((byte) => byte < 32).slice(0, 11).map((control, index) => [rare[index], control]);
};

/**
 * Bytes as printable ASCII that compresses nearly as they do: letters stay what they are, a few pairs of bytes change
 * places, `{`, `|`, `}` and `~` shift what follows. js/loader.js undoes it.
 */
export const printable = (bytes) => {
  const pairs = swaps(bytes);
  const places = new Map(pairs.flatMap(([one, other]) => [[one, other], [other, one]]));
  const token = (byte) => {
    if (stays(byte)) return String.fromCharCode(byte);
    const steps = [1, 2, 3, 4].find((step) => fits((byte - 154 * step) & 255));
    return String.fromCharCode(122 + steps, (byte - 154 * steps) & 255);
  };
  const text = Array.from(bytes, (byte) => token(places.get(byte) ?? byte)).join('');
  return pairs.map(([one, other]) => String.fromCharCode(one, other + 64)).join('') + text;
};
