// Random programs, before and after `clerk-fetch migrate`, in the six situations: each does what it did, but for what docs/migrate.md says.
// 20,000 of them with FULL=1. A failure prints the program; SEED=<n> COUNT=<n> repeats a run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { SITUATIONS, compare, compile, restore, withHook } from './support/situations.mjs';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { program, reverifies } from './support/programs.mjs';
import { seeded } from './support/seeded.mjs';

const SEED = Number(process.env.SEED ?? 19);
const COUNT = Number(process.env.COUNT ?? (process.env.FULL ? 20_000 : 120));
const FOLDER = join(ROOT, 'build', `migrate-programs-${SEED}`);

after(restore);

const APP = (module) => `import { useAuth } from '@clerk/react';
import { setTokenGetter } from './${module}';
export function App() {
  const { getToken } = useAuth();
  setTokenGetter(getToken);
  return null;
}
`;

/** All programs of one project, migrated by one run: `[{ name, before, after }]`. */
function migrated(name, programs) {
  const folder = join(FOLDER, name);
  mkdirSync(folder, { recursive: true });
  for (const [index, code] of programs.entries()) {
    writeFileSync(join(folder, `p${index}.jsx`), code);
    if (code.includes('setTokenGetter')) writeFileSync(join(folder, `app${index}.jsx`), APP(`p${index}`));
  }
  const run = () => spawnSync(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), 'migrate', '.'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 30 });
  const { status, stdout } = run();
  assert.equal(status, 0, stdout.slice(-4_000));
  assert.match(run().stdout, /, 0 files changed, /);
  const told = new Set([...stdout.matchAll(/^(p\d+\.jsx):\d+: to do: where /gm)].map(([, file]) => file));
  return programs.map((before, index) => ({ name: `p${index}.jsx`, toldOrigin: told.has(`p${index}.jsx`), before, after: readFileSync(join(folder, `p${index}.jsx`), 'utf8') }));
}

/** Puts what a program exports to use. */
const drive = async (loaded, { mount, createElement, hasClerk }) => {
  if (hasClerk) loaded.setTokenGetter?.((options) => globalThis.Clerk.session?.getToken(options) ?? Promise.resolve(null));
  if (loaded.run) return loaded.run();
  if (loaded.Screen) {
    mount(createElement(loaded.Screen));
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    return undefined;
  }
  return withHook(loaded.useIt, (call) => call(7));
};

test(`random programs do what they did (SEED=${SEED} COUNT=${COUNT})`, { timeout: COUNT * 4_000 + 60_000 }, async (t) => {
  rmSync(FOLDER, { recursive: true, force: true });
  const random = seeded(SEED);
  const all = [...new Set(Array.from({ length: COUNT }, () => program(random)))];
  const projects = [migrated('plain', all.filter((code) => !reverifies(code))), migrated('reverification', all.filter(reverifies))].flat();
  const changed = projects.filter((one) => one.before !== one.after);
  assert.ok(changed.length > COUNT / 3, `${changed.length} of ${COUNT} were changed`);
  t.diagnostic(`${all.length} distinct programs, ${changed.length} of them changed`);
  const seen = new Map();
  const failures = [];
  for (const { name, before, after: now, toldOrigin } of changed) {
    const [was, is] = [before, now].map((code) => compile(code, 'jsx'));
    for (const situation of SITUATIONS) {
      const { one, other, found } = await compare([was, is], now, situation, drive, toldOrigin);
      if (!found) failures.push(`${name}, ${situation}: this difference is not in docs/migrate.md\n\n${before}\n=====>\n\n${now}\n\n${inspect({ one, other }, { depth: 6 })}`);
      for (const difference of found ?? []) seen.set(difference, (seen.get(difference) ?? 0) + 1);
    }
  }
  assert.equal(failures.length, 0, `${failures.length} failures, of which the first are:\n\n${failures.slice(0, 8).join('\n\n')}`);
  assert.ok(seen.size > 3 || COUNT < 50, `${[...seen.keys()]}`);
});
