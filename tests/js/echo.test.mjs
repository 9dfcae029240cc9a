// An API or a library that repeats the token puts it into no error, event or line: each field, spelling and surface, by chance.
//
// FULL=1: a million answers, in two processes, and every place with every spelling in both builds. A failure names its seed:
// SEED=1 ECHOES=1 repeats it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BASE, run, SURFACES } from './support/echo-run.mjs';
import { cutAt, echoing, shows, SPELLINGS, THROWN_WITH } from './support/echo.mjs';
import { seeded } from './support/seeded.mjs';
import { caught, forBothBuilds, pkg, promise } from './support/suite.mjs';
import { jwt } from './support/tokens.mjs';

const FULL = process.env.FULL === '1';
const ANSWERS = Number(process.env.ECHOES ?? 200);
const SEED = Number(process.env.SEED ?? 1);

/** A token of each kind: a JWT, and one with each character that RFC 6750 (§2.1) allows. */
const TOKENS = [() => `${jwt()}aZ-_0123456789-_xY`, () => `sk_${'Ab-_.~+/0'.repeat(3)}secret0123456789ab`];

const assertHidden = (value, token, what) => {
  const text = shows(value, token);
  assert.ok(text === undefined, `${what}: ${text?.slice(0, 2_000)}`);
};

promise('what finds a token finds it in each spelling, in each place', () => {
  for (const token of TOKENS.map((make) => make())) {
    for (const [spelling, write] of Object.entries(SPELLINGS)) {
      const echo = write(token);
      for (const value of [echo, { a: echo }, Object.assign(new Error('x'), { cause: { list: [echo] } }), JSON.stringify({ text: JSON.stringify({ a: echo }) })]) {
        assert.notEqual(shows(value, token), undefined, spelling);
      }
    }
    assert.equal(shows({ a: 'No user is signed in: 401', b: jwt().slice(0, 40) }, token), undefined);
  }
});

if (FULL) {
  promise('by chance: a million answers', async () => {
    const parts = [0, 1].map(async (part) => {
      const child = spawn(process.execPath, [fileURLToPath(new URL('./support/echo-run.mjs', import.meta.url)), SEED + part * 500_000, 500_000], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [said] = await Promise.all([textOf(child.stdout), once(child, 'close')]);
      assert.match(said, /: none shows a token\n$/);
    });
    await Promise.all(parts);
  }, 7_200);
}

promise(`by chance: ${ANSWERS} answers`, () => run(SEED, ANSWERS), 60);

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;
  const call = (surface, options, own) => SURFACES[surface](build, options, own);

  /** The masking is the same code in both builds: of what takes seconds, each drives every other. */
  const drives = (nth) => FULL || nth % 2 === Number(build === pkg);

  promise('over the network: 20 answers', async (t) => {
    let answer;
    const server = createServer(async (request, response) => {
      for (const [name, value] of answer.headers) response.appendHeader(name, value);
      response.writeHead(answer.status, answer.statusText);
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    t.after(() => server.closeAllConnections() ?? server.close());
    for (let seed = SEED; seed < SEED + 20; seed++) {
      const chance = seeded(seed);
      const token = chance.pick(TOKENS)();
      answer = echoing(chance, token);
      const surface = chance.pick(Object.keys(SURFACES).filter((name) => name !== 'a `Request`'));
      const error = await call(surface, { baseUrl: `http://127.0.0.1:${server.address().port}`, getToken: async () => token }, token).then(() => undefined, (reason) => reason);
      if (error) assertHidden(error, token, `seed ${seed}, ${surface}`);
    }
  }, 60);

  describe('a `fetch` that rejects with the token in', () => {
    for (const [at, [place, make]] of Object.entries(THROWN_WITH).entries()) {
      promise(`${place}, in any spelling`, async () => {
        for (const [nth, [spelling, spell]] of Object.entries(SPELLINGS).entries()) {
          if (!drives(at + nth)) continue;
          const token = TOKENS[0]();
          const thrown = make(spell(token)); // outside of the package, whose own errors the suite's watch looks at
          const options = { baseUrl: BASE, getToken: async () => token, fetch: () => Promise.reject(thrown) };
          const surfaces = FULL ? ['fetch', 'json'] : [nth % 4 < 2 ? 'fetch' : 'json'];
          for (const surface of surfaces) assertHidden(await caught(call(surface, options)), token, spelling);
        }
      });
    }

    promise('a cause is a copy then: name, message, code, stack; a TypeError stays a TypeError', async () => {
      const token = TOKENS[0]();
      const thrown = Object.assign(new TypeError(`no ${token}`, { cause: 'x' }), { code: 'E_NO', config: {} });
      const options = { baseUrl: BASE, getToken: async () => token, fetch: () => Promise.reject(thrown) };
      const { cause } = await caught(call('json', options));
      const plain = await caught(call('fetch', options));
      for (const copy of [cause, plain]) {
        assert.ok(copy instanceof TypeError);
        assert.deepEqual([copy.name, copy.message, copy.code, copy.cause, copy.config], ['TypeError', 'no [token]', 'E_NO', undefined, undefined]);
        assert.equal(copy.stack, thrown.stack.replaceAll(token, '[token]'));
      }
    });

    promise('and one without it is the very value, whatever it holds', async () => {
      const thrown = Object.assign(new TypeError('fetch failed', { cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET', socket: { remotePort: 1 } }) }), { big: 1n, at: new Date() });
      thrown.self = thrown;
      const options = { baseUrl: BASE, getToken: async () => TOKENS[0](), fetch: () => Promise.reject(thrown) };
      assert.equal((await caught(call('json', options))).cause, thrown);
      assert.equal(await caught(call('fetch', options)), thrown);
    });
  });

  describe('an error of a class of others, which a `fetch` that is given throws', () => {
    const token = TOKENS[0]();
    const options = (thrown) => ({ baseUrl: BASE, getToken: async () => token, fetch: () => Promise.reject(thrown) });
    const rejections = async (thrown) => [await caught(call('fetch', options(thrown))), (await caught(call('json', options(thrown)))).cause];

    class Tagged extends Error {
      get name() {
        return this.constructor.name;
      }
      get [Symbol.toStringTag]() {
        return this.name;
      }
    }

    promise('is that very error, where no token can be in it', async () => {
      class NotFound extends Error {
        name = 'NotFound';
        status = 404;
        get isMine() {
          return true;
        }
      }
      for (const Class of [NotFound, Tagged]) {
        const thrown = new Class('no');
        assert.deepEqual(await rejections(thrown), [thrown, thrown]);
      }
    });

    promise('is an error still, where it had the token', async () => {
      for (const copy of await rejections(Object.assign(new Tagged('no'), { sent: token }))) {
        assert.ok(copy instanceof Error);
        assert.deepEqual([copy.name, copy.message], ['Tagged', 'no']);
        assertHidden(copy, token);
      }
    });

    promise('with a request in it keeps its status', async () => {
      const request = new Request(BASE, { headers: { authorization: `Bearer ${token}` } });
      const response = new Response('', { status: 404 });
      for (const copy of await rejections(Object.assign(new Error('no'), { request, response }))) {
        assert.equal(copy.status, 404);
        assertHidden(copy, token);
      }
    });

    promise('has no voice: what its own functions say, whoever prints it or goes through it', async () => {
      const says = () => `Bearer ${token}`;
      const voices = {
        toString: { toString: says },
        toJSON: { toJSON: says },
        'Symbol.toPrimitive': { [Symbol.toPrimitive]: says },
        "Node's inspect": { [Symbol.for('nodejs.util.inspect.custom')]: says },
        'a retry': { retry: says },
        'toJSON of a part': { config: { toJSON: says } },
        'the iterator of a part': { config: { *[Symbol.iterator]() { yield says(); } } },
        'inspect of a part': { config: { [Symbol.for('nodejs.util.inspect.custom')]: says } },
      };
      for (const [name, voice] of Object.entries(voices)) {
        for (const Class of [Error, TypeError, Tagged]) {
          for (const copy of await rejections(Object.assign(new Class('no'), voice))) {
            assert.equal(copy.message, 'no', name);
            assert.ok(!inspect(copy).includes(token) && !`${copy}`.includes(token) && !JSON.stringify(copy).includes(token), name);
            assertHidden(copy, token);
            assert.deepEqual(Reflect.ownKeys(copy).filter((key) => typeof copy[key] === 'function'), [], name);
            assert.equal(copy.config, undefined, name);
          }
        }
      }
    });

    promise('with a pattern of the token is a copy', async () => {
      for (const copy of await rejections(Object.assign(new Error('no'), { pattern: new RegExp(token.replaceAll('.', '\\.')) }))) {
        assert.equal(copy.pattern, undefined);
        assertHidden(copy, token);
      }
    });
  });

  describe('which tokens', () => {
    const answering = (answers, own) => {
      const tokens = [TOKENS[0](), TOKENS[0](), TOKENS[0]()];
      let asked = 0;
      let sent = 0;
      const options = { baseUrl: BASE, getToken: async () => tokens[Math.min(asked++, 2)], retry: { attempts: 1, maxDelay: 0 }, fetch: async () => answers[Math.min(sent++, answers.length - 1)](tokens) };
      return { tokens, rejection: caught(createAuthenticatedFetch(options).json('/x', own && { headers: own(tokens) })) };
    };
    const echoAll = (status) => (tokens) => Response.json({ all: tokens.slice(0, 2) }, { status });

    promise('the one before a refresh too', async () => {
      const { tokens, rejection } = answering([echoAll(401), echoAll(400)]);
      const error = await rejection;
      assert.deepEqual(error.body, { all: ['[token]', '[token]'] });
      for (const token of tokens.slice(0, 2)) assertHidden(error, token);
    });

    promise('the one of a try before', async () => {
      const { rejection } = answering([echoAll(503), echoAll(400)]);
      assert.deepEqual((await rejection).body, { all: ['[token]', '[token]'] });
    });

    for (const [what, headers] of [
      ['a literal', (value) => ({ AUTHORIZATION: value })],
      ['pairs', (value) => [['authorization', value]]],
      ['a Headers', (value) => new Headers({ authorization: value })],
    ]) {
      for (const scheme of ['Bearer ', 'Basic ', '']) {
        promise(`the caller's own, in ${what}${scheme && `, as ${scheme}`}`, async () => {
          const own = TOKENS[0]();
          const { rejection } = answering([() => Response.json({ you: `sent ${own}` }, { status: 400 })], () => headers(scheme + own));
          assert.deepEqual((await rejection).body, { you: 'sent [token]' });
        });
      }
    }

    promise('the caller\'s own, of a `Request`', async () => {
      const own = TOKENS[0]();
      const api = createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'other', fetch: async () => Response.json(own, { status: 400 }) });
      assert.equal((await caught(api.json(new Request(`${BASE}/x`, { headers: { authorization: `Bearer ${own}` } })))).body, '[token]');
    });

    promise('one as short as a word is masked as a word', async () => {
      const options = { baseUrl: BASE, getToken: async () => 'tok', fetch: async () => Response.json({ a: 'Bearer tok', b: 'the token', c: 'tok' }, { status: 400 }) };
      assert.deepEqual((await caught(call('json', options))).body, { a: 'Bearer [token]', b: 'the token', c: '[token]' });
    });
  });

  describe('a value of any form', () => {
    const refused = async (body, token = TOKENS[0]()) => {
      const text = typeof body === 'function' ? body(token) : body;
      const error = await caught(call('json', { baseUrl: BASE, getToken: async () => token, fetch: async () => new Response(text, { status: 400 }) }));
      assertHidden(error.body, token);
      return error;
    };

    promise('of 20,000 nested arrays is walked without recursion', async () => {
      let { body } = await refused((token) => `${'['.repeat(20_000)}"${token}"${']'.repeat(20_000)}`);
      let depth = 0;
      for (; Array.isArray(body); depth++) [body] = body;
      assert.deepEqual([depth, body], [20_000, '[token]']);
    });

    promise('keeps all else: keys, empty values, `__proto__` changes no prototype', async () => {
      const { body } = await refused((token) => `{"a":null,"b":[],"c":{"${token}":0},"d":"","__proto__":{"polluted":true},"e":true}`);
      assert.equal(JSON.stringify(body), '{"a":null,"b":[],"c":{"[token]":0},"d":"","__proto__":{"polluted":true},"e":true}');
      assert.equal({}.polluted, undefined);
    });

    promise('cut at 64 KiB within the token shows no beginning of it', async () => {
      for (const before of [9, 20, 60, 100, 110]) {
        const token = TOKENS[0]();
        const options = { baseUrl: BASE, getToken: async () => token, fetch: async () => cutAt(64 * 1024, token, before) };
        const { body } = await caught(call('json', options));
        assert.match(body, /^x+\[token\]$/);
      }
    });

    promise('cut within an escaped character of it shows no beginning either', async () => {
      for (const [spelling, width] of [['escaped as in JSON', 6], ['percent-encoded throughout', 3]]) {
        for (let before = 48; before < 48 + width; before++) {
          if (!drives(before)) continue;
          const token = TOKENS[0]();
          const options = { baseUrl: BASE, getToken: async () => token, fetch: async () => cutAt(64 * 1024, SPELLINGS[spelling](token), before) };
          assert.match((await caught(call('json', options))).body, /^x+\[token\]$/);
        }
      }
    });
  });

  promise('a body of the beginnings of escapes is read once, not once for each', async () => {
    for (const begun of ['\\', '\\\\u', '%', '%25', '&', '&#x', '&a', '0x', '\\u{0', '=', '%3D', '\\n']) {
      const body = begun.repeat(64 * 1024).slice(0, 64 * 1024);
      const options = { baseUrl: BASE, getToken: async () => TOKENS[0](), fetch: async () => new Response(body, { status: 400 }) };
      assert.equal((await caught(call('json', options))).body, body);
    }
  });

  promise('a JSON.parse that quotes the text quotes no part of the token', async () => {
    const token = TOKENS[0]();
    const options = { baseUrl: BASE, getToken: async () => token, fetch: async () => new Response(`[1,${token}`) };
    const error = await caught(call('json', options));
    assert.equal(error.code, 'invalid_json');
    assert.ok(error.cause instanceof SyntaxError);
    assert.ok(!error.cause.message.includes(token.slice(0, 6)), error.cause.message);
  });
});
