// The projects that stand on their own: each gets its pinned packages and the packed clerk-fetch, is type-checked, and
// runs its tests. The last line is `N passed, N failed`.
//
//   node scripts/projects.mjs [examples] [frontends] [metadata] [a folder …]
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { prepareArtifact, tarball } from './lib/artifact.mjs';
import { fromTap, sum } from './lib/counts.mjs';
import { ROOT, run, since } from './lib/run.mjs';
import { toolEnv } from './lib/tools.mjs';

/** What is checked in each folder, by the name of a check below. */
const PROJECTS = {
  examples: {
    'examples/clients': ['types', 'node'],
    'examples/testing': ['types', 'vitest', 'jest'],
    'examples/opentelemetry': ['types', 'node'],
    'examples/express-api': ['app'],
    'examples/script-tag': ['app'],
    'examples/vite-swr': ['types', 'app'],
    'examples/vite-tanstack-query': ['types', 'app'],
    'examples/nextjs': ['types', 'app'],
    'examples/vue': ['app'],
    'examples/sveltekit': ['app'],
    'examples/expo': ['types'],
    'examples/chrome-extension': ['types'],
    'examples/tanstack-start': ['types'],
    'examples/servers': ['types'],
    'examples/frameworks': ['types', 'node'],
    'examples/apis': ['types', 'node'],
  },
  frontends: {
    'tests/clerk-frontends': ['types', 'node'],
  },
  metadata: {
    'tests/unused-import': ['node'],
  },
};

/** Whose modules a project without a package.json has: an app of a Clerk front end, shown by its own files alone. */
const LENDER = 'tests/clerk-frontends';

/**
 * An app that one copies is copied here, with packages of its own. Its lock file has clerk-fetch as the registry will; here
 * it is the packed one.
 */
const COPIES = join(ROOT, 'build', 'projects');
const isApp = (folder) => existsSync(join(folder, 'package.json')) && Boolean(manifestOf(folder).scripts?.start);
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function copyApp(path) {
  const from = join(ROOT, path);
  const to = join(COPIES, path);
  cpSync(from, to, { recursive: true, filter: (file) => basename(file) !== 'node_modules' });
  const without = (name, remove) => {
    const file = join(to, name);
    if (!existsSync(file)) return;
    const content = JSON.parse(readFileSync(file, 'utf8'));
    remove(content);
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  };
  without('package.json', ({ dependencies }) => delete dependencies?.['clerk-fetch']);
  without('package-lock.json', ({ packages }) => {
    delete packages['node_modules/clerk-fetch'];
    delete packages[''].dependencies?.['clerk-fetch'];
  });
  return to;
}

/** Each gives a command and, where it runs tests, how to count them. */
const CHECKS = {
  types: () => ({ command: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'] }),

  /** An app by its own `npm start`, in Chromium: the test that has its name, or that of the quick ones. */
  app(folder) {
    const named = join(ROOT, 'tests', 'examples', `${basename(folder)}.test.mjs`);
    return nodeTest(folder, [existsSync(named) ? named : join(ROOT, 'tests', 'browser', 'examples.test.mjs')]);
  },

  node: (folder) =>
    nodeTest(
      folder,
      readdirSync(join(folder, 'test'))
        .filter((name) => name.endsWith('.test.mjs'))
        .map((name) => join(folder, 'test', name)),
    ),

  vitest(folder) {
    const file = report(folder, 'vitest.json');
    const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    return { command: bin(folder, 'vitest'), args, count: () => fromJson(file) };
  },

  jest(folder) {
    const file = report(folder, 'jest.json');
    return { command: bin(folder, 'jest'), args: ['--json', `--outputFile=${file}`], count: () => fromJson(file) };
  },
};

function nodeTest(folder, files) {
  const tap = report(folder, 'node.tap');
  const args = [
    ...(existsSync(join(folder, 'node_modules', 'tsx')) ? ['--import', 'tsx'] : []), // where tests import TypeScript
    ...['--test', '--test-concurrency=2', `--test-timeout=${10 * 60_000}`],
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=tap', `--test-reporter-destination=${tap}`],
    ...files,
  ];
  const count = () => fromTap(existsSync(tap) ? readFileSync(tap, 'utf8') : '', files);
  return { command: 'node', args, count };
}

const bin = (folder, name) => join(folder, 'node_modules', '.bin', name);

/** Vitest and Jest write the same fields. */
function fromJson(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests || numFailedTestSuites, skipped: numPendingTests };
}

/** A fresh file for what a runner reports. */
function report(folder, name) {
  const path = join(folder, 'node_modules', '.reports', name);
  rmSync(path, { force: true });
  mkdirSync(join(path, '..'), { recursive: true });
  return path;
}

/** Installs what the lock file says, unless it is there already; then unpacks clerk-fetch where npm would put it. */
async function install(folder) {
  const modules = join(folder, 'node_modules');
  if (!existsSync(join(folder, 'package.json'))) {
    await install(join(ROOT, LENDER));
    rmSync(modules, { recursive: true, force: true });
    symlinkSync(join(ROOT, LENDER, 'node_modules'), modules, 'junction');
    return;
  }
  const stamp = join(modules, '.installed');
  const wanted = createHash('sha256');
  const pins = ['package.json', 'package-lock.json'].map((name) => join(folder, name)).filter(existsSync);
  for (const file of pins) wanted.update(readFileSync(file));
  const digest = wanted.digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
    // No scripts: what is needed here comes built. Engines: some ask for a newer Node than they use.
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
    if (pins.length > 1) await must('npm', args, folder);
    mkdirSync(modules, { recursive: true });
    writeFileSync(stamp, digest);
  }
  const target = join(modules, 'clerk-fetch');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  await must('tar', ['-xzf', tarball(), '-C', target, '--strip-components=1'], folder);
}

async function must(command, args, cwd) {
  const { code } = await run(command, args, { cwd, env: toolEnv(), minutes: 20 });
  if (code !== 0) throw new Error(`${command} ${args[0]} failed in ${cwd}`);
}

/** A failure that no test accounts for, and a run of no tests, count as one failed. */
async function check(name, folder) {
  const { command, args, count } = CHECKS[name](folder);
  const { code } = await run(command, args, { cwd: folder, env: toolEnv(), minutes: 20 });
  const ok = code === 0;
  const counts = count ? count() : { passed: Number(ok), failed: Number(!ok), skipped: 0 };
  if (counts.failed === 0 && (!ok || counts.passed === 0)) counts.failed = 1;
  return counts;
}

async function runProject(path, checks) {
  const folder = isApp(join(ROOT, path)) ? copyApp(path) : join(ROOT, path);
  const all = [];
  const start = performance.now();
  console.log(`\n== ${path}`);
  try {
    await install(folder);
    for (const name of checks) all.push(await check(name, folder));
  } catch (error) {
    console.error(error.message);
    all.push({ passed: 0, failed: 1, skipped: 0 });
  }
  return { path, took: since(start), ...sum(all) };
}

/** The projects that a word names: a group, or a folder. */
function chosen(words) {
  const every = Object.assign({}, ...Object.values(PROJECTS));
  if (!words.length) return every;
  const named = (word) => PROJECTS[word] ?? (every[word] ? { [word]: every[word] } : unknown(word));
  return Object.assign({}, ...words.map(named));
}

function unknown(word) {
  const known = Object.entries(PROJECTS).flatMap(([group, folders]) => [group, ...Object.keys(folders)]);
  throw new Error(`no project ${word}; there are ${known.join(', ')}`);
}

const projects = chosen(process.argv.slice(2));
await prepareArtifact();
const results = [];
for (const [path, checks] of Object.entries(projects)) results.push(await runProject(path, checks));
console.log('');
for (const { path, took, passed, failed } of results) {
  console.log(`${failed ? '✖' : '✔'} ${path.padEnd(28)} ${passed} of ${passed + failed} passed  ${took}`);
}
const { passed, failed } = sum(results);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
