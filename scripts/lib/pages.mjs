// The pages that are published: those that llms.txt names, so that its links lead somewhere in the package too. Among them is the one
// that errors name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

export const publishedPages = () => [...readFileSync(join(ROOT, 'llms.txt'), 'utf8').matchAll(/\]\((docs\/[^)#]+)/g)].map(([, path]) => path);
