// When memory counts as flat. What is judged was measured in Node or in Chromium, always after a collection.

/** So many times each loop is measured. */
export const WINDOWS = 24;

/** Windows that warm up: code is compiled, caches fill to their bounds. */
const WARM_UP = 6;

/**
 * Bytes a call that are no leak. What a call leaves behind takes more: a reference to it is 4 bytes in Chromium, which
 * compresses pointers, and 8 in Node, and an object comes on top. A short run still warms up: it may take more, and less
 * than an object.
 */
export const allowed = (calls) => (calls < 100_000 ? 12 : 4);

/** A loop measured less exactly than this (bytes a call) says nothing: the smallest leak is an object and its reference. */
export const COARSEST = 40;

const median = (numbers) => {
  const sorted = [...numbers].sort((one, other) => one - other);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/**
 * Growth in bytes a call, and three standard errors of it. The slope is the median of the slopes between all pairs of
 * windows (Theil and Sen): a leak grows in each of them; what the engine allocates or frees once moves few.
 */
export const growth = ({ heap, calls }) => {
  const warm = heap.slice(WARM_UP);
  const perWindow = calls / heap.length;
  const slopes = [];
  for (let first = 0; first < warm.length; first++) {
    for (let second = first + 1; second < warm.length; second++) slopes.push((warm[second] - warm[first]) / (second - first));
  }
  const slope = median(slopes);
  const rest = warm.map((bytes, index) => bytes - slope * index);
  const middle = median(rest);
  const spread = 1.4826 * median(rest.map((bytes) => Math.abs(bytes - middle)));
  return { slope: slope / perWindow, error: (3 * spread * Math.sqrt(12 / warm.length ** 3)) / perWindow };
};

/** The figures of a loop in words. */
export const told = (measured) => {
  const { name, calls, heap, wasm } = measured;
  const { slope, error } = growth(measured);
  const mb = (bytes) => (bytes / 2 ** 20).toFixed(2);
  const kb = wasm.at(-1) / 1024;
  return `${name}: ${calls} times, heap ${mb(heap[WARM_UP])} MB after warm-up, ${mb(heap.at(-1))} MB at the end (${slope.toFixed(2)} ± ${error.toFixed(2)} bytes each), wasm ${kb} KB`;
};

/** What is wrong with a loop's memory beside that of the documentation's snippet; `undefined` where nothing is. */
export const fault = (measured, control) => {
  const { slope, error } = growth(measured);
  const own = Math.max(0, growth(control).slope);
  if (error > COARSEST) return `too coarse: ${told(measured)}: ${measured.heap}`;
  if (slope > allowed(measured.calls) + own + error) return `the heap grows: ${told(measured)}: ${measured.heap}`;
  const [first, last] = [measured.wasm[WARM_UP], measured.wasm.at(-1)];
  return last > first ? `the memory of wasm grew from ${first} to ${last} bytes` : undefined;
};
