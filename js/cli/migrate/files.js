// Which files to look at: what the paths hold, without what is installed, built or ignored.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';

const CODE = /\.([mc]?[jt]s|[jt]sx)$/;
const DECLARATIONS = /\.d\.([mc]?ts|\w+\.ts)$/;
const BUILT = /^(node_modules|dist|build|out|coverage)$|^\../;

const isCode = (name) => CODE.test(name) && !DECLARATIONS.test(name);

/** What git tracks or might track below a folder; undefined where there is no git, or no repository. */
const knownToGit = (folder) => {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  return status === 0 ? stdout.split('\0').filter(Boolean) : undefined;
};

const walk = (folder, prefix = '') =>
  readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = join(prefix, entry.name);
    if (entry.isDirectory()) return BUILT.test(entry.name) ? [] : walk(folder, path);
    return entry.isFile() ? [path] : [];
  });

const below = (folder) => {
  const known = knownToGit(folder);
  // A deleted file is still in git's index, and a link or a submodule is no file.
  const isFile = (path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile();
  const paths = known?.length ? known.filter((path) => !path.split('/').slice(0, -1).some((part) => BUILT.test(part)) && isFile(path)) : walk(folder);
  return paths.filter(isCode).sort().map((path) => normalize(join(folder, path)));
};

/** The files of all paths, each once; a file that is named is taken whatever its folder. `{ missing }` where one is not there. */
export const filesOf = (paths) => {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length) return { missing };
  return { files: [...new Set(paths.flatMap((path) => (statSync(path).isDirectory() ? below(path) : [normalize(path)])))] };
};
