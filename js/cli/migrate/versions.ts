// The versions of libraries that a project's package.json has, for each folder.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REACT } from './clerk.ts';
import type { Library } from './env.ts';

type Version = readonly [major: number, minor: number];

/** What clerk-fetch needs of each, and the package's name. */
const LIBRARIES: { library: Library; name: string; needed: Version }[] = [
  { library: 'react', name: 'react', needed: [18, 0] },
  { library: 'swr', name: 'swr', needed: [2, 0] },
  { library: 'query', name: '@tanstack/react-query', needed: [5, 0] },
  { library: 'axios', name: 'axios', needed: [1, 12] },
];

/** What is read of a package.json. */
interface Manifest {
  version?: unknown;
  dependencies?: unknown;
  devDependencies?: unknown;
  optionalDependencies?: unknown;
  peerDependencies?: unknown;
}

const MAX_JSON = 1 << 20;

const manifestOf = (path: string): Manifest | undefined => {
  try {
    if (statSync(path).size > MAX_JSON) return undefined;
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return value && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Ranges by name: what is no text is not one. */
const rangesOf = (value: unknown): Record<string, string> => {
  if (!value || typeof value !== 'object') return {};
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(entries.flatMap(([name, range]) => (typeof range === 'string' ? [[name, range]] : [])));
};

const compare = ([one, two]: Version, [other, three]: Version) => one - other || two - three;

/** The lowest version that a range allows; undefined where it says none. */
const lowest = (range: string): Version | undefined => {
  const versions: Version[] = [];
  for (const part of range.split('||')) {
    const [found, major, minor = '0'] = /(?:^|[^\w.-])v?(\d+)(?:\.(\d+))?/.exec(` ${part.replace(/<=?\s*[\d.]+/g, '')}`) ?? [];
    if (found === undefined) return undefined;
    versions.push([Number(major), Number(minor)]);
  }
  return versions.sort(compare)[0];
};

/** `catalog:` of pnpm: the range that its workspace's file has for a package. */
const catalogued = (folder: string, name: string) => {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'pnpm-workspace.yaml');
    if (existsSync(path) && statSync(path).size < MAX_JSON) {
      const line = readFileSync(path, 'utf8').split('\n').find((one) => one.trim().replace(/^["']|["']?\s*:.*$/g, '') === name);
      return line?.slice(line.lastIndexOf(':') + 1).replace(/["'\s]|#.*$/g, '');
    }
    if (dirname(at) === at) return undefined;
  }
};

/** The folders from a file's up to the repository's, or to the root. */
function* above(folder: string) {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at || existsSync(join(at, '.git'))) return;
  }
}

/** The lowest version that a package.json allows of a package, or the one that is installed. */
const versionIn = (at: string, name: string, own: string | undefined, peer: string | undefined) => {
  if (own === undefined && peer === undefined) return undefined;
  const installed = own === undefined ? undefined : manifestOf(join(at, 'node_modules', ...name.split('/'), 'package.json'))?.version;
  const ranges = [typeof installed === 'string' ? installed : own, peer].map((range) => (range?.startsWith('catalog:') ? catalogued(at, name) : range));
  const versions = ranges.map((range) => (range === undefined ? undefined : lowest(range)));
  return versions.filter((version) => version !== undefined).sort(compare)[0];
};

/** What the package.json files say that hold for a folder. */
export interface Versions {
  /** The libraries that are there: which version, and whether it is new enough. */
  libraries: Map<Library, { version: string; isEnough: boolean }>;
  /** The package that has Clerk's `useAuth`. */
  clerk: string | undefined;
  /** Whether there is any package. */
  listed: boolean;
}

export const versionsOf = (folder: string): Versions => {
  const libraries: Versions['libraries'] = new Map();
  const names = new Set<string>();
  for (const at of above(folder)) {
    const manifest = manifestOf(join(at, 'package.json'));
    if (!manifest) continue;
    const own = { ...rangesOf(manifest.devDependencies), ...rangesOf(manifest.optionalDependencies), ...rangesOf(manifest.dependencies) };
    const peers = rangesOf(manifest.peerDependencies);
    for (const name of [...Object.keys(own), ...Object.keys(peers)]) names.add(name);
    for (const { library, name, needed } of LIBRARIES) {
      const version = libraries.has(library) ? undefined : versionIn(at, name, own[name], peers[name]);
      if (version) libraries.set(library, { version: version.join('.'), isEnough: compare(version, needed) >= 0 });
    }
  }
  return { libraries, clerk: [...names].find((name) => REACT.test(name)), listed: names.size > 0 };
};
