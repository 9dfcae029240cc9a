// `npm test`: everything, or only the steps named. The last line is `N passed, N failed`.
//
//   node scripts/test.mjs [rust] [wasm] [types] [js] [browser] [package] [matrix] [examples] [bench]
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepareArtifact, tarball } from './lib/artifact.mjs';
import { failuresOf, fromLastLine, fromRust, fromTap, sum } from './lib/counts.mjs';
import { ROOT, run, since } from './lib/run.mjs';
import { CHROMIUM_FLAGS, chromedriver, chromium, toolEnv } from './lib/tools.mjs';
import { SetupError, ensureTools } from './setup.mjs';

const OUT = join(ROOT, 'build', 'test');
const WASM = ['--target', 'wasm32-unknown-unknown'];
const WASM_TESTS = ['--features', 'debug', '--test', 'wasm'];
/** A crate with a lock file of its own. */
const DOCTOR = ['--manifest-path', 'doctor/Cargo.toml'];
/** `npm run test:full`: the long tests at their full length. */
const FULL = Boolean(process.env.FULL);
const APPS = ['clients', 'vite-swr', 'vite-tanstack-query', 'nextjs', 'opentelemetry'].map((name) => `examples/${name}`);
/** What failed, for the end of the output. */
const failures = [];
const STRICT = ['--', '-D', 'warnings'];

/** Each step gives the commands to run; with `count` they say how many tests there were, without they are one. */
const STEPS = {
  rust: {
    commands: () => [
      { command: 'cargo', args: ['fmt', '--check'] },
      { command: 'cargo', args: ['clippy', '--all-targets', ...STRICT] },
      { command: 'cargo', args: ['clippy', ...WASM, '--lib', '--no-default-features', ...STRICT] }, // as it is shipped
      { command: 'cargo', args: ['clippy', ...WASM, '--lib', ...WASM_TESTS, ...STRICT] },
      { command: 'cargo', args: ['test', '--no-fail-fast'], count: fromRust },
      { command: 'cargo', args: ['fmt', '--check', ...DOCTOR] },
      { command: 'cargo', args: ['clippy', ...DOCTOR, '--all-targets', ...STRICT] },
      { command: 'cargo', args: ['clippy', ...DOCTOR, ...WASM, '--lib', ...STRICT] },
      { command: 'cargo', args: ['test', ...DOCTOR, '--no-fail-fast'], count: fromRust },
      { command: 'cargo', args: ['doc', '--no-deps'], env: { RUSTDOCFLAGS: '-D warnings' } },
      { command: 'cargo', args: ['package', '--allow-dirty', '--offline'] }, // the crate builds from its own files alone
    ],
  },
  wasm: { browser: true, commands: wasmTests },
  types: { artifact: true, commands: typeTests },
  js: { artifact: true, commands: () => nodeTests('js', { minutes: FULL ? 120 : 6 }) },
  browser: {
    artifact: true,
    browser: true,
    commands: () => nodeTests('browser', { minutes: FULL ? 120 : 10 }),
  },
  package: {
    artifact: true,
    commands: () => [
      { command: 'publint', args: ['--strict', tarball()] },
      { command: 'attw', args: ['--profile', 'strict', tarball()] },
      { command: 'node', args: ['scripts/size.mjs'] },
    ],
  },
  matrix: {
    artifact: true,
    browser: true,
    commands: () => [{ command: 'node', args: ['scripts/matrix.mjs', '--packed', '--quick'], count: fromLastLine }],
  },
  examples: {
    artifact: true,
    browser: true,
    // Those with packages of their own; browser/ has the others.
    commands: () => [{ command: 'node', args: ['scripts/projects.mjs', ...APPS], count: fromLastLine }],
  },
  bench: {
    artifact: true,
    browser: true,
    commands: () => [{ command: 'node', args: ['scripts/bench.mjs', '--short'] }], // whether a call has become dearer
  },
};

/** The same tests twice: in Node, and in Chromium. */
function wasmTests() {
  const capabilities = join(OUT, 'webdriver.json');
  writeFileSync(
    capabilities,
    JSON.stringify({ 'goog:chromeOptions': { binary: chromium(), args: ['--headless', ...CHROMIUM_FLAGS] } }),
  );
  return [
    { command: 'wasm-pack', args: ['test', '--node', '--', ...WASM_TESTS], count: fromRust },
    {
      command: 'wasm-pack',
      args: ['test', '--headless', '--chrome', '--chromedriver', chromedriver(), '--', ...WASM_TESTS],
      env: { WASM_BINDGEN_USE_BROWSER: '1', WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities },
      count: fromRust,
    },
  ];
}

function typeTests() {
  return ['js/tsconfig.json', 'js/cli/tsconfig.json', ...filesIn('tests/types', /^tsconfig.*\.json$/)].map((config) => ({
    command: 'tsc',
    args: ['-p', config],
  }));
}

/** `node --test` over a folder of tests/. The limit holds for one file: one that leaves something open fails by it. */
function nodeTests(folder, { minutes }) {
  const files = filesIn(`tests/${folder}`, /\.test\.mjs$/);
  if (!files.length) return []; // with no file named, Node would look for some itself, and find this script
  const tap = join(OUT, `${folder}.tap`);
  rmSync(tap, { force: true });
  const args = [
    '--test',
    // Whatever the package makes or says, in whichever test, must not show a token.
    ...(folder === 'js' ? [`--import=${pathToFileURL(join(ROOT, 'tests/js/support/no-token.mjs'))}`] : []),
    '--test-concurrency=2',
    `--test-timeout=${minutes * 60_000}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${tap}`,
    ...files,
  ];
  const count = () => {
    const text = existsSync(tap) ? readFileSync(tap, 'utf8') : '';
    failures.push(...failuresOf(text));
    return fromTap(text, files);
  };
  return [{ command: 'node', args, count }];
}

function filesIn(folder, pattern) {
  const path = join(ROOT, folder);
  return (existsSync(path) ? readdirSync(path) : [])
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => join(path, name));
}

/** Runs one command; a failure that no test accounts for, and a run of no tests, count as one failed. */
async function runCommand({ command, args, env, count }) {
  const line = [command, ...args].join(' ').replaceAll(ROOT, '');
  console.log(`$ ${line}`);
  const { code, output } = await run(command, args, {
    env: toolEnv(env),
    capture: count !== undefined,
    minutes: FULL ? 600 : 40,
  });
  const ok = code === 0;
  const counts = count ? count(output) : { passed: Number(ok), failed: Number(!ok), skipped: 0 };
  if (counts.failed === 0 && (!ok || counts.passed === 0)) counts.failed = 1;
  if (counts.failed) console.log(`✖ ${line}${count && !counts.passed ? ': no test passed' : ''}`);
  return counts;
}

/** Runs a step's commands one after the other, whatever fails among them. */
async function runStep(name) {
  const start = performance.now();
  console.log(`\n== ${name}`);
  const all = [];
  for (const command of STEPS[name].commands()) all.push(await runCommand(command));
  const counts = sum(all);
  if (!all.length) {
    console.log(`✖ ${name}: it has no tests`);
    counts.failed = 1;
  }
  return { name, took: since(start), ...counts };
}

async function prepare(steps) {
  const start = performance.now();
  console.log('== set-up and build');
  await ensureTools({ browser: steps.some((name) => STEPS[name].browser), build: steps.some((name) => STEPS[name].artifact) });
  mkdirSync(OUT, { recursive: true });
  if (steps.some((name) => STEPS[name].artifact)) await prepareArtifact();
  console.log(`ready in ${since(start)}`);
}

async function main(steps) {
  const results = [];
  try {
    await prepare(steps);
    for (const name of steps) results.push(await runStep(name));
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    results.push({ name: 'stopped', took: '', passed: 0, failed: 1, skipped: 0 });
  }
  console.log('');
  for (const { name, took, passed, failed, skipped } of results) {
    const mark = failed ? '✖' : '✔';
    console.log(`${mark} ${name.padEnd(8)} ${passed} of ${passed + failed} passed, ${skipped} skipped  ${took}`);
  }
  for (const failure of failures) console.log(`✖ ${failure}`);
  const { passed, failed } = sum(results);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in STEPS));
if (unknown.length) {
  console.error(`no step ${unknown.join(', ')}; there are ${Object.keys(STEPS).join(', ')}`);
  process.exitCode = 2;
} else {
  await main(chosen.length ? chosen : Object.keys(STEPS));
}
