// A copy of each shape, with its packages installed once and `clerk-fetch` anew whenever it has changed.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarball } from '../artifact.mjs';
import { ROOT } from '../run.mjs';
import { run } from './processes.mjs';

export const SHAPES = join(ROOT, 'tests', 'packaging');
/** Without the scripts of hundreds of packages, none of which a shape needs besides those below. */
export const NPM = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error'];

/** The packages whose own install script puts their program in place. */
const PROGRAMS = ['bun', 'node'];

const hash = (...parts) => {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex').slice(0, 16);
};

/** Not inside the repository: there a shape would find what this repository has installed, and not miss a package. */
const WORK = join(tmpdir(), `clerk-fetch-matrix-${hash(ROOT)}`);

/** What stays from run to run. */
const KEPT = new Set(['node_modules', '.installed', 'package-lock.json', 'sets']);

/** The shape's copy, with its own packages; they are installed again only when its package.json changes. */
export async function installOnce(shape, { log }) {
  const dir = join(WORK, shape);
  const manifest = readFileSync(join(SHAPES, shape, 'package.json'), 'utf8');
  const stamp = join(dir, '.installed');
  const wanted = hash(manifest);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'package.json'), manifest);
    const where = { cwd: dir, env: process.env, log, minutes: 20 };
    await run('npm', ['install', '--no-package-lock', ...NPM], where);
    const { dependencies = {}, devDependencies = {} } = JSON.parse(manifest);
    const isProgram = ([name, version]) => PROGRAMS.some((program) => name === program || version.startsWith(`npm:${program}@`));
    const programs = Object.entries({ ...dependencies, ...devDependencies }).filter(isProgram).map(([name]) => name);
    if (programs.length) await run('npm', ['rebuild', ...programs, '--loglevel', 'error'], where);
    writeFileSync(stamp, wanted);
  }
  for (const name of readdirSync(dir)) if (!KEPT.has(name)) rmSync(join(dir, name), { recursive: true });
  cpSync(join(SHAPES, shape), dir, { recursive: true });
  return dir;
}

/** `npm install clerk-fetch`, from the local registry, unless this very package is there already. */
export async function installPackage(dir, { registry, log }) {
  const stamp = join(dir, 'node_modules', '.clerk-fetch');
  const wanted = hash(readFileSync(tarball()));
  const place = join(dir, 'node_modules', 'clerk-fetch');
  if (existsSync(place) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(place, { recursive: true, force: true });
  const args = ['install', 'clerk-fetch', '--no-save', '--no-package-lock', '--registry', registry, ...NPM];
  await run('npm', args, { cwd: dir, env: process.env, log });
  writeFileSync(stamp, wanted);
}

/** A folder of its own in the shape's copy with these packages (name → version), and `clerk-fetch` beside them where `registry` is given. */
export async function installSet(dir, packages, { registry, log }) {
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies: packages });
  const folder = join(dir, 'sets', hash(manifest));
  const stamp = join(folder, '.installed');
  const where = { cwd: folder, env: process.env, log };
  if (!existsSync(stamp)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), manifest);
    // An old version's peer range ends before the newest React.
    await run('npm', ['install', '--no-package-lock', '--legacy-peer-deps', ...NPM], where);
    writeFileSync(stamp, '');
  }
  if (registry) await run('npm', ['install', 'clerk-fetch', '--no-save', '--no-package-lock', '--registry', registry, ...NPM], where);
  return folder;
}

/** The versions that are really there, by the names in a shape's package.json. */
export function installedVersions(dir, names) {
  return names.map((name) => {
    const { version } = JSON.parse(readFileSync(join(dir, 'node_modules', name, 'package.json'), 'utf8'));
    return version;
  });
}
