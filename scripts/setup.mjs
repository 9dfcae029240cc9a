// Installs what is missing to build and test, on a machine that has Node, npm and Rust (rustup).
//
//   node scripts/setup.mjs [--browser] [--browsers]
//
// --browser: also Chromium and its WebDriver. --browsers: Firefox and WebKitGTK as well.
//
// What is present is left alone, and what Cargo installs goes to build/tools. Uses only Node's own modules: it runs
// before there is a node_modules.
import { cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installBinary } from './lib/binaries.mjs';
import { isCompiled, precompile } from './lib/compile.mjs';
import { LaneError, runLanes } from './lib/lanes.mjs';
import { ROOT, since } from './lib/run.mjs';
import * as tools from './lib/tools.mjs';

const WASM_TARGET = 'wasm32-unknown-unknown';
const SHARED_TARGET = join(ROOT, 'build', 'tools-target'); // the two installs have many crates in common

/** Something that the user has to fix; its message says how. */
export class SetupError extends Error {}

/** The version that rust-toolchain.toml names. */
const RUST_VERSION = /^channel = "(.+)"/m.exec(readFileSync(join(ROOT, 'rust-toolchain.toml'), 'utf8'))[1];

const RUST = {
  what: `Rust ${RUST_VERSION}`,
  why: 'the compiler that rust-toolchain.toml names',
  usually: '30 to 90 s',
  present: hasRust,
  install: rustup('toolchain', 'install', RUST_VERSION, '--profile', 'minimal', '--no-self-update'),
};

const NPM_PACKAGES = {
  what: 'npm packages',
  why: 'esbuild, binaryen, TypeScript and what the tests use, as in package-lock.json',
  usually: '20 to 60 s',
  present: packagesInstalled,
  install: ({ exec }) => installPackages(exec),
};

const RUST_PARTS = [
  {
    what: `the Rust target ${WASM_TARGET}`,
    why: 'to compile the core to WebAssembly',
    usually: '5 to 20 s',
    present: () => existsSync(tools.ask('rustc', '--print', 'target-libdir', '--target', WASM_TARGET) ?? ''),
    install: rustup('target', 'add', WASM_TARGET),
  },
  {
    what: 'rustfmt and clippy',
    why: 'the tests check format and lints',
    usually: '5 to 20 s',
    present: () => tools.ask('cargo', 'fmt', '--version') && tools.ask('cargo', 'clippy', '--version'),
    install: rustup('component', 'add', 'rustfmt', 'clippy'),
  },
];

/** What a build needs Cargo to install. */
const CARGO_TOOLS = [
  cargoTool({
    crate: 'wasm-bindgen-cli',
    program: 'wasm-bindgen',
    bins: ['wasm-bindgen', 'wasm-bindgen-test-runner'],
    version: () => tools.lockedVersion('wasm-bindgen'),
    why: "writes the wasm's JavaScript side, in exactly the library's version",
    usually: '1 to 3 min',
    instead: {
      crate: 'webpki-roots',
      locked: { version: '1.0.11', checksum: 'f5f280bbb2b287bc8e7de7e3852945a0ff50d1bbcb5ed42b6c7a568c546df171' },
      pinned: { version: '1.0.10', checksum: '1c1c8e20c8a38fc7d65abfe74eb7280e4aa667e8eec8bc84996d2874810748d9' },
    },
  }),
  cargoTool({
    crate: 'wasm-pack',
    version: () => tools.WASM_PACK_VERSION,
    why: 'builds the wasm and runs its tests in Node and Chromium',
    usually: '1 to 2 min',
    // A patch release builds the same package, so one that is there already will do.
    fits: (installed, version) => installed.split('.', 2).join() === version.split('.', 2).join(),
  }),
];

/** A caller that builds next has Cargo compile meanwhile what needs none of the tools. */
const MEANWHILE = {
  what: 'the core and the doctor',
  why: 'compiled meanwhile',
  usually: '1 to 3 min',
  present: isCompiled,
  install: ({ exec }) => precompile(exec),
};

const BROWSER = {
  what: 'Chromium and chromedriver',
  why: 'the browser tests run in a real one',
  usually: '30 to 120 s',
  present: () => tools.chromium() && tools.chromedriver(),
  install: aptInstall(['chromium', 'chromium-driver'], () => byHand()),
  look: 'CHROMIUM_PATH, CHROMEDRIVER',
};

const MORE_BROWSERS = {
  what: 'Firefox and WebKitGTK',
  why: 'the matrix loads the package in each engine',
  usually: '1 to 3 min',
  present: () => tools.firefox() && tools.webkitDriver() && tools.miniBrowser() && hasDisplay(),
  install: aptInstall(['firefox-esr', 'webkit2gtk-driver', 'xvfb', 'xauth'], () => moreByHand()),
  look: 'FIREFOX_PATH, WEBKIT_DRIVER, MINIBROWSER_PATH',
};

const hasDisplay = () => Boolean(process.env.DISPLAY || tools.findProgram(['xvfb-run']));

/**
 * Installs what is missing; quick and silent when nothing is.
 * @param {{ browser?: boolean, browsers?: boolean, build?: boolean }} [options] `browser`: Chromium and chromedriver too;
 *   `browsers`: and Firefox and WebKitGTK; `build`: the caller builds next
 * @returns {Promise<number>} how many steps had something to install
 */
export const ensureTools = async ({ browsers = false, browser = browsers, build = false } = {}) => {
  const engines = [...(browser ? [BROWSER] : []), ...(browsers ? [MORE_BROWSERS] : [])];
  const fresh = build && !CARGO_TOOLS.every((tool) => tool.present());
  return ensureLanes([[NPM_PACKAGES], [...RUST_PARTS, ...(fresh ? [MEANWHILE] : [])], CARGO_TOOLS, engines]);
};

/** The same for the steps given, one after the other: what only one script needs (`cargoTool`). */
export const ensure = (steps) => ensureLanes([steps]);

async function ensureLanes(lanes) {
  needRust();
  try {
    return (await runLanes([[RUST]])) + (await runLanes(lanes));
  } catch (error) {
    if (error instanceof LaneError) throw new SetupError([error.output, `setup: ${error.message}`].filter(Boolean).join('\n'));
    throw error;
  } finally {
    rmSync(SHARED_TARGET, { recursive: true, force: true });
  }
}

/**
 * A program that is skipped when this very version is on PATH or in build/tools; else its project's own binary, or what
 * Cargo compiles. `installed` asks for the version where the program itself does not tell it.
 * @param {{ crate: string, program?: string, bins?: string[], version: () => string, why: string, usually: string,
 *   installed?: () => string | undefined, fits?: (installed: string, version: string) => boolean, instead?: object }} tool
 *   `instead`: the one crate of its lock file that a registry may lack, and the one that is taken then
 */
export function cargoTool({ crate, program = crate, bins = [], version, why, usually, installed = () => tools.versionOf(program), fits = Object.is, instead }) {
  const present = () => {
    const found = installed();
    return found !== undefined && fits(found, version());
  };
  return {
    what: crate,
    why,
    usually,
    present,
    async install({ exec, say }) {
      const problem = await installBinary(crate, version(), { to: join(tools.TOOLS, 'bin') });
      if (!problem && present()) return;
      say(`${problem ?? 'its ready binary does not run here'}, so Cargo compiles ${version()}`);
      await cargoInstall({ crate, bins, version: version(), instead }, { exec, say });
    },
  };
}

/** Always with the crates of a lock file: the tool's own, or that with the one crate which `instead` names. */
async function cargoInstall({ crate, bins, version, instead }, { exec, say }) {
  const options = ['--locked', '--force', '--root', tools.TOOLS, ...bins.flatMap((bin) => ['--bin', bin])];
  // Not optimized: each of these tools runs for a second, and an optimized one takes twice as long to compile.
  const env = tools.toolEnv({ CARGO_TARGET_DIR: SHARED_TARGET, CARGO_PROFILE_RELEASE_OPT_LEVEL: '0' });
  const args = ['install', crate, '--version', version, ...options];
  const { code, output } = await exec('cargo', args, { env, mayFail: true });
  if (code === 0) return;
  if (!instead || (await isPublished(instead, exec))) throw new LaneError(`cargo ${args.join(' ')}`, output);
  say(`the registry has no ${instead.crate} ${instead.locked.version}, which its lock file names; with ${instead.crate} ${instead.pinned.version}, pinned in scripts/setup.mjs`);
  const folder = mkdtempSync(join(tmpdir(), 'clerk-fetch-crate-'));
  try {
    copyWithPinned(`${crate}-${version}`, instead, folder);
    await exec('cargo', ['install', '--path', folder, ...options], { env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isPublished = async ({ crate, locked }, exec) =>
  (await exec('cargo', ['info', '--quiet', `${crate}@${locked.version}`], { env: tools.toolEnv(), mayFail: true })).code === 0;

/** Copies a crate, which Cargo has downloaded and verified, and replaces one entry of its lock file. */
function copyWithPinned(name, { crate, locked, pinned }, folder) {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'src');
  const source = readdirSync(sources).map((registry) => join(sources, registry, name)).find(existsSync);
  if (!source) throw new SetupError(`setup: Cargo has not downloaded ${name} to ${sources}`);
  cpSync(source, folder, { recursive: true });
  const lock = join(folder, 'Cargo.lock');
  writeFileSync(lock, replacedIn(readFileSync(lock, 'utf8'), crate, locked, pinned));
}

/** A lock file with another version of one crate, and that version's checksum. */
export function replacedIn(lock, crate, locked, pinned) {
  const entry = ({ version, checksum }) =>
    `name = "${crate}"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${checksum}"\n`;
  if (!lock.includes(entry(locked))) throw new SetupError(`setup: the lock file names no ${crate} ${locked.version}: correct \`instead\` in scripts/setup.mjs`);
  return lock.replace(entry(locked), entry(pinned));
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

/** What package-lock.json names. No package needs its install script: what each of them brings is built already. */
export function installPackages(exec, folder = join(ROOT, 'node_modules')) {
  // `npm ci` empties the folder first, and that would be another checkout's.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new SetupError(`setup: node_modules is a link to ${realpathSync(folder)}, which lacks what package-lock.json asks for: install there, or remove the link`);
  }
  return exec('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { env: tools.toolEnv() });
}

function needRust() {
  if (tools.findProgram(['cargo'])) return;
  throw new SetupError(
    'setup: no cargo on PATH. Install Rust from https://rustup.rs, open a new terminal and try again.',
  );
}

/**
 * Whether the Rust that compiles here is the one of rust-toolchain.toml. Without rustup it is whichever is installed:
 * Cargo.toml has the least version.
 */
function hasRust() {
  if (!tools.findProgram(['rustup'])) return Boolean(tools.ask('cargo', '--version'));
  process.env.RUSTUP_AUTO_INSTALL = '0'; // else rustup downloads what is missing without a word
  if (tools.versionOf('rustc') === RUST_VERSION) return true;
  // The default toolchain may be this very version under the name of its channel.
  const [name] = tools.ask('rustup', 'default')?.split(' ') ?? [];
  const isSame = name && tools.ask('rustup', 'run', name, 'rustc', '--version')?.split(' ')[1] === RUST_VERSION;
  if (isSame) process.env.RUSTUP_TOOLCHAIN = name;
  return isSame;
}

function rustup(...args) {
  return ({ exec }) => {
    if (tools.findProgram(['rustup'])) return exec('rustup', args, { env: tools.toolEnv() });
    throw new SetupError(
      `setup: no rustup on PATH; with another Rust, install what \`rustup ${args.join(' ')}\` would, ` +
        'or take Rust from https://rustup.rs.',
    );
  };
}

/** The distribution's own, whose versions belong together. Debian has them; Ubuntu's Chromium is a driverless snap. */
function aptInstall(packages, byHand) {
  return async ({ exec }) => {
    const isRoot = process.getuid?.() === 0;
    if (!tools.findProgram(['apt-get']) || !(isRoot || tools.findProgram(['sudo']))) throw byHand();
    // sudo asks for a password on the terminal itself, whatever its output goes to.
    const apt = (...args) => exec(isRoot ? 'apt-get' : 'sudo', isRoot ? args : ['apt-get', ...args], { mayFail: true });
    await apt('update');
    const { code, output } = await apt('install', '-y', '--no-install-recommends', ...packages);
    if (code !== 0) throw new SetupError(`${output}\n${byHand().message}`);
  };
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
