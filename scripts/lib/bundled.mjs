// The npm packages whose code is in the published one: in dist/cli.js alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

const NAMES = ['@babel/parser', 'diff'];

/** `{ name, version, license, source }` of each, as it is installed. */
export const bundledIn = () =>
  NAMES.map((name) => {
    const { version, license, repository } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
    return { name, version, license, source: (repository.url ?? repository).replace(/^git\+/, '') };
  });

/** @throws when a bundle holds code of another package than is named above: its licence would be missing */
export const checkBundled = ({ inputs }) => {
  const names = Object.keys(inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  const other = [...new Set(names)].filter((name) => !NAMES.includes(name));
  if (other.length) throw new Error(`dist/cli.js has code of ${other.join(', ')}: name it in scripts/lib/bundled.mjs, with its licence in pkg-template/THIRD-PARTY-LICENSES`);
};
