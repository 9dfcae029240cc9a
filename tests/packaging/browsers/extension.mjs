// A Manifest V3 extension in Chromium: its popup and its service worker, under the policy that extensions have by
// default, and under one that allows WebAssembly.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, chromium as findChromium } from '../../../scripts/lib/tools.mjs';

const WASM_POLICY = {
  content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'" },
};

const manifest = (more) => ({
  manifest_version: 3,
  name: 'clerk-fetch',
  version: '1',
  background: { service_worker: 'background.js', type: 'module' },
  action: { default_popup: 'popup.html' },
  host_permissions: ['http://127.0.0.1/*'],
  ...more,
});

/** The outcomes of the popup and of the service worker, with its two entries. */
async function load(t, name, more) {
  const folder = t.at('extensions', name);
  mkdirSync(folder, { recursive: true });
  cpSync(t.at('extension'), folder, { recursive: true });
  cpSync(t.at('node_modules/clerk-fetch/dist'), join(folder, 'clerk-fetch'), { recursive: true });
  cpSync(t.at('probe.mjs'), join(folder, 'probe.mjs'));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest(more)));
  const profile = mkdtempSync(join(tmpdir(), 'clerk-fetch-extension-'));
  const flags = ['--headless=new', `--disable-extensions-except=${folder}`, `--load-extension=${folder}`];
  const options = { executablePath: findChromium(), headless: false, args: [...CHROMIUM_FLAGS, ...flags] };
  const context = await chromium.launchPersistentContext(profile, options);
  try {
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: 60_000 }));
    const page = await context.newPage();
    await page.goto(`${new URL('popup.html', worker.url())}?${t.api.query}`);
    const handle = await page.waitForFunction(() => globalThis.outcomes, null, { timeout: 60_000 });
    return await handle.jsonValue();
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

const once = (make) => {
  let made;
  return () => (made ??= make());
};

export function extensionRows(t) {
  const strict = once(() => load(t, 'strict', {}));
  const open = once(() => load(t, 'wasm', WASM_POLICY));
  const name = 'Chromium, Manifest V3 extension';
  return {
    [`${name}: popup page`]: async () => t.works((await strict()).popup, 'js', "the extension's default CSP"),
    [`${name}: background service worker, clerk-fetch/no-wasm`]: async () => t.works((await strict()).noWasm, 'js'),
    [`${name}: background service worker, main entry`]: async () => {
      const { code, error } = (await strict()).main;
      return t.cannot(
        `${code}: ${error}`,
        /wasm_unavailable.*/,
        'a service worker may not import(); clerk-fetch/no-wasm works there',
      );
    },
    [`${name}: popup page, 'wasm-unsafe-eval' in the manifest`]: async () => t.works((await open()).popup),
    [`${name}: background service worker, 'wasm-unsafe-eval' in the manifest`]: async () =>
      t.works((await open()).main),
  };
}
