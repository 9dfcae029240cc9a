// The demo's servers, all on loopback: the page, the API on another origin, Clerk's Frontend API unless the person's own
// Clerk application is used, and a stranger to whom a link may lead.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/lib/run.mjs';
import { serve } from '../tests/support/browser.mjs';
import { startFrontendApi } from '../tests/support/frontend-api.mjs';
import { startProtectedApi } from '../tests/support/protected-api.mjs';
import { bundleDemo } from './bundle.mjs';
import { startStranger } from './stranger.mjs';
import { createWorld } from './world.mjs';

/** The documentation's snippets, as README.md prints them: shown as they are, and run. */
const SNIPPETS = { fetch: 'use-fetch.tsx', swr: 'use-clerk-swr.tsx', query: 'use-clerk-query.tsx', clerkjs: 'clerk.js' };

/**
 * @param {{ port: number, publishableKey?: string, secretKey?: string, prelude?: string }} options
 *   the page's port (0: any free ones); the API, the Frontend API and the stranger take the next three. With both keys it
 *   runs with the person's own application. `prelude` is a script that runs before the page's.
 */
export async function startDemo({ port, publishableKey, secretKey, prelude = '' }) {
  const bundle = await bundleDemo();
  const own = Boolean(publishableKey);
  const next = (offset) => (port === 0 ? 0 : port + offset);
  const frontend = own ? null : await onPort(next(2), (each) => startFrontendApi({ port: each, multiSession: true }));
  const api = await onPort(next(1), (each) =>
    startProtectedApi({ port: each, ...(own ? { publishableKey, secretKey } : { jwtKey: frontend.publicKeyPem }) }),
  );
  const stranger = await onPort(next(3), startStranger);
  const config = {
    apiUrl: api.url,
    strangerUrl: stranger.url,
    snippets: Object.fromEntries(Object.entries(SNIPPETS).map(([system, name]) => [system, snippet(name)])),
    ...(own ? { local: false, publishableKey } : localConfig(frontend)),
  };
  const world = createWorld({ api, frontend, stranger });
  const page = await onPort(port, (each) => serve(pageFiles({ bundle, config, prelude, world }), { port: each }));
  // A development instance of Clerk is at home on `localhost`; both names are this page.
  const byName = page.url.replace('127.0.0.1', 'localhost');
  api.knobs.authorizedParties = [page.url, byName];

  return {
    url: own ? byName : page.url,
    api,
    frontend,
    stranger,
    close: () => Promise.all([page, api, frontend, stranger].map((server) => server?.close())),
  };
}

const snippet = (name) => readFileSync(join(ROOT, 'demo', 'snippets', name), 'utf8');

const localConfig = ({ publishableKey, proxyUrl, clerkJsUrl }) => ({
  local: true,
  publishableKey,
  proxyUrl,
  clerkJsUrl,
});

function pageFiles({ bundle, config, prelude, world }) {
  const file = (name) => ({ file: join(ROOT, 'demo', name) });
  return {
    '/': readFileSync(join(ROOT, 'demo', 'index.html')),
    '/style.css': file('style.css'),
    '/theme.js': file('theme.js'),
    '/traffic.js': file('traffic.js'),
    '/plain.js': file('plain.js'),
    '/config.js': `${prelude}\nwindow.DEMO = ${JSON.stringify(config)};`,
    '/bundle/': { file: bundle },
    '/clerk-fetch/': { file: join(ROOT, 'pkg', 'dist') },
    '/demo/world': world,
  };
}

/** On this port, or on any free one where it is taken. */
async function onPort(port, start) {
  try {
    return await start(port);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    return start(0);
  }
}
