// Installs what is missing to build and test, on a machine that has Node, npm and Rust (rustup).
//
//   node scripts/setup.mjs [--browser] [--browsers]
//
// --browser: also Chromium and its WebDriver. --browsers: Firefox and WebKitGTK as well.
//
// What is present is left alone, and what Cargo installs goes to build/tools. Uses only Node's own modules: it runs
// before there is a node_modules.
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, run, since } from './lib/run.mjs';
import * as tools from './lib/tools.mjs';

const WASM_TARGET = 'wasm32-unknown-unknown';
const SHARED_TARGET = join(ROOT, 'build', 'tools-target'); // the two installs have many crates in common

/** Something that the user has to mend; its message says how. */
export class SetupError extends Error {}

/** One thing to have: how to see that it is there, and how to get it. */
const STEPS = [
  {
    what: 'npm packages',
    why: 'esbuild, binaryen, TypeScript and what the tests use, as in package-lock.json',
    usually: '20 to 60 s',
    present: packagesInstalled,
    install: () => must('npm', ['ci', '--no-audit', '--no-fund']),
  },
  {
    what: `the Rust target ${WASM_TARGET}`,
    why: 'to compile the core to WebAssembly',
    usually: '5 to 20 s',
    present: () => existsSync(tools.ask('rustc', '--print', 'target-libdir', '--target', WASM_TARGET) ?? ''),
    install: () => rustup('target', 'add', WASM_TARGET),
  },
  {
    what: 'rustfmt and clippy',
    why: 'the tests check format and lints',
    usually: '5 to 20 s',
    present: () => tools.ask('cargo', 'fmt', '--version') && tools.ask('cargo', 'clippy', '--version'),
    install: () => rustup('component', 'add', 'rustfmt', 'clippy'),
  },
  cargoTool({
    crate: 'wasm-bindgen-cli',
    program: 'wasm-bindgen',
    version: () => tools.lockedVersion('wasm-bindgen'),
    why: "writes the wasm's JavaScript side, in exactly the library's version",
    usually: '2 to 5 min',
  }),
  cargoTool({
    crate: 'wasm-pack',
    version: () => tools.WASM_PACK_VERSION,
    why: 'builds the wasm and runs its tests in Node and Chromium',
    usually: '1 to 3 min',
  }),
];

const BROWSER = {
  what: 'Chromium and chromedriver',
  why: 'the browser tests run in a real one',
  usually: '30 to 120 s',
  present: () => tools.chromium() && tools.chromedriver(),
  install: () => installPackages(['chromium', 'chromium-driver'], byHand),
  look: 'CHROMIUM_PATH, CHROMEDRIVER',
};

const MORE_BROWSERS = {
  what: 'Firefox and WebKitGTK',
  why: 'the matrix loads the package in each engine',
  usually: '1 to 3 min',
  present: () => tools.firefox() && tools.webkitDriver() && tools.miniBrowser() && hasDisplay(),
  install: () => installPackages(['firefox-esr', 'webkit2gtk-driver', 'xvfb', 'xauth'], moreByHand),
  look: 'FIREFOX_PATH, WEBKIT_DRIVER, MINIBROWSER_PATH',
};

const hasDisplay = () => Boolean(process.env.DISPLAY || tools.findProgram(['xvfb-run']));

/**
 * Installs what is missing; quick and silent when nothing is.
 * @param {{ browser?: boolean, browsers?: boolean }} [options] `browser`: Chromium and chromedriver too; `browsers`:
 *   and Firefox and WebKitGTK
 * @returns {Promise<number>} how many steps had something to install
 */
export const ensureTools = ({ browsers = false, browser = browsers } = {}) =>
  ensure([...STEPS, ...(browser ? [BROWSER] : []), ...(browsers ? [MORE_BROWSERS] : [])]);

/** The same for the steps given: what only one script needs (`cargoTool`). */
export async function ensure(steps) {
  needRust();
  let installed = 0;
  for (const step of steps) {
    if (step.present()) continue;
    const start = performance.now();
    console.log(`setup: ${step.what}: ${step.why}; usually ${step.usually}`);
    await step.install();
    if (!step.present()) {
      throw new SetupError(`setup: ${step.what}: installed, and yet not found (${step.look ?? 'PATH'}?)`);
    }
    console.log(`setup: ${step.what}: done in ${since(start)}`);
    installed += 1;
  }
  rmSync(SHARED_TARGET, { recursive: true, force: true });
  return installed;
}

/**
 * A program that `cargo install` gives, skipped when this very version is on PATH or in build/tools. `installed` asks for
 * the version where the program itself does not tell it.
 */
export function cargoTool({ crate, program = crate, version, why, usually, installed = () => tools.versionOf(program) }) {
  return {
    what: crate,
    why,
    usually,
    present: () => installed() === version(),
    install: () => cargoInstall(crate, version()),
  };
}

/** With the crate's own lock file; without, where a registry's mirror lacks a version that it names. */
async function cargoInstall(crate, version) {
  const args = ['install', crate, '--version', version, '--force', '--root', tools.TOOLS];
  const env = { CARGO_TARGET_DIR: SHARED_TARGET };
  const { code } = await run('cargo', [...args, '--locked'], { env: tools.toolEnv(env) });
  if (code === 0) return;
  console.log(`setup: ${crate}: not with its own lock file; again, with the newest compatible crates`);
  await must('cargo', args, env);
}

/**
 * Whether node_modules is what package-lock.json asks for: npm writes down there what it installed. The lock also lists
 * what other platforms need and what npm leaves out, so only the direct dependencies must all be there.
 */
function packagesInstalled() {
  const wanted = packagesIn('package-lock.json');
  const have = packagesIn('node_modules/.package-lock.json');
  const direct = Object.keys(wanted[''].devDependencies).map((name) => `node_modules/${name}`);
  const same = ([path, { version, integrity }]) =>
    wanted[path]?.version === version && wanted[path].integrity === integrity;
  return direct.every((path) => path in have) && Object.entries(have).every(same);
}

function packagesIn(lock) {
  const path = join(ROOT, lock);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

function needRust() {
  if (tools.ask('cargo', '--version')) return;
  throw new SetupError(
    'setup: no cargo on PATH. Install Rust from https://rustup.rs, open a new terminal and try again.',
  );
}

function rustup(...args) {
  if (tools.ask('rustup', '--version') !== undefined) return must('rustup', args);
  throw new SetupError(
    `setup: no rustup on PATH; with another Rust, install what \`rustup ${args.join(' ')}\` would, ` +
      'or take Rust from https://rustup.rs.',
  );
}

/** The distribution's own, whose versions belong together. Debian has them; Ubuntu's Chromium is a driverless snap. */
async function installPackages(packages, byHand) {
  const root = process.getuid?.() === 0;
  if (!tools.findProgram(['apt-get']) || !(root || tools.findProgram(['sudo']))) throw byHand();
  const apt = (...args) =>
    root ? run('apt-get', args) : run('sudo', ['apt-get', ...args]);
  await apt('update');
  const { code } = await apt('install', '-y', '--no-install-recommends', ...packages);
  if (code !== 0) throw byHand();
}

const byHand = () =>
  new SetupError(
    [
      'setup: Chromium and chromedriver are missing, and cannot be installed from here. By hand:',
      '  Debian   apt-get install chromium chromium-driver',
      '  macOS    brew install --cask google-chrome chromedriver',
      '  others   npx @puppeteer/browsers install chrome@stable, and the same with chromedriver@stable',
      'Where they are not on PATH, name them: CHROMIUM_PATH=/path/to/chrome CHROMEDRIVER=/path/to/chromedriver',
      'Both must have the same major version.',
    ].join('\n'),
  );

const moreByHand = () =>
  new SetupError(
    [
      'setup: Firefox and WebKitGTK are missing, and cannot be installed from here. By hand:',
      '  Debian   apt-get install firefox-esr webkit2gtk-driver xvfb xauth',
      'Where they are not found, name them: FIREFOX_PATH, WEBKIT_DRIVER (WebKitWebDriver), MINIBROWSER_PATH.',
    ].join('\n'),
  );

async function must(command, args, env = {}) {
  const { code } = await run(command, args, { env: tools.toolEnv(env) });
  if (code !== 0) throw new SetupError(`setup: failed: ${command} ${args.join(' ')}`);
}

async function main() {
  const start = performance.now();
  const [browser, browsers] = ['--browser', '--browsers'].map((option) => process.argv.includes(option));
  const installed = await ensureTools({ browser: browser || browsers, browsers });
  console.log(`setup: ready, ${installed} installed, in ${since(start)}`);
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  });
}
