// The demo's servers, all on loopback: the page, the API on another origin, and Clerk's Frontend API unless
// the person's own Clerk application is used.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/lib/run.mjs';
import { serve } from '../tests/support/browser.mjs';
import { startFrontendApi } from '../tests/support/frontend-api.mjs';
import { sendJson } from '../tests/support/http.mjs';
import { startProtectedApi } from '../tests/support/protected-api.mjs';
import { bundleDemo } from './bundle.mjs';

/**
 * @param {{ port: number, publishableKey?: string, secretKey?: string }} options
 *   the page's port (0: any free ones); the API and the Frontend API take the next two. With both keys it runs with
 *   the person's own application.
 */
export async function startDemo({ port, publishableKey, secretKey }) {
  const bundle = await bundleDemo();
  const own = Boolean(publishableKey);
  const next = (offset) => (port === 0 ? 0 : port + offset);
  const frontend = own ? null : await onPort(next(2), (each) => startFrontendApi({ port: each, multiSession: true }));
  const api = await onPort(next(1), (each) =>
    startProtectedApi({ port: each, ...(own ? { publishableKey, secretKey } : { jwtKey: frontend.publicKeyPem }) }),
  );
  const config = { apiUrl: api.url, ...(own ? { local: false, publishableKey } : localConfig(frontend)) };
  const page = await onPort(port, (each) => serve(pageFiles(bundle, config, api), { port: each }));
  // A development instance of Clerk is at home on `localhost`; both names are this page.
  const byName = page.url.replace('127.0.0.1', 'localhost');
  api.knobs.authorizedParties = [page.url, byName];

  return {
    url: own ? byName : page.url,
    api,
    frontend,
    close: () => Promise.all([page, api, frontend].map((server) => server?.close())),
  };
}

function localConfig({ publishableKey, proxyUrl, clerkJsUrl, users }) {
  const people = users.map(({ id, firstName }) => ({ id, name: firstName }));
  return { local: true, publishableKey, proxyUrl, clerkJsUrl, people };
}

function pageFiles(bundle, config, api) {
  const file = (name) => ({ file: join(ROOT, 'demo', name) });
  return {
    '/': readFileSync(join(ROOT, 'demo', 'index.html')),
    '/style.css': file('style.css'),
    '/traffic.js': file('traffic.js'),
    '/plain.js': file('plain.js'),
    '/config.js': `window.DEMO = ${JSON.stringify(config)};`,
    '/bundle/': { file: bundle },
    '/clerk-fetch/': { file: join(ROOT, 'pkg', 'dist') },
    '/demo/expire'(request, response) {
      if (request.method !== 'POST') return sendJson(response, 405, { error: 'POST only' }, { Allow: 'POST' });
      api.expireTokens();
      return sendJson(response, 200, { expired: true });
    },
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
