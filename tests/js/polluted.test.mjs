// A prototype that others pollute grants no origin, changes no request and outlives no call. And a sandboxed frame is of no
// origin, whatever its URL is.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertCode, caught, forBothBuilds, promise } from './support/suite.mjs';
import { beOnPage, recordingFetch } from './support/world.mjs';

const EVIL = 'https://evil.com';

/** Adds to what every object has, for one test. */
const pollute = (t, fields) => {
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: true, writable: true });
    t.after(() => void delete Object.prototype[name]);
  }
};

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;
  const start = (options) => {
    const { fetch, calls } = recordingFetch();
    return { api: createAuthenticatedFetch({ getToken: async () => 'tok', fetch, ...options }), calls };
  };

  describe('a polluted prototype grants no origin', () => {
    for (const fields of [{ origin: EVIL }, { location: { origin: EVIL, href: `${EVIL}/` } }, { document: { baseURI: `${EVIL}/` } }, { document: {}, origin: EVIL }, { baseUrl: EVIL }, { allowedOrigins: [EVIL] }, { foreignOrigin: 'anonymous' }]) {
      promise(JSON.stringify(fields), async (t) => {
        const { api, calls } = start({ baseUrl: 'https://a.foo.com' });
        pollute(t, fields);
        assertCode(await caught(api(`${EVIL}/x`)), 'origin_not_allowed');
        const { api: later } = start({ baseUrl: 'https://a.foo.com' });
        assertCode(await caught(later(`${EVIL}/x`)), 'origin_not_allowed');
        assert.equal(calls.length, 0);
      });
    }

    promise("and takes none from the page", async (t) => {
      beOnPage(t, 'https://foo.com/');
      pollute(t, { origin: EVIL });
      const { api, calls } = start();
      await api('https://foo.com/x');
      assertCode(await caught(api(`${EVIL}/x`)), 'origin_not_allowed');
      assert.equal(calls.length, 1);
    });
  });

  promise('a field of ours that was there during one call is in no other', async (t) => {
    const sent = [];
    const own = (init, name) => (init && Object.hasOwn(init, name) ? init[name] : undefined);
    const fetch = async (input, init) => {
      sent.push([own(init, 'method') ?? 'GET', own(init, 'body'), own(own(init, 'headers'), 'Authorization')]);
      return Response.json({ ok: true });
    };
    const { api } = start({ baseUrl: 'https://a.foo.com', fetch });
    const polluted = { json: { evil: true }, method: 'DELETE', body: 'evil', token: false, parseAs: 'text', headers: { authorization: 'Bearer evil' } };
    pollute(t, polluted);
    const during = [api.json('/x'), api.json('/x', {}), api('/x'), api('/x', {})];
    await Promise.allSettled(during);
    for (const name of Object.keys(polluted)) delete Object.prototype[name];
    for (const init of [undefined, {}]) assert.deepEqual(await api.json('/x', init), { ok: true });
    for (const call of sent) assert.deepEqual(call, ['GET', undefined, 'Bearer tok']);
    assert.equal(sent.length, 6);
  });

  promise("a sandboxed frame of the page's own URL does not get the token", async (t) => {
    beOnPage(t, 'https://foo.com/');
    globalThis.origin = 'null';
    t.after(() => void delete globalThis.origin);
    const { api, calls } = start();
    for (const url of ['https://foo.com/x', '/x']) assertCode(await caught(api(url)), 'origin_not_allowed');
    assert.equal(calls.length, 0);
    const { api: listed, calls: sent } = start({ allowedOrigins: ['https://foo.com'] });
    await listed('/x');
    assert.equal(sent.length, 1);
  });
});
