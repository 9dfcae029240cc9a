// What the tests use is what users get: the tarball of a fresh build, installed beside the tests.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { publishedExamples, publishedPages } from './pages.mjs';
import { ROOT, run } from './run.mjs';
import { toolEnv } from './tools.mjs';

/** All that a build may read. By content: a checkout or a deleted file leaves no date to trust. */
const INPUTS = [
  'Cargo.toml',
  'Cargo.lock',
  'rust-toolchain.toml',
  '.cargo',
  'build.rs',
  'src',
  'doctor/Cargo.toml',
  'doctor/Cargo.lock',
  'doctor/src',
  'js',
  'pkg-template',
  'scripts/build.mjs',
  'scripts/setup.mjs',
  'scripts/lib/artifact.mjs',
  'scripts/lib/binaries.mjs',
  'scripts/lib/bundled.mjs',
  'scripts/lib/home.mjs',
  'scripts/lib/lanes.mjs',
  'scripts/lib/crates.mjs',
  'scripts/lib/notices.mjs',
  'scripts/lib/pages.mjs',
  'scripts/lib/parts.mjs',
  'scripts/licences',
  'scripts/lib/compile.mjs',
  'scripts/lib/core.mjs',
  'scripts/lib/declarations.mjs',
  'scripts/lib/run.mjs',
  'scripts/lib/tools.mjs',
  'package.json',
  'package-lock.json',
  'README.md',
  'llms.txt',
  'CHANGELOG.md',
  'LICENSE',
];
const BUILD = join(ROOT, 'build');
const STAMP = join(BUILD, 'artifact.sha256');

/** Where `import 'clerk-fetch'` in tests/ finds it; React, SWR and the others come from the root's node_modules. */
export const INSTALLED = join(ROOT, 'tests', 'node_modules', 'clerk-fetch');

/** Builds, packs and installs, unless nothing has changed since the last time. Throws when a step fails. */
export async function prepareArtifact() {
  if (tarball() && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint()) return;
  await must('build', process.execPath, ['scripts/build.mjs']);
  await pack();
  await install();
  writeFileSync(STAMP, fingerprint());
}

/** The packed package's path, or undefined before the first build. */
export function tarball() {
  const name = existsSync(BUILD) && readdirSync(BUILD).find((file) => /^clerk-fetch-\d.*\.tgz$/.test(file));
  return name ? join(BUILD, name) : undefined;
}

async function pack() {
  const old = tarball();
  if (old) rmSync(old);
  await must('npm pack', 'npm', ['pack', './pkg', '--pack-destination', BUILD, '--loglevel', 'error']);
}

/** Unpacks where npm would, and without npm: it has no dependencies, and npm would write to package.json's tree. */
async function install() {
  rmSync(INSTALLED, { recursive: true, force: true });
  mkdirSync(INSTALLED, { recursive: true });
  await must('unpack', 'tar', ['-xzf', tarball(), '-C', INSTALLED, '--strip-components=1']);
}

async function must(what, command, args) {
  const { code } = await run(command, args, { env: toolEnv(), minutes: 20 });
  if (code !== 0) throw new Error(`${what} failed`);
}

/** One hash over the inputs and over what was made of them, so that neither can change unseen. */
function fingerprint() {
  const hash = createHash('sha256');
  const paths = [...[...INPUTS, ...publishedPages(), ...publishedExamples()].map((input) => join(ROOT, input)), join(ROOT, 'pkg'), INSTALLED, tarball()];
  for (const file of paths.filter((path) => path && existsSync(path)).flatMap(filesIn)) {
    const content = readFileSync(file);
    hash.update(`${relative(ROOT, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
