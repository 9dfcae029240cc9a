// An application puts a fetcher, or what calls one, in place of `globalThis.fetch`: calls go on, or end with what to write.
import assert from 'node:assert/strict';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise } from './support/suite.mjs';

const later = () => new Promise((resume) => setImmediate(resume));

/** What applications and tools put around a function. */
const WRAPPERS = {
  nothing: (fetch) => fetch,
  "Sentry's and Next's: a function": (fetch) => (...args) => fetch(...args),
  'one that awaits a turn': (fetch) => async (...args) => (await null, fetch(...args)),
  'one that awaits a turn of the event loop': (fetch) => async (...args) => (await later(), fetch(...args)),
  'one that makes a Request': (fetch) => async (input, init) => (await null, fetch(new Request(input, init))),
  'one that copies the init': (fetch) => async (input, init) => (await null, fetch(input, { ...init, ...(init?.headers && { headers: new Headers(init.headers) }) })),
  'two of them': (fetch) => async (...args) => (await later(), (async (...all) => (await null, fetch(...all)))(...args)),
};

forBothBuilds(({ createAuthenticatedFetch }) => {
  const start = async (t) => {
    const native = globalThis.fetch;
    t.after(() => void (globalThis.fetch = native));
    const server = await serve(t, { '*': ({ authorization = null, text }) => ({ body: { authorization, text } }) });
    const options = (token) => ({ baseUrl: server.origin, getToken: async () => token });
    return { native, server, options };
  };

  for (const [what, wrap] of Object.entries(WRAPPERS)) {
    for (const [surface, call] of Object.entries({
      plain: async (api) => (await api('/x', { method: 'POST', body: 'b' })).json(),
      json: (api) => api.json('/x', { method: 'POST', body: 'b' }),
      'the global': async (api, { origin }) => (await globalThis.fetch(`${origin}/x`, { method: 'POST', body: 'b' })).json(),
      'a Request': (api, { origin }) => api.json(new Request(`${origin}/x`, { method: 'POST', body: 'b' })),
    })) {
      promise(`around a fetcher, ${what}: ${surface}`, async (t) => {
        const { server, options } = await start(t);
        const api = createAuthenticatedFetch(options('tok'));
        globalThis.fetch = wrap(api);
        const values = await Promise.all(Array.from({ length: 30 }, () => call(api, server)));
        for (const value of values) assert.deepEqual(value, { authorization: 'Bearer tok', text: 'b' });
        assert.equal(server.requests.length, 30);
      });

      promise(`around the platform's, before the fetcher, ${what}: ${surface}`, async (t) => {
        const { server, options } = await start(t);
        globalThis.fetch = wrap(globalThis.fetch);
        const api = createAuthenticatedFetch(options('tok'));
        globalThis.fetch = api;
        assert.deepEqual(await call(api, server), { authorization: 'Bearer tok', text: 'b' });
        assert.equal(server.requests.length, 1);
      });

      promise(`two fetchers in turn, ${what}: ${surface}`, async (t) => {
        const { server, options } = await start(t);
        globalThis.fetch = wrap(createAuthenticatedFetch(options('a')));
        const api = createAuthenticatedFetch(options('b'));
        globalThis.fetch = wrap(api);
        // The first fetcher cannot know a copy of what the second one sent.
        if (/that (makes|copies)/.test(what)) return assertCode(await caught(call(api, server)), 'invalid_options', 'fetch: nativeFetch');
        assert.deepEqual(await call(api, server), { authorization: 'Bearer b', text: 'b' });
        assert.equal(server.requests.length, 1);
      });

      promise(`a fetcher that is made within what replaces \`fetch\`, ${what}: ${surface}`, async (t) => {
        const { server, options } = await start(t);
        let api;
        globalThis.fetch = wrap((...args) => (api ??= createAuthenticatedFetch(options('tok')))(...args));
        await caught(globalThis.fetch(`${server.origin}/x`));
        assertCode(await caught(call(api, server)), 'invalid_options', 'fetch: nativeFetch');
        assert.equal(server.requests.length, 0);
      });
    }

    promise(`around a fetcher that was given the platform's, ${what}`, async (t) => {
      const { native, server, options } = await start(t);
      let api;
      globalThis.fetch = wrap((...args) => (api ??= createAuthenticatedFetch({ ...options('tok'), fetch: native }))(...args));
      assert.equal((await (await globalThis.fetch(`${server.origin}/x`)).json()).authorization, 'Bearer tok');
      assert.equal(server.requests.length, 1);
    });
  }

  promise('around a fetcher, one that loses the headers: an error, and no end of calls', async (t) => {
    const { server, options } = await start(t);
    const api = createAuthenticatedFetch(options('tok'));
    globalThis.fetch = async (input) => (await null, api(input));
    assertCode(await caught(api('/x')), 'invalid_options', 'fetch: nativeFetch');
    assert.equal(server.requests.length, 0);
  });

  promise("a replaced `fetch` keeps nothing of a call that is over, and a caller's own header is no loop", async (t) => {
    const { server, options, native } = await start(t);
    let count = 0;
    globalThis.fetch = async (...args) => (count++, native(...args));
    const api = createAuthenticatedFetch(options('tok'));
    const headers = await api.headers('/x');
    for (const each of [{}, { headers }, { headers }]) assert.equal((await api.json('/x', each)).authorization, 'Bearer tok');
    assert.deepEqual([count, server.requests.length], [3, 3]);
  });
});
