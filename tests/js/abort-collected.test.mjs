// An abort reaches the connection though what it comes through was collected. Node forgets a `Request`'s signal with the
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe } from 'node:test';
import ky from 'ky';
import { caught, eventually, forBothBuilds, promise, settled } from './support/suite.mjs';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** An API that answers nothing, or the beginning of a body; it knows whose connection has gone. */
async function silent(t) {
  const state = { arrived: 0, gone: 0 };
  const server = createServer((request, response) => {
    state.arrived++;
    response.on('close', () => state.gone++);
    request.resume();
    if (request.url.endsWith('/body')) response.writeHead(200, { 'Content-Type': 'text/plain' }).write('a');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(state, { origin: `http://127.0.0.1:${server.address().port}` });
}

const collect = async () => {
  for (let round = 0; round < 5; round++) {
    await settled();
    gc();
  }
};

const POST = { method: 'POST', body: 'x' };
const CALLS = {
  'a URL': (api, url, signal) => api(url, { signal }),
  'a Request': (api, url, signal) => api(new Request(url, { signal })),
  'a Request with a body': (api, url, signal) => api(new Request(url, { signal, ...POST })),
  'a Request and a signal beside it': (api, url, signal) => api(new Request(url), { signal }),
  'a Request and a signal of several': (api, url, signal) => api(new Request(url), { signal: AbortSignal.any([signal, new AbortController().signal]) }),
  '.json of a Request': (api, url, signal) => api.json(new Request(url, { signal })),
  'ky': (api, url, signal) => ky(url, { fetch: api, signal, retry: 0, timeout: false }),
};
const OPTIONS = { 'as it is': {}, 'with `timeout` and `retry`': { timeout: 60_000, retry: { attempts: 2, timeout: 60_000 } } };

forBothBuilds(({ createAuthenticatedFetch }) => {
  for (const [how, options] of Object.entries(OPTIONS)) {
    describe(how, () => {
      for (const [name, call] of Object.entries(CALLS)) {
        const start = async (t, path) => {
          const server = await silent(t);
          const controller = new AbortController();
          const api = createAuthenticatedFetch({ getToken: async () => 'a.b.c', allowedOrigins: [server.origin], ...options });
          return { server, controller, pending: call(api, server.origin + path, controller.signal) };
        };

        promise(`${name}, before the answer`, async (t) => {
          const { server, controller, pending } = await start(t, '/silent');
          const failure = caught(pending);
          await eventually(() => server.arrived);
          await collect();
          controller.abort();
          assert.equal((await failure).name, 'AbortError');
          await eventually(() => server.gone);
        });

        promise(`${name}, in the body`, async (t) => {
          const { server, controller, pending } = await start(t, '/body');
          const failure = caught(pending.then((answer) => answer.text?.()));
          await eventually(() => server.arrived);
          await collect();
          controller.abort();
          assert.equal((await failure).name, 'AbortError');
          await eventually(() => server.gone);
        });
      }
    });
  }
});
