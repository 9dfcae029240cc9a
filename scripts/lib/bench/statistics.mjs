// What rounds of times say.

export const quantile = (values, part) => [...values].sort((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * part))];

export const median = (values) => quantile(values, 0.5);

export const rounded = (value, digits = 2) => Number(value.toFixed(digits));

/** The ratio of two callers' medians; the noise of one round falls out. */
export const ratio = (times, reference) => median(times) / median(reference);

/**
 * Of the least times: what other programs on the machine take is never less than nothing, so the least is the caller's
 * own. `blocks` parts of the rounds have one each; how far these are apart says how much to trust any.
 */
export const leastRatios = (times, reference, blocks) => {
  const length = Math.floor(times.length / blocks);
  const least = (all, block) => Math.min(...all.slice(block * length, (block + 1) * length));
  return Array.from({ length: blocks }, (_, block) => least(times, block) / least(reference, block));
};
