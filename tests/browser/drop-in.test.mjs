// In a page our `fetch`, signed out, does what the native one does, over the areas of the specification.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { launch } from '../support/browser.mjs';
import { inPages } from '../support/drop-in/cases/index.mjs';
import { compareAll } from '../support/drop-in/compare.mjs';
import { startDropInServer } from '../support/drop-in/server.mjs';

const PAGE = '/page/index.html';
const START = `
import { createAuthenticatedFetch } from '/package/index.js';
import { inPages } from '/drop-in/cases/index.mjs';
import { observeAll, watchRejections } from '/drop-in/run.mjs';
watchRejections();
globalThis.nativeFetch = fetch;
const signedOut = { signedOut: 'anonymous', foreignOrigin: 'anonymous', getToken: async () => null };
const kinds = { native: fetch, ours: createAuthenticatedFetch({ ...signedOut, fetch }) };
globalThis.look = (area, where) => observeAll(inPages[area], kinds, where);
`;

const script = (body) => ({ headers: { 'Content-Type': 'text/javascript' }, body });

function files() {
  const all = { [PAGE]: { headers: { 'Content-Type': 'text/html' }, body: `<!doctype html><body><script type="module">${START}</script>` } };
  const put = (folder, at) => {
    for (const name of readdirSync(folder)) if (/\.m?js$/.test(name)) all[`${at}/${name}`] = script(readFileSync(join(folder, name)));
  };
  put(join(INSTALLED, 'dist'), '/package');
  put(join(ROOT, 'tests/support/drop-in'), '/drop-in');
  put(join(ROOT, 'tests/support/drop-in/cases'), '/drop-in/cases');
  return all;
}

let server;
let browser;

before(async () => {
  server = await startDropInServer(files());
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** A page of its own for each area, so that one leaves nothing to the next. */
async function look(area) {
  const page = await browser.newPage();
  try {
    await page.goto(server.origin + PAGE);
    await page.waitForFunction(() => globalThis.look);
    const where = { origin: server.origin, other: server.other, run: area };
    return await page.evaluate(([name, at]) => globalThis.look(name, at), [area, where]);
  } finally {
    await page.close();
  }
}

compareAll(inPages, look, 'page');
