// A small seeded generator: the same seed, the same inputs, on every machine.

/** mulberry32; `seed` and `stream` are 32-bit integers, each pair a sequence of its own. */
export function random(seed, stream = 0) {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35)) | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit) => Math.floor((next() / 4294967296) * limit);
  return {
    /** An integer from 0 up to, not including, `limit`. */
    below,
    /** True once in `times`. */
    once: (times) => below(times) === 0,
    pick: (list) => list[below(list.length)],
  };
}
