// Where the build's and the tests' programs are, and which versions they must have.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './run.mjs';

/** Nothing in Cargo.lock says which, so it is pinned here: the newest whose ready binaries have a known checksum. */
export const WASM_PACK_VERSION = '0.15.0';

/** `cargo install --root`: tools the user has not got already stay inside the repository. */
export const TOOLS = join(ROOT, 'build', 'tools');

const CHROMIUM = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const FIREFOX = ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];

/** Not on PATH: each distribution's library folder, and each version of its interface, has its own. */
const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu', ''].map((folder) => join('/usr/lib', folder));
const MINI_BROWSER = [...LIBRARIES, '/usr/lib64', '/usr/libexec'].flatMap((folder) =>
  ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'].map((version) => join(folder, version, 'MiniBrowser')),
);

/** For Chromium in tests: as root in a container, and without the calls home that a closed network refuses. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The environment for every program that build and tests start: our tools first on PATH, then node_modules/.bin
 * (wasm-pack takes `wasm-opt` from there), then the user's; CHROMIUM_PATH and CHROMEDRIVER where they are known.
 */
export function toolEnv(more = {}) {
  // wasm-pack fails without a word of explanation when this directory does not exist.
  const cache = join(TOOLS, 'wasm-pack-cache');
  mkdirSync(cache, { recursive: true });
  const path = [join(TOOLS, 'bin'), join(ROOT, 'node_modules', '.bin'), process.env.PATH];
  const env = { ...process.env, PATH: path.join(delimiter), WASM_PACK_CACHE: cache };
  if (process.stdout.isTTY) env.CARGO_TERM_COLOR ??= 'always'; // captured, cargo sees no terminal
  const browser = { CHROMIUM_PATH: chromium(), CHROMEDRIVER: chromedriver() };
  for (const [name, found] of Object.entries(browser)) if (found) env[name] = found;
  return { ...env, ...more };
}

/** The Chromium to test in, or undefined. */
export const chromium = () => findProgram(named('CHROMIUM_PATH') ?? CHROMIUM);

/** The WebDriver that belongs to it, or undefined. */
export const chromedriver = () => findProgram(named('CHROMEDRIVER') ?? ['chromedriver']);

/** Firefox, WebKitGTK's driver and the browser that it drives, or undefined. */
export const firefox = () => findProgram(named('FIREFOX_PATH') ?? FIREFOX);
export const webkitDriver = () => findProgram(named('WEBKIT_DRIVER') ?? ['WebKitWebDriver']);
export const miniBrowser = () => findProgram(named('MINIBROWSER_PATH') ?? MINI_BROWSER);

/** What the user named is taken, or nothing: never another in its place. */
const named = (variable) => (process.env[variable] ? [process.env[variable]] : undefined);

/** The first of these names or paths that can be run, as a path. */
export function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = names.flatMap((name) =>
    name.includes('/') ? name : folders.map((folder) => join(folder, name)),
  );
  return candidates.find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What a program says on stdout, or undefined when it is missing or fails. */
export function ask(program, ...args) {
  const { status, stdout } = spawnSync(program, args, { cwd: ROOT, env: toolEnv(), encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** '0.15.0' from `wasm-pack 0.15.0`. */
export const versionOf = (program) => ask(program, '--version')?.split(' ')[1];

/** The version of a crate in Cargo.lock. wasm-bindgen's command line must have exactly that of its library. */
export function lockedVersion(crate) {
  const lock = readFileSync(join(ROOT, 'Cargo.lock'), 'utf8');
  const found = lock.match(new RegExp(`^name = "${crate}"\\nversion = "([^"]+)"`, 'm'));
  if (!found) throw new Error(`Cargo.lock lists no ${crate}`);
  return found[1];
}
