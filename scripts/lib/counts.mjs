// How many tests passed, failed and were skipped, from each runner's own closing lines.
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Counts} */
export const sum = (all) =>
  all.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** From `cargo test` and wasm-bindgen-test, one closing line for each test binary. */
export function fromRust(output) {
  const lines = stripVTControlCharacters(output).matchAll(
    /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm,
  );
  return sum([...lines].map(([, ...n]) => toCounts(n)));
}

/** From node:test's TAP. A file without a test counts for Node as one that passed; here it is one that failed. */
export function fromTap(tap, files) {
  const closing = (name) => Number([...tap.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  const empty = [...tap.matchAll(/^ok \d+ - (.+)$/gm)]
    .map(([, name]) => resolve(ROOT, name))
    .filter((name) => files.includes(name));
  for (const file of empty) console.error(`${file}: no test in it`);
  return toCounts([
    closing('pass') - empty.length,
    closing('fail') + closing('cancelled') + empty.length,
    closing('skipped') + closing('todo'),
  ]);
}

/** The tests that failed in TAP, each with its place and the first line of its error: a long output hides them. */
export function failuresOf(tap) {
  const failed = tap.matchAll(/^ *not ok \d+ - (.+)\n( *)---\n([^]*?)\n\2\.\.\.$/gm);
  const line = (text, name) => text.match(new RegExp(`^ *${name}: (?:\\|-\\s+)?(.+)$`, 'm'))?.[1].replace(/^'|'$/g, '');
  return [...failed]
    .filter(([, , , text]) => line(text, 'failureType') !== 'subtestsFailed')
    .map(([, name, , text]) => `${line(text, 'location')?.replace(`${ROOT}/`, '') ?? ''} ${name}: ${line(text, 'error') ?? 'no error'}`);
}

/** From the last line of scripts/matrix.mjs and scripts/projects.mjs. */
export function fromLastLine(output) {
  const [, passed, failed, skipped = 0] = output.match(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$(?![^]*\d passed, )/m) ?? [0, 0, 1];
  return toCounts([passed, failed, skipped]);
}

const toCounts = (numbers) => {
  const [passed, failed, skipped] = numbers.map(Number);
  return { passed, failed, skipped };
};
