// A headless Chromium for the tests and the demo's check, and a small static file server.
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, chromium as findChromium } from '../../scripts/lib/tools.mjs';
import { fileIn, listen, mimeOf, sendFile, stop } from './http.mjs';

/** Under automation `navigator.webdriver` is set, and clerk-js then believes that it is offline. */
const ONLINE = '--disable-blink-features=AutomationControlled';

/** Headless Chromium: the one of CHROMIUM_PATH, or the first found. */
export async function launch({ args = [], ...options } = {}) {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('No Chromium found: install it (npm run setup -- --browser) or set CHROMIUM_PATH.');
  return chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS, ONLINE, ...args], ...options });
}

/**
 * Serves a folder, or a map from path to text, a Buffer, `{ file }` (for a path that ends in `/`, a folder), or
 * a function `(request, response)`.
 * `headers`, an object or a function of the path, go with every answer: `{ 'Content-Security-Policy': … }`.
 */
export async function serve(source, { headers = {}, port = 0 } = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const extra = typeof headers === 'function' ? headers(path) : headers;
    const found = typeof source === 'string' ? await fileEntry(source, path) : await mapEntry(source, path);
    if (!found) return response.writeHead(404, { ...extra, 'Content-Type': 'text/plain' }).end('Not found');
    if (found.handler) return found.handler(request, response);
    if (found.file) return sendFile(response, found.file, extra);
    const name = path.endsWith('/') ? 'index.html' : path;
    return response
      .writeHead(200, { 'Content-Type': mimeOf(name), 'Cache-Control': 'no-store', ...extra })
      .end(found.body);
  });
  return { url: await listen(server, port), close: () => stop(server) };
}

async function fileEntry(folder, path) {
  const file = await fileIn(folder, path);
  return file && { file };
}

async function mapEntry(map, path) {
  const entry = map[path];
  if (typeof entry === 'function') return { handler: entry };
  if (entry?.file) return fileEntry(entry.file, '');
  if (entry !== undefined) return { body: entry };
  const mount = Object.keys(map).find((key) => key !== '/' && key.endsWith('/') && path.startsWith(key));
  return mount ? fileEntry(map[mount].file, path.slice(mount.length - 1)) : null;
}
