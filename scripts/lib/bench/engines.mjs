// Where a scenario runs: Node in a process of its own, each browser in a page of its own.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../run.mjs';
import { launch, serve } from '../../../tests/support/browser.mjs';
import { launchFirefox, launchWebKit } from '../../../tests/support/webdriver.mjs';

const BENCH = join(ROOT, 'bench');

/** Runs a script of bench/ in Node; what it writes is JSON. */
export async function inNode(script, args, flags = []) {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, join(BENCH, script), ...args], { maxBuffer: 2 ** 26 });
    return JSON.parse(stdout);
  } catch (error) {
    // Node prints the line that threw, which in a bundle is all of it.
    throw new Error(`bench/${script}: ${error.stderr?.split('\n').filter((line) => line.length < 300).join('\n') || error.message}`);
  }
}

export const node = (folder) => ({
  name: 'Node',
  version: process.versions.node,
  run: (scenario) => inNode('node.mjs', [folder, JSON.stringify(scenario)]),
  close: async () => {},
});

/** Clocks are coarse on a page that shares its process; these headers give it one of its own. */
export const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

const source = (name) => readFileSync(join(BENCH, name), 'utf8');

/** What a page needs: the harness as it is in Node, and the callers. */
export const site = (folder) => ({
  '/': '<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
  '/empty': (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>bench</title><link rel="icon" href="data:,">'),
  ...Object.fromEntries(['page.js', 'first-call.js', 'per-call.js', 'rounds.js', 'fake-fetch.js'].map((name) => [`/${name}`, source(name)])),
  '/callers/': { file: folder },
});

const SECONDS = 60;

/** One at a time, each page from a server, and so an origin, of its own. */
const browser = (name, { version, open, close }, folder) => ({
  name,
  version,
  close,
  async run(scenario) {
    const server = await serve(site(folder), { headers: ISOLATED });
    try {
      const { result, error } = await open(`${server.url}/#${encodeURIComponent(JSON.stringify(scenario))}`);
      if (error) throw new Error(`${name}: ${error}`);
      return result;
    } finally {
      await server.close();
    }
  },
});

async function launchChromium() {
  const chromium = await launch();
  const open = async (url) => {
    const page = await chromium.newPage();
    try {
      await page.goto(url);
      const outcome = await page.waitForFunction(() => globalThis.outcome, undefined, { timeout: SECONDS * 1000 });
      return await outcome.jsonValue();
    } finally {
      await page.close();
    }
  };
  return { version: chromium.version(), open, close: () => chromium.close() };
}

const patient = async (launching) => {
  const { version, open, close } = await launching;
  return { version, close, open: (url) => open(url, { seconds: SECONDS }) };
};

/** Each starts when it is asked for; a browser that the machine has not throws. */
export const ENGINES = {
  node: async (folder) => node(folder),
  chromium: async (folder) => browser('Chromium', await launchChromium(), folder),
  firefox: async (folder) => browser('Firefox', await patient(launchFirefox()), folder),
  webkit: async (folder) => browser('WebKit', await patient(launchWebKit()), folder),
};
