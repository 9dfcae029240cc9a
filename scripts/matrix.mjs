// `npm run test:matrix`: packs the package, publishes it into a local registry, installs it into each shape of
// tests/packaging/, builds that as its own documentation says, and makes a real authenticated call in it.
//
//   node scripts/matrix.mjs [--write] [--packed] [--quick] [shape …]
//
// --write: the table of docs/matrix.md from the results.
// --packed: the tarball that build/ has, without looking whether it is old.
// --quick: the shapes that `npm test` runs; what needs a browser that cannot be installed here is skipped.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepareArtifact, tarball } from './lib/artifact.mjs';
import { startApi } from './lib/matrix/api.mjs';
import { addProbe } from './lib/matrix/probe.mjs';
import { SHAPES, installOnce, installPackage, installedVersions } from './lib/matrix/install.mjs';
import { createBrowsers } from './lib/matrix/pages.mjs';
import { endAll, tail } from './lib/matrix/processes.mjs';
import { startRegistry } from './lib/matrix/registry.mjs';
import { saveResults, writeTables } from './lib/matrix/table.mjs';
import { createToolkit } from './lib/matrix/toolkit.mjs';
import { ROOT, since } from './lib/run.mjs';
import { NotInstalled } from '../tests/support/webdriver.mjs';
import { SetupError, ensureTools } from './setup.mjs';

const LOGS = join(ROOT, 'build', 'matrix', 'logs');
const AT_ONCE = 2;

/** In the tables' groups and order: order.json names every shape. */
const GROUPS = JSON.parse(readFileSync(join(SHAPES, 'order.json'), 'utf8'));
const ORDER = Object.values(GROUPS).flat();

/** A minute on two cores once their packages are there: each kind of runtime, one bundler, the three engines. */
const QUICK = ['node', 'workerd', 'edge-runtime', 'esbuild', 'browsers', 'react-18', 'errors-of-use'];

/** Every folder with a row.mjs must be named, so that none is forgotten. */
function checkOrder() {
  const found = readdirSync(SHAPES).filter((name) => existsSync(join(SHAPES, name, 'row.mjs')));
  const wrong = [...found.filter((name) => !ORDER.includes(name)), ...ORDER.filter((name) => !found.includes(name))];
  if (wrong.length) throw new SetupError(`tests/packaging/order.json and the folders differ: ${wrong.join(', ')}`);
}

const logOf = (shape) => {
  const log = join(LOGS, `${shape}.log`);
  writeFileSync(log, '');
  return log;
};

function report(result, log) {
  const mark = { yes: '✔', no: '–', failed: '✖', skipped: '–' }[result.status];
  const details = [result.core, result.error, result.note].filter(Boolean).join('; ');
  console.log(`${mark} ${result.title}: ${result.name}${details && ` (${details})`}  ${result.took}`);
  if (result.status !== 'failed') return;
  console.log(`${result.output ? '' : tail(log)}\n${result.output ?? ''}`.trim().replaceAll(/^/gm, '    '));
}

/** Runs one row; a row that throws has failed, and the others go on. */
async function runRow(facts, name, body, log) {
  const start = performance.now();
  const outcome = await Promise.resolve()
    .then(body)
    .catch((error) => ({
      status: error instanceof NotInstalled ? 'skipped' : 'failed',
      note: error.message,
      output: error.output?.slice(-4000),
    }));
  const result = { ...facts, name, ...outcome, took: since(start) };
  report(result, log);
  return result;
}

async function runShape(shape, { api, browsers, registry }) {
  const log = logOf(shape);
  const { title, shows = [], build, rows } = await import(pathToFileURL(join(SHAPES, shape, 'row.mjs')));
  const facts = { shape, title };
  let t;
  const prepared = await runRow(
    facts,
    'install and build',
    async () => {
      const dir = await installOnce(shape, { log });
      await installPackage(dir, { registry: registry.url, log });
      await addProbe(dir);
      facts.title = [title, ...installedVersions(dir, shows)].join(' ');
      t = createToolkit({ dir, log, api, browsers, registry });
      await build?.(t);
      return { status: 'yes' };
    },
    log,
  );
  if (prepared.status === 'failed') return [prepared];
  const results = [];
  for (const [name, body] of Object.entries(rows(t))) results.push(await runRow(facts, name, body, log));
  await t.close();
  return results;
}

async function runAll(shapes, context) {
  const waiting = [...shapes];
  const results = [];
  const work = async () => {
    for (let shape = waiting.shift(); shape; shape = waiting.shift()) results.push(...(await runShape(shape, context)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/** A machine without Debian's packages may have no WebKitGTK: no reason to run nothing, unless all was asked for. */
async function ensureEngines(quick) {
  try {
    await ensureTools({ browsers: true });
  } catch (error) {
    if (!quick || !(error instanceof SetupError)) throw error;
    console.log(error.message);
  }
}

async function main(names, { write, packed, quick }) {
  checkOrder();
  const unknown = names.filter((name) => !ORDER.includes(name));
  if (unknown.length) throw new SetupError(`no shape ${unknown.join(', ')}; there are ${ORDER.join(', ')}`);
  await ensureEngines(quick);
  mkdirSync(LOGS, { recursive: true });
  if (!packed) await prepareArtifact();
  const begin = performance.now();
  const [api, browsers] = [await startApi(), createBrowsers()];
  const registry = await startRegistry({ log: logOf('registry') });
  try {
    const shapes = names.length ? names : quick ? QUICK : ORDER;
    const results = await runAll(shapes, { api, browsers, registry });
    const ran = results.filter(({ status }) => status !== 'skipped');
    const artifact = createHash('sha256').update(readFileSync(tarball())).digest('hex');
    const rows = saveResults(ran, { artifact, order: ORDER });
    if (write) writeTables(rows, GROUPS);
    const failed = ran.filter(({ status }) => status === 'failed').length;
    console.log(`\n${since(begin)}`);
    console.log(`${ran.length - failed} passed, ${failed} failed, ${results.length - ran.length} skipped`);
    process.exitCode = failed ? 1 : 0;
  } finally {
    await registry.stop();
    await browsers.close();
    await api.close();
    endAll();
  }
}

const given = process.argv.slice(2);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (endAll(), process.exit(130)));
main(
  given.filter((name) => !name.startsWith('--')),
  {
    write: given.includes('--write'),
    packed: given.includes('--packed'),
    quick: given.includes('--quick'),
  },
).catch((error) => {
  console.error(error instanceof SetupError ? error.message : error);
  endAll();
  process.exitCode = 1;
});
