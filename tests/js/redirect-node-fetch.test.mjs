// node-fetch as the option `fetch` follows redirects itself: what docs/security.md says of it, and what to write beside it.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import nodeFetch from 'node-fetch';
import { serve } from './support/server.mjs';
import { caught, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';

forBothBuilds(({ createAuthenticatedFetch }) => {
  const start = async (t, options, target) => {
    const [own, other] = [await serve(t), await serve(t)];
    own.routes['/go'] = { status: 302, headers: { location: `${target(own, other)}/end` } };
    const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: own.origin, fetch: nodeFetch, ...options });
    const tokens = () => [...own.requests, ...other.requests].filter(({ path }) => path === '/end').map(({ headers }) => headers.authorization);
    return { api, tokens };
  };

  const TARGETS = {
    'its own origin': ({ origin }) => origin,
    'another port': (own, { origin }) => origin,
    'another host': ({ otherOrigin }) => otherOrigin,
  };

  for (const [name, target] of Object.entries(TARGETS)) {
    describe(`a redirect to ${name}`, () => {
      promise('keeps the token on the same host, whatever its port', async (t) => {
        const { api, tokens } = await start(t, {}, target);
        assert.equal((await api('/go')).status, 200);
        assert.deepEqual(tokens(), [name === 'another host' ? undefined : 'Bearer tok']);
      });

      promise("with `redirect: 'error'` sends nothing there, and the call rejects", async (t) => {
        const { api, tokens } = await start(t, { init: { redirect: 'error' } }, target);
        const error = await caught(api.json('/go'));
        assert.equal(error.code, 'network');
        assert.match(error.cause.message, /redirect/);
        await caught(api('/go'));
        assert.deepEqual(tokens(), []);
      });

      promise('with the `fetch` of Node keeps the token at its origin only', async (t) => {
        const { api, tokens } = await start(t, { fetch: globalThis.fetch }, target);
        assert.equal((await api('/go')).status, 200);
        assert.deepEqual(tokens(), [name === 'its own origin' ? 'Bearer tok' : undefined]);
      });
    });
  }
});
