// Each case becomes a test: with the native `fetch` and with ours there is the same to see, or it is listed why not.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { knownDifferences } from '../../wpt/expected.mjs';

/**
 * @param {Record<string, Record<string, unknown>>} areas
 * @param {(area: string) => Promise<Record<string, { native: string, ours: string }>>} look runs all cases of an area
 * @param {'page' | 'node'} list of tests/wpt/expected.json
 */
export function compareAll(areas, look, list) {
  const known = knownDifferences(list);
  for (const [area, cases] of Object.entries(areas)) {
    describe(area, () => {
      let seen;
      before(async () => {
        seen = await look(area);
      }, { timeout: 200_000 });
      for (const name of Object.keys(cases)) {
        const listed = known.find((one) => one.page === area && one.name === name);
        test(listed ? `${name}: not as natively (${listed.reason})` : name, () => {
          const [native, ours] = [seen[name].native, seen[name].ours].map((text) => JSON.parse(text));
          if (listed) assert.notDeepEqual(ours, native, 'listed in tests/wpt/expected.json, and no longer different');
          else assert.deepEqual(ours, native);
        });
      }
    });
  }
  test('each listed difference belongs to a case', () => {
    assert.deepEqual(known.filter(({ page, name }) => !areas[page]?.[name]), []);
  });
}
