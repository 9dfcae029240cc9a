// The pages that are published: those that llms.txt names, so that its links lead somewhere in the package too. Among them is the one
// that errors name.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from './run.mjs';

export const publishedPages = () => [...readFileSync(join(ROOT, 'llms.txt'), 'utf8').matchAll(/\]\((docs\/[^)#]+)/g)].map(([, path]) => path);

const matches = (path, pattern) => [...readFileSync(join(ROOT, path), 'utf8').matchAll(pattern)].map(([, target]) => posix.join(posix.dirname(path), target));

/** The files of examples/ that those pages link to, and what these import from beside them. Whole apps stay in the repository. */
export const publishedExamples = () => {
  const linked = publishedPages().flatMap((page) => matches(page, /\]\((\.\.\/examples\/[^)#]+\.(?:tsx?|mjs))\)/g));
  return [...new Set([...linked, ...linked.flatMap((file) => matches(file, / from '(\.\/[^']+)'/g))])];
};
