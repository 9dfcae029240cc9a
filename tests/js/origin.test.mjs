// Who gets the token.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe } from 'node:test';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise, thrown } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { beOnPage, recordingFetch, replaceGlobal } from './support/world.mjs';

const table = (name) => JSON.parse(readFileSync(new URL(`../data/${name}.json`, import.meta.url)));

const ORIGINS = table('origins');
const REFUSED_RULES = table('refused-rules');

const given = ({ baseUrl, allowedOrigins }) => ({
  ...(baseUrl && { baseUrl }),
  ...(allowedOrigins && { allowedOrigins }),
});

const titleOf = ({ page, input, expect, or, why, ...rest }) => {
  const where = JSON.stringify({ ...rest, ...(page && { page: page.href ?? page, base: page.base }) });
  return `${JSON.stringify(input)} with ${where}: ${expect}`;
};

/** A page's origin is that of its URL unless the row names another: a sandbox, a document made by another one. */
function bePage(t, page) {
  beOnPage(t, page.href ?? page, page.base);
  if (page.origin) location.origin = page.origin;
}

const JUDGE = {
  async token({ input, url }, authenticatedFetch, source, sent) {
    await authenticatedFetch(input);
    assert.deepEqual([sent.calls.length, source.calls.length], [1, 1]);
    assert.equal(String(sent.calls[0].input), url);
    assert.equal(sent.calls[0].headers.get('authorization'), 'Bearer tok');
  },
  async refused({ input }, authenticatedFetch, source, sent) {
    assertCode(await caught(authenticatedFetch(input)), 'origin_not_allowed');
    assert.deepEqual([sent.calls.length, source.calls.length], [0, 0]);
  },
  async type_error({ input }, authenticatedFetch, source, sent) {
    const error = await caught(authenticatedFetch(input));
    assert.equal(error.constructor, TypeError);
    assert.deepEqual([sent.calls.length, source.calls.length], [0, 0]);
  },
};

promise('the table has at least 300 inputs, no two alike', () => {
  const probes = ORIGINS.map(({ page, input, baseUrl, allowedOrigins }) => JSON.stringify([page, input, baseUrl, allowedOrigins]));
  assert.ok(probes.length >= 300);
  assert.equal(new Set(probes).size, probes.length);
});

forBothBuilds(({ createAuthenticatedFetch }) => {
  const make = (options) => {
    const source = giving('tok');
    const sent = recordingFetch();
    const authenticatedFetch = createAuthenticatedFetch({ getToken: source.getToken, fetch: sent.fetch, ...options });
    return { authenticatedFetch, source, sent };
  };

  describe('the table of origins', () => {
    for (const row of ORIGINS) {
      promise(titleOf(row), async (t) => {
        if (row.page) bePage(t, row.page);
        const judge = async (expected) => {
          const { authenticatedFetch, source, sent } = make(given(row));
          await JUDGE[expected.expect](expected, authenticatedFetch, source, sent);
        };
        await judge(row).catch((error) => {
          if (!row.or?.in.includes('node')) throw error;
          return judge({ ...row, ...row.or }); // the row says why this parser may differ
        });
      });
    }
  });

  describe('a rule that can never match, or matches too much, is refused when configured', () => {
    for (const rule of REFUSED_RULES) {
      promise(JSON.stringify(rule), () => {
        const error = thrown(() => createAuthenticatedFetch({ allowedOrigins: ['https://a.foo.com', rule] }));
        assertCode(error, 'invalid_options', 'allowedOrigins');
      });
    }
  });

  promise('a refused rule with a path is told how to be written', () => {
    const error = thrown(() => createAuthenticatedFetch({ allowedOrigins: ['https://api.foo.com/v1'] }));
    assertCode(error, 'invalid_options', 'Write `https://api.foo.com`');
  });

  promise('a refused rule never shows its password', () => {
    const error = thrown(() => createAuthenticatedFetch({ allowedOrigins: ['https://me:hunter2@api.foo.com'] }));
    assert.ok(!error.message.includes('hunter2'));
  });

  promise('a foreign origin is refused before a token is asked for, and before anything is sent', async (t) => {
    const server = await serve(t);
    const source = giving('tok');
    const authenticatedFetch = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin });
    const error = await caught(authenticatedFetch(`${server.otherOrigin}/x?secret=1`));
    assertCode(error, 'origin_not_allowed', `allowedOrigins: ["${server.otherOrigin}"]`);
    assert.equal(error.url, `${server.otherOrigin}/x`);
    assert.deepEqual([source.calls.length, server.requests.length], [0, 0]);
  });

  promise('the line that the refusal prints admits the origin', async (t) => {
    const server = await serve(t);
    const { getToken } = giving('tok');
    const error = await caught(createAuthenticatedFetch({ getToken })(`${server.otherOrigin}/x`));
    const [, line] = /allowedOrigins: (\[[^\]]*\])/.exec(error.message);
    await createAuthenticatedFetch({ getToken, allowedOrigins: JSON.parse(line) })(`${server.otherOrigin}/x`);
    assert.equal(server.requests[0].authorization, 'Bearer tok');
  });

  promise('each listed origin gets the token', async (t) => {
    const server = await serve(t);
    const authenticatedFetch = createAuthenticatedFetch({
      getToken: giving('tok').getToken,
      allowedOrigins: [server.origin, server.otherOrigin],
    });
    await authenticatedFetch(`${server.origin}/a`);
    await authenticatedFetch(new URL(`${server.otherOrigin}/b`));
    assert.deepEqual(
      server.requests.map(({ authorization }) => authorization),
      ['Bearer tok', 'Bearer tok'],
    );
  });

  promise("`foreignOrigin: 'anonymous'` sends without the token, asks for none, and takes no options' headers along", async (t) => {
    const server = await serve(t);
    const source = giving('tok');
    const sent = [];
    const authenticatedFetch = createAuthenticatedFetch({
      getToken: source.getToken,
      baseUrl: server.origin,
      foreignOrigin: 'anonymous',
      headers: { 'x-api-key': 'secret' },
      init: { credentials: 'include', headers: { 'x-from-init': 'secret' } },
      fetch: (...args) => (sent.push(args), fetch(...args)),
    });
    await authenticatedFetch(`${server.otherOrigin}/x`, { headers: { 'x-own': '1' } });
    const [{ headers }] = server.requests;
    assert.equal(headers.authorization, undefined);
    assert.equal(headers['x-api-key'], undefined);
    assert.equal(headers['x-from-init'], undefined);
    assert.equal(headers['x-own'], '1');
    assert.notEqual(sent[0][1].credentials, 'include');
    assert.equal(source.calls.length, 0);
  });

  promise('what the call itself gives goes to a foreign origin too', async (t) => {
    const { authenticatedFetch, sent } = make({ foreignOrigin: 'anonymous' });
    await authenticatedFetch('https://other.com/', { credentials: 'include', headers: { authorization: 'Basic x' } });
    assert.equal(sent.calls[0].init.credentials, 'include');
    assert.equal(sent.calls[0].headers.get('authorization'), 'Basic x');
  });

  promise("`foreignOrigin: 'anonymous'` still lets the listed origins have it", async () => {
    const { authenticatedFetch, sent } = make({ foreignOrigin: 'anonymous', baseUrl: 'https://api.foo.com' });
    await authenticatedFetch('/x');
    assert.equal(sent.calls[0].headers.get('authorization'), 'Bearer tok');
  });

  promise('user info is refused even where foreign origins may be called', async () => {
    for (const options of [{ foreignOrigin: 'anonymous' }, { allowedOrigins: ['https://foo.com'] }]) {
      const { authenticatedFetch, sent } = make(options);
      const error = await caught(authenticatedFetch('https://me:hunter2@foo.com/'));
      assertCode(error, 'origin_not_allowed');
      assert.ok(!JSON.stringify(error).includes('hunter2') && !error.message.includes('hunter2'));
      assert.equal(sent.calls.length, 0);
    }
  });

  promise('the origin of a Request is judged as that of a string', async () => {
    const { authenticatedFetch, sent, source } = make({ allowedOrigins: ['https://api.foo.com'] });
    assertCode(await caught(authenticatedFetch(new Request('https://evil.com/'))), 'origin_not_allowed');
    assert.deepEqual([sent.calls.length, source.calls.length], [0, 0]);
    await authenticatedFetch(new Request('https://api.foo.com/x'));
    assert.equal(sent.calls[0].headers.get('authorization'), 'Bearer tok');
  });

  promise('an input whose text changes between readings is read once', async () => {
    const { authenticatedFetch, sent } = make({ allowedOrigins: ['https://api.foo.com'] });
    let readings = 0;
    const shifty = { toString: () => (readings++ ? 'https://evil.com/' : 'https://api.foo.com/x') };
    await authenticatedFetch(shifty);
    assert.equal(String(sent.calls[0].input), 'https://api.foo.com/x');
    assert.equal(readings, 1);
  });

  promise('a decision does not outlive the `<base>` it was made with', async (t) => {
    const { authenticatedFetch, sent } = make();
    beOnPage(t, 'https://foo.com/app/');
    await authenticatedFetch('x');
    document.baseURI = 'https://evil.com/';
    assertCode(await caught(authenticatedFetch('x')), 'origin_not_allowed');
    document.baseURI = 'https://foo.com/other/';
    await authenticatedFetch('x');
    assert.deepEqual(
      sent.calls.map(({ input }) => String(input)),
      ['https://foo.com/app/x', 'https://foo.com/other/x'],
    );
  });

  promise('a document that moves to another origin, as jsdom’s can, takes the page’s own with it', async (t) => {
    const { authenticatedFetch, sent } = make();
    beOnPage(t, 'https://foo.com/app/');
    await authenticatedFetch('x');
    document.baseURI = location.href = 'https://bar.com/app/';
    location.origin = 'https://bar.com';
    await authenticatedFetch('x');
    assert.equal(String(sent.calls[1].input), 'https://bar.com/app/x');
    assertCode(await caught(authenticatedFetch('https://foo.com/app/x')), 'origin_not_allowed');
  });

  promise('an opaque page origin never equals another opaque origin', async (t) => {
    replaceGlobal(t, 'location', { href: 'https://foo.com/', origin: 'null' });
    replaceGlobal(t, 'document', { baseURI: 'https://foo.com/' });
    const { authenticatedFetch, sent } = make();
    for (const input of ['data:,x', 'file:///x', 'https://foo.com/']) {
      assertCode(await caught(authenticatedFetch(input)), 'origin_not_allowed');
    }
    assert.equal(sent.calls.length, 0);
  });

  promise("a worker's own origin is `self.origin`, and its inputs are relative to its location", async (t) => {
    replaceGlobal(t, 'location', { href: 'https://foo.com/workers/w.js', origin: 'https://foo.com' });
    replaceGlobal(t, 'origin', 'https://foo.com');
    const { authenticatedFetch, sent } = make();
    await authenticatedFetch('data.json');
    assert.equal(String(sent.calls[0].input), 'https://foo.com/workers/data.json');
    assert.equal(sent.calls[0].headers.get('authorization'), 'Bearer tok');
  });

  promise('a blob worker belongs to the origin that made it', async (t) => {
    replaceGlobal(t, 'location', { href: 'blob:https://foo.com/6d1b3a6e', origin: 'https://foo.com' });
    replaceGlobal(t, 'origin', 'https://foo.com');
    const { authenticatedFetch, sent } = make();
    await authenticatedFetch('https://foo.com/x');
    assert.equal(sent.calls[0].headers.get('authorization'), 'Bearer tok');
  });

  promise('a thousand origins later the first decision still stands', async () => {
    const { authenticatedFetch, sent } = make({ allowedOrigins: ['https://api.foo.com'] });
    await authenticatedFetch('https://api.foo.com/x');
    for (let n = 0; n < 1_000; n++) assertCode(await caught(authenticatedFetch(`https://evil-${n}.com/`)), 'origin_not_allowed');
    await authenticatedFetch('https://api.foo.com/x');
    assert.equal(sent.calls.length, 2);
  });
});
