// A small seeded generator: the same seed, the same inputs, on every machine.
import { seeded } from '../../js/support/seeded.mjs';

/** `seed` and `stream` are 32-bit integers, each pair a sequence of its own. */
export function random(seed, stream = 0) {
  const mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35);
  const { below, pick } = seeded(mixed);
  return {
    /** An integer from 0 up to, not including, its argument. */
    below,
    /** True once in `times`. */
    once: (times) => below(times) === 0,
    pick,
  };
}
