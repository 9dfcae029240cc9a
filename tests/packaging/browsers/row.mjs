// No bundler: the files of the package as they are, in each engine. And Chromium's extensions.
import { readdirSync } from 'node:fs';
import { CSP } from '../../../scripts/lib/matrix/toolkit.mjs';
import { extensionRows } from './extension.mjs';

export const title = 'Chromium, Firefox, WebKit';

const ENGINES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };

/** Each page of site/ with the build of the core that does the work, without a policy and under `script-src 'self'`. */
const PAGES = {
  esm: ['ES module by its URL', 'wasm', 'js'],
  script: ['<script>', 'wasm', 'js'],
  'no-wasm-script': ['<script>, clerk-fetch.no-wasm.global.js', 'js', 'js'],
  'module-worker': ['module worker', 'wasm', 'js'],
  'classic-worker': ['classic worker', 'wasm', 'js'],
  'module-service-worker': ['module service worker', 'wasm'],
  'classic-service-worker': ['classic service worker', 'wasm'],
  'no-wasm-classic-service-worker': ['classic service worker, clerk-fetch.no-wasm.global.js', 'js', 'js'],
  'no-wasm-service-worker': ['service worker, clerk-fetch/no-wasm', 'js', 'js'],
};
const MESSAGE = /wasm_unavailable.*/;

export function rows(t) {
  const all = {};
  const folders = { '/package/': { file: t.at('node_modules/clerk-fetch/dist') } };
  for (const name of ['probe.mjs', 'probe.global.js']) folders[`/${name}`] = { file: t.at(name) };
  for (const name of readdirSync(t.at('site'))) folders[`/${name}`] = { file: t.at('site', name) };
  const open = async (engine, page, headers) => {
    const site = await t.site(
      { ...folders, '/': `<!doctype html><meta charset="utf-8"><title>Page</title>${tags(page)}` },
      headers,
    );
    return (await t.page(site.url, { browser: engine })).outcome;
  };
  for (const [engine, label] of Object.entries(ENGINES)) {
    for (const [page, [name, free, strict]] of Object.entries(PAGES)) {
      all[`${label}: ${name}`] = async () => t.works(await open(engine, page), free);
      if (strict)
        all[`${label}: ${name}, CSP script-src 'self'`] = async () =>
          t.works(await open(engine, page, CSP.strict), strict);
    }
    all[`${label}: ES module, CSP with 'wasm-unsafe-eval'`] = async () => t.works(await open(engine, 'esm', CSP.wasm));
    all[`${label}: service worker, main entry, CSP script-src 'self'`] = async () => {
      const { error, code } = await open(engine, 'module-service-worker', CSP.strict);
      return t.cannot(
        `${code}: ${error}`,
        MESSAGE,
        'a service worker may not import(); clerk-fetch/no-wasm works there',
      );
    };
  }
  return { ...all, ...extensionRows(t) };
}

const SCRIPTS = { script: 'clerk-fetch.global.js', 'no-wasm-script': 'clerk-fetch.no-wasm.global.js' };

const tags = (page) =>
  SCRIPTS[page]
    ? `<script src="/package/${SCRIPTS[page]}"></script><script src="/script.js"></script>`
    : `<script type="module" src="/${page}.js"></script>`;
