// Reads a source map's mappings: which place in the sources each place in a bundle comes from.

const DIGITS = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((digit, value) => [digit, value]));

/** The numbers of one segment (base64 VLQ). */
const numbersIn = (segment) => {
  const numbers = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.get(digit);
    value += (bits & 31) * 2 ** shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value % 2 ? -(value - 1) / 2 : value / 2);
    value = shift = 0;
  }
  return numbers;
};

/** @returns {{ line: number, column: number, source: string, sourceLine: number }[]} lines and columns count from 0 */
export function mappingsOf({ mappings, sources }) {
  const found = [];
  let source = 0;
  let sourceLine = 0;
  mappings.split(';').forEach((text, line) => {
    let column = 0;
    for (const segment of text.split(',').filter(Boolean)) {
      const [dColumn, dSource, dLine] = numbersIn(segment);
      column += dColumn;
      if (dSource === undefined) continue;
      source += dSource;
      sourceLine += dLine;
      found.push({ line, column, source: sources[source], sourceLine });
    }
  });
  return found;
}
