// clerk-fetch/debug: one line a call, of real calls to an API that verifies Clerk's tokens.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe } from 'node:test';
import { debug } from 'clerk-fetch/debug';
import { startFrontendApi } from '../support/frontend-api.mjs';
import { startProtectedApi } from '../support/protected-api.mjs';
import { caught, pkg, promise, thrown } from './support/suite.mjs';
import { holdClock, holdTimers } from './support/world.mjs';

const { createAuthenticatedFetch } = pkg;

/** How long a line waits for what may follow an answer, and a 401. */
const GRACE = 250;
const GRACE_401 = 2_000;

let frontend;
let api;
before(async () => {
  frontend = await startFrontendApi();
  api = await startProtectedApi({ jwtKey: frontend.publicKeyPem });
});
afterEach(() => api.reset());
after(() => Promise.all([frontend?.close(), api?.close()]));

/** A `getToken` as Clerk's: it keeps its token until it is told to mint. */
function source() {
  const session = frontend.session('user_ada');
  let token = frontend.issue('user_ada', { session });
  return async ({ skipCache } = {}) => (skipCache ? (token = frontend.issue('user_ada', { session })) : token);
}

/** A fetcher whose calls are printed into `lines`. */
function printing(options) {
  const lines = [];
  const onEvent = debug({ log: (line) => lines.push(line), width: 20 });
  return { lines, call: createAuthenticatedFetch({ getToken: source(), baseUrl: api.url, onEvent, ...options }) };
}

const MS = String.raw`\d+(\.\d)?`;
const lineOf = (text) => new RegExp(`^${text.replaceAll('%', MS).replaceAll('URL', api.url).replaceAll('|', '▕.{20}▏')}$`);

describe('a line', () => {
  promise('of a call that succeeds', async (t) => {
    const timers = holdTimers(t);
    const { lines, call } = printing();
    await call.json('/me?secret=1');
    assert.deepEqual(lines, [], 'the body might still be refused');
    await timers.fire(GRACE);
    assert.equal(lines.length, 1);
    assert.match(lines[0], lineOf('✔ 200 GET URL/me  % ms | token %, 200 %'));
    assert.match(lines[0], /▕(?=.*▒).*█.*▏/);
    timers.assertNone();
  });

  promise('of a call whose expired token is renewed: both answers and the refresh between them', async (t) => {
    const timers = holdTimers(t);
    const { lines, call } = printing();
    await call.json('/me');
    await timers.fire(GRACE);
    api.expireTokens();
    await call.json('/me');
    await timers.fire(GRACE);
    assert.match(lines[1], lineOf('✔ 200 GET URL/me  % ms | token %, 401 %, refresh %, 200 %'));
    assert.match(lines[1], /▒ *█+ *▓+ *█+/);
    timers.assertNone();
  });

  promise('of a 401 that stands', async (t) => {
    const timers = holdTimers(t);
    const token = frontend.issue('user_ada');
    const { lines, call } = printing({ getToken: async () => token });
    await call('/me');
    await timers.fire(GRACE);
    api.expireTokens();
    await call('/me');
    await timers.fire(GRACE);
    assert.match(lines[1], lineOf('✖ 401 GET URL/me  % ms | token %, 401 %, refresh without a new token %'));
    const { lines: others, call: forged } = printing({ getToken: async () => `${token}x` }); // no new token fixes a signature
    await forged('/me');
    await timers.fire(GRACE_401);
    assert.match(others[0], lineOf('✖ 401 GET URL/me  % ms | token %, 401 %'));
  });

  promise('of a call that is tried again, with the waits', async (t) => {
    t.mock.method(Math, 'random', () => 1);
    const timers = holdTimers(t);
    holdClock(t); // a pause of the machine is no part of the bar
    const { lines, call } = printing({ retry: 1 });
    const pending = call('/status/503');
    await timers.fireNext();
    await pending;
    await timers.fire(GRACE);
    assert.match(lines[0], lineOf('✖ 503 GET URL/status/503  % ms | token %, 503 %, wait %, token %, 503 %'));
    assert.match(lines[0], /▒ *█+·+▒ *█+▏/);
  });

  promise('of each of 60 concurrent calls to one URL that fail, and of which each is tried again', async (t) => {
    const { lines, call } = printing({ retry: { attempts: 1, maxDelay: 1 } });
    await Promise.all(Array.from({ length: 60 }, () => caught(call.json('/status/503'))));
    assert.equal(lines.length, 60);
    for (const line of lines) assert.match(line, lineOf('✖ http 503 GET URL/status/503  % ms | token %, 503 %, wait %, (no answer %, )?token %, 503 %(, body %)?'));
  });

  promise('of an error: its code, the status, and why', async (t) => {
    holdTimers(t);
    const { lines, call } = printing();
    const about = async (pending) => (await caught(pending), lines.at(-1));
    assert.match(await about(call.json('/html')), lineOf('✖ invalid_json 200 GET URL/html  % ms | token %, 200 %(, body %)?, the body is not JSON'));
    assert.match(await about(call.json('/status/500', { method: 'PUT' })), lineOf('✖ http 500 PUT URL/status/500  % ms | token %, 500 %(, body %)?'));
    assert.match(await about(call('https://evil.com/x')), /^✖ origin_not_allowed GET https:\/\/evil\.com\/x .* refused: .*`allowedOrigins`$/);
    assert.match(await about(call('/me', { signal: AbortSignal.abort() })), /^✖ abort GET .* ended by its signal$/);
    const { call: signedOut, lines: said } = printing({ getToken: async () => null });
    await caught(signedOut('/me'));
    assert.match(said[0], /^✖ signed_out GET \S+\/me .* refused: nobody is signed in$/);
  });

  promise('of a connection that breaks', async (t) => {
    holdTimers(t);
    const { lines, call } = printing({ fetch: () => Promise.reject(new TypeError('x')) });
    await caught(call.json('/me'));
    assert.match(lines[0], lineOf(String.raw`✖ network GET URL/me  % ms | token %(, no answer %)?, no answer: the connection, or CORS`));
  });

  promise('has no token, user info or query', async (t) => {
    const timers = holdTimers(t);
    const { lines, call } = printing();
    await call('/me?secret=1#secret');
    await timers.fire(GRACE);
    await caught(call('https://me:secret@evil.com/?secret'));
    assert.equal(lines.length, 2);
    assert.doesNotMatch(lines.join(), /secret|eyJ/);
  });
});

describe('concurrent calls', () => {
  promise('to several URLs are a line each, whole', async (t) => {
    const timers = holdTimers(t);
    const { lines, call } = printing();
    await Promise.all([call.json('/me'), call('/me', { method: 'PUT' }), call.json('/todos'), caught(call('https://evil.com/x')), caught(call.json('/status/404'))]);
    while (timers.waits.includes(GRACE)) await timers.fire(GRACE);
    assert.equal(lines.length, 5);
    for (const [method, path] of [['GET', '/me'], ['PUT', '/me'], ['GET', '/todos']]) {
      assert.equal(lines.filter((line) => lineOf(`✔ 200 ${method} URL${path}  % ms | token %, 200 %`).test(line)).length, 1, lines.join('\n'));
    }
  });

  promise('to one URL, which all meet the expired token, are a whole line each', async (t) => {
    const timers = holdTimers(t);
    const { lines, call } = printing();
    await call('/me');
    await timers.fire(GRACE);
    api.expireTokens();
    await Promise.all(Array.from({ length: 10 }, () => call.json('/me')));
    while (timers.waits.includes(GRACE)) await timers.fire(GRACE);
    const [, ...rest] = lines;
    assert.equal(rest.length, 10);
    for (const line of rest) assert.match(line, lineOf('✔ 200 GET URL/me  % ms | token %, 401 %, refresh %, 200 %'));
    timers.assertNone();
  });
});

describe('by the events alone', () => {
  const URL = 'https://api.foo.com/x';

  /** Prints events, each at its time. */
  const printed = async (t, width, ...events) => {
    const timers = holdTimers(t);
    const clock = holdClock(t);
    const lines = [];
    const observe = debug({ log: (line) => lines.push(line), width });
    let now = 0;
    for (const [at, event] of events) {
      clock.advance(at - now);
      now = at;
      observe({ url: URL, method: 'GET', attempt: 1, ...event });
    }
    while (timers.waits.length) await timers.fire(timers.waits[0]);
    return lines;
  };

  promise('the bar is to scale', async (t) => {
    const lines = await printed(
      t,
      10,
      [100, { type: 'token', duration: 100 }],
      [300, { type: 'response', duration: 200, status: 401 }],
      [700, { type: 'refresh', duration: 400, renewed: true }],
      [1_000, { type: 'response', duration: 300, status: 200, attempt: 2 }],
    );
    assert.deepEqual(lines, ['✔ 200 GET https://api.foo.com/x  1000 ms ▕▒██▓▓▓▓███▏ token 100, 401 200, refresh 400, 200 300']);
  });

  promise('each step is seen, however short it is, and a bar shorter than its steps is none too long', async (t) => {
    const steps = [[1, { type: 'token', duration: 1 }], [2, { type: 'response', duration: 1, status: 503 }], [2, { type: 'retry', duration: 2, wait: 998, status: 503 }],
      [1_001, { type: 'token', duration: 1, attempt: 2 }], [1_002, { type: 'response', duration: 1, status: 200, attempt: 2 }]];
    assert.match((await printed(t, 10, ...steps))[0], /▕▒█······▒█▏ token 1, 503 1, wait 998, token 1, 200 1$/);
    t.mock.restoreAll();
    for (const width of [1, 3, 5]) assert.match((await printed(t, width, ...steps))[0], new RegExp(`▕.{${width}}▏`));
  });

  promise('two calls of one URL at the same time keep their own steps', async (t) => {
    const lines = await printed(
      t,
      10,
      [10, { type: 'token', duration: 10 }],
      [200, { type: 'token', duration: 10 }],
      [210, { type: 'response', duration: 10, status: 204 }], // of the second, which overtakes
      [400, { type: 'response', duration: 390, status: 200 }],
    );
    assert.deepEqual(lines.map((line) => line.replace(/▕.*▏ /, '')), [
      '✔ 204 GET https://api.foo.com/x  20 ms token 10, 204 10',
      '✔ 200 GET https://api.foo.com/x  400 ms token 10, 200 390',
    ]);
  });

  promise('an answer without a token is a call of its own, also beside one that waits for its answer', async (t) => {
    const lines = await printed(
      t,
      10,
      [10, { type: 'token', duration: 10 }],
      [300, { type: 'response', duration: 100, status: 204 }],
      [400, { type: 'response', duration: 390, status: 200 }],
    );
    assert.deepEqual(lines.map((line) => line.replace(/▕.*▏ /, '')), [
      '✔ 204 GET https://api.foo.com/x  100 ms 204 100',
      '✔ 200 GET https://api.foo.com/x  400 ms token 10, 200 390',
    ]);
  });

  promise('calls that never end are forgotten', async (t) => {
    const tokens = Array.from({ length: 501 }, (_, index) => [index * 100, { type: 'token', duration: 1 }]);
    const lines = await printed(t, 10, ...tokens, [60_000, { type: 'error', duration: 60_001, code: 'timeout' }]);
    assert.equal(lines.length, 1);
    assert.match(lines[0], / 59901 ms .*no answer within `timeout`/, 'that of the second call: the first is forgotten');
  });
});

describe('a `log` that fails disturbs nothing:', () => {
  const failing = {
    'it throws': () => {
      throw new Error('mine');
    },
    'it rejects': async () => {
      throw new Error('mine');
    },
    'its answer is no promise': () => ({ catch: 1 }),
  };
  for (const [how, log] of Object.entries(failing)) {
    for (const [outcome, path, status] of [['a success', '/me', 200], ['an error', '/status/404', 404]]) {
      promise(`${how}, of ${outcome}`, async (t) => {
        const uncaught = t.mock.fn();
        for (const event of ['uncaughtException', 'unhandledRejection']) {
          process.on(event, uncaught);
          t.after(() => process.off(event, uncaught));
        }
        const logged = t.mock.fn(log);
        const timers = holdTimers(t);
        const { call } = printing({ onEvent: debug({ log: logged }) });
        const told = await call.json(path).then(() => 200, (error) => error.status);
        assert.equal(told, status);
        if (status === 200) await timers.fire(GRACE).catch(uncaught); // an error is printed at once
        await new Promise((resume) => setImmediate(resume));
        assert.equal(logged.mock.callCount(), 1);
        assert.equal(uncaught.mock.callCount(), 0);
        timers.assertNone();
      });
    }
  }
});

promise('without options it prints with console.log, as it is then', async (t) => {
  const timers = holdTimers(t);
  const observe = debug();
  const log = t.mock.method(console, 'log', () => {});
  observe({ type: 'response', url: 'https://api.foo.com/x', method: 'GET', attempt: 1, duration: 1, status: 200 });
  await timers.fire(GRACE);
  assert.match(log.mock.calls[0].arguments[0], /^✔ 200 GET/);
});

promise('wrong options say what to give', () => {
  assert.match(thrown(() => debug({ colour: true })).message, /`colour`.*`log` and `width`/);
  assert.match(thrown(() => debug({ log: 'console' })).message, /`log`.*function/);
  for (const width of [0, -1, 1.5, '20']) assert.match(thrown(() => debug({ width })).message, /`width`.*whole number/);
});

promise('`onEvent: debug`, which calls nothing, is told once to be called', async (t) => {
  const said = t.mock.method(console, 'warn', () => {}).mock;
  const api = pkg.createAuthenticatedFetch({ baseUrl: 'https://api.foo.com', getToken: async () => 'tok', fetch: async () => Response.json({}), onEvent: debug });
  await api.json('/x');
  await api.json('/x');
  assert.deepEqual(said.calls.map(({ arguments: words }) => words), [['clerk-fetch/debug: write `onEvent: debug()`, with the parentheses.']]);
});
