// Which pages a WPT checkout's fetch/api tests are: what its server makes of each file, for windows and dedicated workers.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** For WPT, a `.any.js` file that names no globals is for these two. */
const USUAL = ['window', 'dedicatedworker'];

/** What one `.any.js` file is served as, by the globals that it names. */
const PAGES = [
  { suffix: '.any.html', globals: ['window'] },
  { suffix: '.any.worker.html', globals: ['dedicatedworker', 'worker'] },
];

/**
 * The pages of a folder, as paths with the variant's query.
 * @param {string} checkout
 * @param {string} folder 'fetch/api'
 * @returns {string[]}
 */
export function testPages(checkout, folder) {
  return readdirSync(join(checkout, folder), { recursive: true })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => !path.includes('/resources/'))
    .sort()
    .flatMap((path) => pagesOf(checkout, path));
}

function pagesOf(checkout, path) {
  const read = () => readFileSync(join(checkout, path), 'utf8');
  if (path.endsWith('.any.js')) {
    const meta = metadata(read());
    const globals = meta('global').flatMap((list) => list.split(',').map((name) => name.trim()));
    const named = globals.length ? globals : USUAL;
    const pages = PAGES.filter((page) => page.globals.some((name) => named.includes(name)));
    return pages.flatMap(({ suffix }) => variants(path.replace(/\.any\.js$/, suffix), meta('variant')));
  }
  if (/\.(window|worker)\.js$/.test(path)) {
    return variants(path.replace(/\.js$/, '.html'), metadata(read())('variant'));
  }
  if (!path.endsWith('.html')) return [];
  const html = read();
  if (!html.includes('/resources/testharness.js')) return []; // a part of another test, or one for crashes only
  const named = [...html.matchAll(/<meta\s+name="?variant"?\s+content="([^"]*)"/g)].map(([, query]) => query);
  return variants(path, named);
}

const variants = (path, named) => (named.length ? named : ['']).map((query) => path + query);

/** The values of `// META: key=value` lines. */
const metadata = (source) => (key) =>
  [...source.matchAll(/^\/\/ META: (\w+)=(.*)$/gm)].filter(([, name]) => name === key).map(([, , value]) => value.trim());
