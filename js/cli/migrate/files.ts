// Which files to look at: what the paths hold, without what is installed, built or ignored, and nothing outside of them.

import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';

/** Code, and pages with scripts: those are looked at, and not changed. */
const CODE = /\.([mc]?[jt]s|[jt]sx|vue|svelte|astro|html?|mdx)$/;
const DECLARATIONS = /\.d\.([mc]?ts|\w+\.ts)$/;
const BUILT = /^(node_modules|dist|build|out|coverage)$|^\../;

const isCode = (name: string) => CODE.test(name) && !DECLARATIONS.test(name);

/**
 * A repository's own configuration may name programs, and a stranger's does: `core.fsmonitor` runs at `git ls-files`, and an object
 * that is missing is fetched by whatever the configuration says.
 */
const SAFE = ['-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never', '-c', 'core.sshCommand=false', '-c', 'credential.helper=', '--no-pager'];

/** Neither the caller's variables nor, on Windows, a `git.exe` in the folder itself. */
const environment = () => {
  const env: NodeJS.ProcessEnv = { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0', NoDefaultCurrentDirectoryInExePath: '1' };
  for (const [name, value] of Object.entries(process.env)) if (!/^GIT_/i.test(name)) env[name] = value;
  return env;
};

/** What git tracks or might track below a folder; undefined where there is no git, or no repository. */
const knownToGit = (folder: string) => {
  const args = [...SAFE, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, env: environment(), timeout: 60_000 });
  return status === 0 ? stdout.split('\0').filter(Boolean) : undefined;
};

const walk = (folder: string, prefix = ''): string[] =>
  readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = join(prefix, entry.name);
    if (entry.isDirectory()) return BUILT.test(entry.name) ? [] : walk(folder, path);
    return entry.isFile() ? [path] : [];
  });

const isWithin = (path: string, folder: string) => {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

/** A file itself: no link, whose target has a place of its own, and not reached by a link of a folder. */
const isFileIn = (folder: string) => {
  const real = realpathSync(folder);
  return (path: string) => {
    const whole = join(folder, path);
    return lstatSync(whole, { throwIfNoEntry: false })?.isFile() === true && isWithin(realpathSync(whole), real);
  };
};

const below = (folder: string) => {
  const known = knownToGit(folder);
  // A deleted file is still in git's index, and a link or a submodule is no file.
  const paths = known?.length ? known.filter((path) => !path.split('/').slice(0, -1).some((part) => BUILT.test(part))) : walk(folder);
  return paths.filter(isCode).filter(isFileIn(folder)).sort().map((path) => normalize(join(folder, path)));
};

/** Whether a path that is named leads out of the tree that it is named in, by a link. */
const leadsOut = (path: string) => {
  const lexical = resolve(path);
  const tree = isWithin(lexical, process.cwd()) ? process.cwd() : dirname(lexical);
  return !isWithin(realpathSync(lexical), realpathSync(tree));
};

export interface Files {
  files: string[];
  /** Links that are not followed. */
  outside: string[];
  /** What is no file. */
  other: string[];
}

/** The files of all paths, each once; a file that is named is taken whatever its folder. `missing` are paths that are not there. */
export const filesOf = (paths: readonly string[]): Files | { missing: string[] } => {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length) return { missing };
  const outside = paths.filter(leadsOut).map(normalize);
  const inside = paths.filter((path) => !leadsOut(path));
  const other = inside.filter((path) => !statSync(path).isDirectory() && !statSync(path).isFile()).map(normalize);
  const files = inside.flatMap((path) => (statSync(path).isDirectory() ? below(path) : statSync(path).isFile() ? [normalize(path)] : []));
  return { files: [...new Set(files)], outside, other };
};
