// `npm run fuzz`: looks for an input whose token goes where it may not, in two ways.
//
//   node scripts/fuzz.mjs [--seed N] [--count N] [--minutes N] [--only differential|coverage]
//
// differential: `count` (10,000,000) seeded inputs through the built package, against an oracle on Node's own `URL`.
// coverage: cargo-fuzz over the policy in Rust for `minutes` (5), with the tables of tests/data as its first inputs.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { prepareArtifact } from './lib/artifact.mjs';
import { fuzzCore } from './lib/cargo-fuzz.mjs';
import { since } from './lib/run.mjs';
import { SetupError, ensureTools } from './setup.mjs';

const EVERY = 10_000; // ms between two lines of progress

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    count: { type: 'string', default: '10000000' },
    minutes: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});
const seed = whole('seed', 0);
const count = whole('count', 1);
const minutes = whole('minutes', 1);

function whole(name, least) {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= least) return number;
  console.error(`--${name} is a whole number from ${least} on, not ${values[name]}`);
  return process.exit(2);
}

/** True where nothing differs. */
async function differential() {
  await prepareArtifact();
  const { runDifferential } = await import('../tests/support/differential/run.mjs');
  const start = performance.now();
  let told = start;
  const onProgress = (tried, differing) => {
    if (performance.now() - told < EVERY) return;
    told = performance.now();
    console.log(`differential: ${tried.toLocaleString('en')} of ${count.toLocaleString('en')} inputs, ${differing} differences, ${since(start)}`);
  };
  console.log(`differential: ${count.toLocaleString('en')} inputs, seed ${seed}`);
  const { outcomes, differences } = await runDifferential({ seed, count, onProgress });
  for (const difference of differences) console.error(`differs: ${JSON.stringify(difference)}`);
  const tried = Object.values(outcomes).reduce((sum, times) => sum + times);
  const found = Object.entries(outcomes).map(([name, times]) => `${name} ${times.toLocaleString('en')}`);
  console.log(`differential: ${tried.toLocaleString('en')} inputs (${found.join(', ')}), ${differences.length} differences, seed ${seed}, ${since(start)}`);
  return differences.length === 0;
}

/** True where no assertion of a target failed. */
const coverage = () => fuzzCore({ seed, minutes });

const RUNS = { differential, coverage };

if (values.only !== undefined && !(values.only in RUNS)) {
  console.error(`--only ${Object.keys(RUNS).join(' or ')}`);
  process.exit(2);
}
try {
  await ensureTools();
  let ok = true;
  for (const [name, run] of Object.entries(RUNS)) if (!values.only || values.only === name) ok = (await run()) && ok;
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
