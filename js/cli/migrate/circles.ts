// Which files import each other, over any number of others: there a module's code runs before its constants are there.

import { basename, dirname, extname, join, resolve } from 'node:path';

/** Imports of one's own files, but for those of types alone. */
const IMPORTS = /\b(?:import|export)\s+(?!type\b)[^'";]*?\bfrom\s*['"]([.@~#/][^'"\n]*)['"]|\b(?:import|require)\s*\(?\s*['"]([.@~#/][^'"\n]*)['"]/g;

/** A path without its extension, and a folder for its index. */
const nameOf = (path: string) => {
  const bare = path.slice(0, path.length - extname(path).length);
  return basename(bare) === 'index' ? dirname(bare) : bare;
};

export class Circles {
  readonly #imports = new Map<string, string[]>();

  /** Takes note of what a file imports. */
  look(file: string, text: string): void {
    const found = [...text.matchAll(IMPORTS)].map(([, from, alone]) => from ?? alone ?? '');
    this.#imports.set(nameOf(resolve(file)), found.map((from) => (from.startsWith('.') ? nameOf(join(dirname(resolve(file)), /\.[mc]?[jt]sx?$/.test(from) ? from : `${from}.ts`)) : `*${from.replace(/^[@~#]\w*|^~/, '')}`)));
  }

  /** The files that an import means: one, or for an alias (`@/lib/api`) all whose path ends so. */
  #meant(to: string): string[] {
    if (!to.startsWith('*')) return this.#imports.has(to) ? [to] : [];
    return to.length < 3 ? [] : [...this.#imports.keys()].filter((name) => name.endsWith(to.slice(1)));
  }

  /** Whether a file imports itself, over others. */
  has(file: string): boolean {
    const start = nameOf(resolve(file));
    const seen = new Set<string>();
    const open = [start];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const to of this.#imports.get(name) ?? []) {
        for (const next of this.#meant(to)) {
          if (next === start) return true;
          if (!seen.has(next)) open.push(next);
          seen.add(next);
        }
      }
    }
    return false;
  }
}
