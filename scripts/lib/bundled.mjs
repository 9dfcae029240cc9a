// The npm packages whose code is in the published one: in dist/cli.js alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/** The packages that js/cli imports. */
const NAMES = ['@babel/parser', 'diff'];

const fileOf = (name, ...path) => readFileSync(join(ROOT, 'node_modules', name, ...path), 'utf8');

const partOf = (name, { license, repository }, version) => ({
  name,
  version,
  license,
  source: (repository.url ?? repository).replace(/^git\+/, ''),
  texts: [fileOf(name, 'LICENSE')],
});

/**
 * What a package of Babel was itself bundled from: its source map names their folders in Babel's repository. They are
 * released together with it, so its manifest has their versions at that time.
 */
const insideOf = (name, { devDependencies = {} }) => {
  if (!name.startsWith('@babel/')) return [];
  const { sources } = JSON.parse(fileOf(name, 'lib', 'index.js.map'));
  const names = sources.flatMap((path) => /^\.\.\/\.\.\/babel-([\w-]+)\//.exec(path)?.[1] ?? []).map((part) => `@babel/${part}`);
  return [...new Set(names)].sort().map((inside) => {
    const manifest = JSON.parse(fileOf(inside, 'package.json'));
    return { ...partOf(inside, manifest, devDependencies[inside].replace(/^\^/, '')), dependencies: [] };
  });
};

/** `{ name, version, license, source, texts, dependencies }` of each, as it is installed, with what is inside of it. */
export const bundledIn = () =>
  NAMES.flatMap((name) => {
    const manifest = JSON.parse(fileOf(name, 'package.json'));
    const inside = insideOf(name, manifest);
    return [{ ...partOf(name, manifest, manifest.version), dependencies: inside.map((one) => `${one.name}@${one.version}`) }, ...inside];
  });

/** @throws when a bundle holds code of another package than is named above: its licence would be missing */
export const checkBundled = ({ inputs }) => {
  const names = Object.keys(inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  const other = [...new Set(names)].filter((name) => !NAMES.includes(name));
  if (other.length) throw new Error(`dist/cli.js has code of ${other.join(', ')}: name it in scripts/lib/bundled.mjs, which brings its licence into the package`);
};
