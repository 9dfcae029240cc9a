// `npm run bench`: what clerk-fetch costs, as ratios to the documentation's snippet in the same run.
//
//   node scripts/bench.mjs [--write] [--short] [--keep] [engine …]
//
// Without --short, everything: each engine that is installed, the peers of bench/package.json, cold start, scale, profile;
// the results go to bench/results.json. --write: docs/performance.md, its chart, the README's lines and bench/limits.json
// from them as well. --short: the ratios of this package alone, against bench/limits.json. --keep: this build is what the next release is compared with
// (bench/former.js). Nothing else should run beside it.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { prepareArtifact } from './lib/artifact.mjs';
import { BASIC, PEERS, bundleCallers, bytesOf } from './lib/bench/bundles.mjs';
import { chart } from './lib/bench/chart.mjs';
import { coldInChromium, coldInNode } from './lib/bench/cold.mjs';
import { ENGINES } from './lib/bench/engines.mjs';
import { FORMER, firstUse } from './lib/bench/first-use.mjs';
import { limitsFrom, short, shortRatios } from './lib/bench/limits.mjs';
import { scenariosFor, summarize } from './lib/bench/per-call.mjs';
import { profile } from './lib/bench/profile.mjs';
import { scale } from './lib/bench/scale.mjs';
import { filled, readme, sections } from './lib/bench/tables.mjs';
import { ROOT, run, since } from './lib/run.mjs';
import { NotInstalled } from '../tests/support/webdriver.mjs';
import { SetupError, ensureTools } from './setup.mjs';

const at = (...parts) => join(ROOT, ...parts);
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
const begin = performance.now();
const say = (text) => console.log(`${since(begin).padStart(9)}  ${text}`);

const installPeers = async () => {
  const lock = at('bench', 'node_modules', '.package-lock.json');
  const wanted = readJson(at('bench', 'package-lock.json')).packages;
  const have = existsSync(lock) ? readJson(lock).packages : {};
  if (Object.keys(wanted[''].dependencies).every((name) => have[`node_modules/${name}`]?.version === wanted[`node_modules/${name}`].version)) return;
  say('installing the peers of bench/package.json');
  const { code } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: at('bench') });
  if (code !== 0) throw new SetupError('bench: npm ci in bench/ failed');
};

const PACKAGES = { auth0: '@auth0/auth0-spa-js', 'oauth2-fetch': '@badgateway/oauth2-client', inrupt: '@inrupt/solid-client-authn-core', supabase: '@supabase/supabase-js' };

const versionsOf = () => {
  const { dependencies } = readJson(at('bench', 'package.json'));
  return Object.fromEntries(PEERS.map((name) => [name, dependencies[PACKAGES[name] ?? name]]));
};

const machine = () => ({
  cpu: cpus()[0].model.trim(),
  cores: cpus().length,
  memory: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release().split('-')[0]} ${arch()}`,
});

/**
 * Runs in an engine that is started when there is none. A browser may end by itself, or be starved by another program: then it
 * is started once more, and what fails again is left out.
 */
const starting = (name, folder) => {
  let engine;
  const close = async () => {
    const ended = engine;
    engine = undefined;
    await ended?.close().catch(() => {});
  };
  const once = async (scenario) => {
    try {
      engine ??= await ENGINES[name](folder);
      return { engine: engine.name, version: engine.version, result: await engine.run(scenario) };
    } catch (error) {
      await close();
      throw error;
    }
  };
  const told = (what) => (error) => {
    if (error instanceof NotInstalled) throw error;
    say(`${name}: ${what}: ${error.message.split('\n')[0].slice(0, 100)}`);
  };
  return { close, run: async (scenario) => (await once(scenario).catch(told('once more'))) ?? once(scenario).catch(told('left out')) };
};

/** Every scenario in one engine, or nothing where the machine has not got it. */
const inEngine = async (name, folder) => {
  const { run: runIn, close } = starting(name, folder);
  const found = { all: [] };
  try {
    for (const scenario of scenariosFor(name, [...BASIC, ...PEERS])) {
      const ran = await runIn(scenario);
      if (!ran) continue;
      Object.assign(found, { name: ran.engine, version: ran.version });
      const summary = summarize(scenario, ran.result);
      found.all.push(summary);
      const { 'clerk-fetch': fetch, 'clerk-fetch-json': json } = summary.callers;
      const told = [fetch && `fetch ${fetch.like}`, json && `.json ${json.like}`, `the snippet again ${summary.noise}`].filter(Boolean);
      say(`${ran.engine}, ${scenario.answer}, ${scenario.urls} URLs of ${scenario.origin} origin: ${told.join(', ')}`);
    }
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    say(`${name}: not measured: ${error.message}`);
  } finally {
    await close();
  }
  return found.all.length ? found : undefined;
};

const everything = async (names) => {
  await installPeers();
  const callers = [...BASIC, ...PEERS];
  const folder = await bundleCallers(callers);
  const bytes = {};
  for (const name of callers) bytes[name] = await bytesOf(name);
  say(`bytes: ${Object.entries(bytes).map((entry) => entry.join(' ')).join(', ')}`);
  const results = {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: { 'clerk-fetch': readJson(at('pkg-template', 'package.json')).version, ...versionsOf() },
    bytes,
    perCall: {},
  };
  for (const name of names) {
    const engine = await inEngine(name, folder);
    if (!engine) continue;
    results.versions[engine.name] = engine.version;
    results.perCall[engine.name] = engine.all;
  }
  // One file each, as an application's is: among many entries, the package would be a chunk that is asked for later.
  const alone = await bundleCallers(['snippet', 'clerk-fetch'], 'cold');
  results.cold = { Node: await coldInNode(alone), Chromium: await coldInChromium(alone) };
  for (const [engine, { over, compiledByImport }] of Object.entries(results.cold)) {
    say(`cold start in ${engine}: ${over} ms over the snippet's; compiled by the import: ${compiledByImport}`);
  }
  const { longestTask, slowdown } = results.cold.Chromium;
  say(`the longest task at ${slowdown} times the slowness: ${longestTask['clerk-fetch'].median} ms; the snippet's ${longestTask.snippet.median} ms`);
  results.firstUse = await firstUse();
  say(`first use at a fourth of the speed: ${JSON.stringify(results.firstUse)}`);
  results.scale = await scale(folder);
  say(`scale: ${JSON.stringify(results.scale)}`);
  results.profile = await profile(folder);
  results.short = await shortRatios(folder);
  say(`profile: ${JSON.stringify(results.profile.perCall['clerk-fetch'])}`);
  return results;
};

const write = (results) => {
  const fill = (page, all) => writeFileSync(at(page), filled(readFileSync(at(page), 'utf8'), all));
  fill('docs/performance.md', sections(results));
  fill('README.md', { cost: readme(results) });
  writeFileSync(at('docs', 'performance.svg'), chart(results));
  writeJson(at('bench', 'limits.json'), limitsFrom(results));
};

const main = async (names, options) => {
  const unknown = names.filter((name) => !(name in ENGINES));
  if (unknown.length) throw new SetupError(`no engine ${unknown.join(', ')}; there are ${Object.keys(ENGINES).join(', ')}`);
  if (options.has('--keep')) {
    await prepareArtifact();
    copyFileSync(join(await bundleCallers(['clerk-fetch'], 'former'), 'clerk-fetch.js'), FORMER);
    return say('bench/former.js is this build');
  }
  if (options.has('--short')) {
    await prepareArtifact();
    const failed = await short({ limits: readJson(at('bench', 'limits.json')), engines: names.length ? names : ['node', 'chromium'], say });
    process.exitCode = failed ? 1 : 0;
    return;
  }
  await ensureTools({ browser: true });
  await prepareArtifact();
  const results = await everything(names.length ? names : Object.keys(ENGINES));
  writeJson(at('bench', 'results.json'), results);
  if (options.has('--write')) write(results);
  say(options.has('--write') ? 'bench/results.json, bench/limits.json, docs/performance.md and .svg are written' : 'bench/results.json is written');
};

const given = process.argv.slice(2);
await main(
  given.filter((name) => !name.startsWith('--')),
  new Set(given),
).catch((error) => {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
});
