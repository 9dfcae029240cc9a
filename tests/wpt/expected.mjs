// The differences that are known: tests/wpt/expected.json, with the reason of each.
import { readFileSync } from 'node:fs';

const FILE = new URL('expected.json', import.meta.url);

/**
 * @typedef {{ page: string, name: string, why?: string }} Difference `page` is a WPT page, or the area of one of our own cases
 * @param {'wpt' | 'page' | 'node'} list
 */
export function knownDifferences(list) {
  const { reasons, ...lists } = JSON.parse(readFileSync(FILE, 'utf8'));
  return Object.entries(lists[list]).flatMap(([page, names]) =>
    Object.entries(names).map(([name, reason]) => {
      if (!reasons[reason]) throw new Error(`expected.json has no reason "${reason}" (${page}: ${name})`);
      return { page, name, reason };
    }),
  );
}

const keyOf = ({ page, name }) => `${page}\0${name}`;

/**
 * What is found against what is known. `compared` says which of the known were looked at at all.
 * @param {Difference[]} found
 * @param {Difference[]} known
 * @param {(known: Difference) => boolean} compared
 */
export function judge(found, known, compared = () => true) {
  const foundKeys = new Set(found.map(keyOf));
  const knownKeys = new Set(known.map(keyOf));
  return {
    unlisted: found.filter((difference) => !knownKeys.has(keyOf(difference))),
    stale: known.filter((difference) => compared(difference) && !foundKeys.has(keyOf(difference))),
  };
}
