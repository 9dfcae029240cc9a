// `npm run mutants [-- --file src/policy/key.rs]`: changes the policy and the engine in every way cargo-mutants knows, one
// at a time, and runs the native tests on each. One that no test notices is a survivor: it needs a test, or, where it
// changes nothing that can be seen, a line in docs/reliability.md, which is read here. Progress is cargo-mutants' own.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './lib/run.mjs';
import { ask, toolEnv } from './lib/tools.mjs';
import { cargoTool, ensure } from './setup.mjs';

const OUT = join(ROOT, 'build', 'mutants');

/** In percent of the mutants that compile. */
const LEAST = 95;

const TOOL = cargoTool({
  crate: 'cargo-mutants',
  version: () => '27.1.0',
  why: 'changes the code to see whether a test notices',
  usually: '2 to 5 min',
  installed: () => ask('cargo', 'mutants', '--version')?.split(' ')[1],
});

/** One at a time: a build takes both cores of a small machine. Only the library's own tests: they are the policy's. */
const FILES = ['--file', 'src/policy/**', '--file', 'src/engine/**'];

/**
 * Without the TypeScript surface, which costs most of a build and is not changed. The limit is one that a busy machine does
 * not reach: a test that is only slow would count as one that noticed.
 */
const ARGS = ['mutants', '-j1', '--no-default-features', '--no-shuffle', '--colors=never', '--timeout=60', '--output', OUT];
const TESTS = ['--', '--lib'];

/** Faster builds. No target folder of its own: cargo took what it held from an earlier run for fresh. */
const ENV = { CARGO_TERM_COLOR: 'never', CARGO_PROFILE_DEV_DEBUG: '0', CARGO_PROFILE_TEST_DEBUG: '0' };

const linesOf = (name) => {
  const path = join(OUT, 'mutants.out', `${name}.txt`);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
};

/** `src/policy/key.rs:12:3: replace …` without its place, as docs/reliability.md lists those that no test can see. */
const listed = readFileSync(join(ROOT, 'docs', 'reliability.md'), 'utf8').replaceAll('\\|', '|'); // escaped in a table
const isListed = (mutant) => listed.includes(mutant.replace(/^(\S+?):\d+:\d+: /, '$1: '));

await ensure([TOOL]);
const given = process.argv.slice(2);
await run('cargo', [...ARGS, ...(given.length ? given : FILES), ...TESTS], { env: toolEnv(ENV) });

const [killed, missed, hung] = ['caught', 'missed', 'timeout'].map(linesOf);
const tested = killed.length + missed.length + hung.length;
const percent = ((killed.length + hung.length) / tested) * 100;
const unlisted = missed.filter((mutant) => !isListed(mutant));
console.log(`\n${tested} mutants: ${killed.length} killed, ${hung.length} hung, ${missed.length} survived: ${percent.toFixed(1)} % killed, at least ${LEAST}`);
for (const mutant of unlisted) console.log(`survived, and docs/reliability.md does not say why: ${mutant}`);
process.exitCode = tested && percent >= LEAST && !unlisted.length ? 0 : 1;
