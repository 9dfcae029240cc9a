// `npm start`: the demo, from a fresh clone alone. Only Node's own modules are imported at the top, since
// node_modules may not be there yet.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, run, since } from './lib/run.mjs';
import { toolEnv } from './lib/tools.mjs';
import { SetupError, ensureTools } from './setup.mjs';

const HELP = `npm start                    the demo: installs and builds what is missing, prints the page's address
npm start -- --port 4310     the page's port (the API, Clerk's Frontend API and a stranger take the next three)
npm start -- --check         once, in headless Chromium: exit code 0 when all four systems show the signed-in user
npm start -- --help          this

With CLERK_PUBLISHABLE_KEY and CLERK_SECRET_KEY in the environment it runs with your own Clerk application.`;

const DEFAULT_PORT = 4310;
const BUILT = join(ROOT, 'pkg', 'package.json');
const INPUTS = ['src', 'js', 'pkg-template', 'Cargo.toml', 'Cargo.lock', 'scripts/build.mjs'];

class UsageError extends Error {}

async function main() {
  const options = readOptions();
  if (options.help) return console.log(HELP);
  const keys = options.check ? {} : ownKeys();
  await ensureTools({ browser: options.check, build: true });
  await buildIfStale();
  const { startDemo } = await import('../demo/server.mjs');
  const demo = await startDemo({ port: options.port, ...keys });
  return options.check ? check(demo) : untilStopped(demo);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    // The check picks free ports, so that it can run beside a demo.
    return { ...values, port: portOf(values.port ?? (values.check ? '0' : String(DEFAULT_PORT))) };
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${HELP}`);
  }
}

function portOf(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_532) throw new Error(`--port ${text}: not a port`);
  return port;
}

/** The person's own Clerk application, or none. */
function ownKeys({ CLERK_PUBLISHABLE_KEY: publishableKey, CLERK_SECRET_KEY: secretKey } = process.env) {
  if (!publishableKey && !secretKey) return {};
  if (publishableKey && secretKey) return { publishableKey, secretKey };
  const missing = publishableKey ? 'CLERK_SECRET_KEY' : 'CLERK_PUBLISHABLE_KEY';
  throw new UsageError(`For your own Clerk application set ${missing} too; for the demo's own, set neither.`);
}

async function buildIfStale() {
  if (existsSync(BUILT) && INPUTS.every((input) => newest(join(ROOT, input)) <= statSync(BUILT).mtimeMs)) return;
  const start = performance.now();
  console.log('start: building the package');
  const { code } = await run(process.execPath, ['scripts/build.mjs'], { env: toolEnv() });
  if (code !== 0) throw new SetupError('start: the build failed, see above');
  console.log(`start: built in ${since(start)}`);
}

/** The latest change of a file, or of anything in a folder; 0 when it is not there. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

async function check(demo) {
  const { checkDemo } = await import('../demo/check.mjs');
  const passed = await checkDemo(demo);
  await demo.close();
  process.exitCode = passed ? 0 : 1;
}

async function untilStopped(demo) {
  console.log(`
  page   ${demo.url}
  API    ${demo.api.url}
  Clerk  ${demo.frontend?.url ?? 'your own application'}
  else   ${demo.stranger.url} (a stranger, who may not get the token)

  Ctrl-C stops.`);
  await new Promise((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stopped);
  });
  await demo.close();
}

main().catch((error) => {
  const expected = error instanceof UsageError || error instanceof SetupError;
  console.error(expected ? error.message : error);
  process.exitCode = 1;
});
