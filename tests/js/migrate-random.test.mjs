// `clerk-fetch migrate` on code that is nearly the cases': a thousand of them with a few words changed by chance. It may
// understand them or not, but never fails on its own, and a second run changes nothing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { seeded } from './support/seeded.mjs';
import { cases, documented } from './support/snippets.mjs';

const FOLDER = join(ROOT, 'build', 'migrate-random');
const SEED = Number(process.env.SEED ?? 7);
const FILES = process.env.FULL ? 20_000 : 1_000;

/** What is put in the place of what. */
const CHANGES = [
  ['const ', 'let '], ['await ', ''], ['token', 'other'], ['headers', 'heads'], ['fetch(', 'api('], [', ', ',\n  '], ['{ ', '{\n'], ['async ', ''],
  ['=> ', '=> /* c */ '], [');', ')'], [';', ''], ['return ', ''], ['getToken', 'getTok'], ['Authorization', 'authorization'], ["'", '"'],
  ['\n', '\r\n'], ['}', '} // x\n'], ['...', ''], ['useAuth()', 'useAuth({})'], ['(', '( // y\n'], ['Bearer ', 'Token '], [',', ''],
];

// What is converted twice as often as what is left
const all = [...cases, ...cases.filter(({ before, after }) => before !== after), ...documented];

function nearly(random) {
  const { file, before } = random.pick(all);
  let text = before;
  for (let times = random.below(4); times >= 0; times--) {
    const [from, to] = random.pick(CHANGES);
    const parts = text.split(from);
    if (parts.length < 2) continue;
    const at = 1 + random.below(parts.length - 1);
    text = parts.slice(0, at).join(from) + to + parts.slice(at).join(from);
  }
  return { extension: file.split('.').at(-1), text };
}

const run = () => spawnSync(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), 'migrate', '.'], { cwd: FOLDER, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;

test(`no chance makes it fail, or change its mind (SEED=${SEED})`, () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const random = seeded(SEED);
  const before = {};
  for (let index = 0; index < FILES; index++) {
    const { extension, text } = nearly(random);
    before[`${index}.${extension}`] = text;
    writeFileSync(join(FOLDER, `${index}.${extension}`), text);
  }
  const first = run();
  const changed = Object.keys(before).filter((file) => readFileSync(join(FOLDER, file), 'utf8') !== before[file]).length;
  assert.deepEqual(first.split('\n').filter((line) => line.includes('an error of clerk-fetch')), []);
  assert.match(first, new RegExp(`^${FILES} files looked at, ${changed} files changed, `, 'm'));
  assert.ok(changed > FILES / 5 && changed < (FILES * 4) / 5, `${changed} files were changed`);
  assert.match(run(), new RegExp(`^${FILES} files looked at, 0 files changed, `, 'm'));
});
