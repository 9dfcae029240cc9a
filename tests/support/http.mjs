// What the support servers share: listening on loopback, reading a body, sending a file.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const MIME = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

export const mimeOf = (name) => MIME[extname(name).toLowerCase()] ?? 'application/octet-stream';

/** Listens on 127.0.0.1 (port 0: any free one) and resolves with the origin. */
export function listen(server, port = 0) {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      done(`http://127.0.0.1:${server.address().port}`);
    });
  });
}

/** Closes a server at once, with whatever is still pending on it. */
export function stop(server) {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

export async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function sendJson(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers });
  response.end(JSON.stringify(body));
}

/** The file a URL path names inside a folder, or null: outside of it, or not a file. */
export async function fileIn(folder, path) {
  let decoded;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  const root = resolve(folder);
  const file = resolve(root, `.${decoded.startsWith('/') ? '' : '/'}${decoded}`);
  if (file !== root && !file.startsWith(root + sep)) return null;
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) return fileIn(file, '/index.html');
  return found?.isFile() ? file : null;
}

export async function sendFile(response, file, headers = {}) {
  response.writeHead(200, { 'Content-Type': mimeOf(file), 'Cache-Control': 'no-store', ...headers });
  // A browser that leaves while a file is sent ends the pipeline: nothing went wrong here.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}
