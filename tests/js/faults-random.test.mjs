// Random fault schedules: faults of every seam at once, under a simulated clock. 300 of them; FULL=1 runs 20,000, RUNS=n as
// many as it says, and SEED=n that one alone, which a failure names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { plannedFetch, plannedSource, randomFrom, simulateClock } from './support/simulation.mjs';
import { pkg } from './support/suite.mjs';
import { assertReleased, watchedSignal, watchProcess } from './support/traces.mjs';

const { SEED, FULL, RUNS = FULL ? 20_000 : 300 } = process.env;
const FIRST = 20_260_101;
const SEEDS = SEED ? [Number(SEED)] : Array.from({ length: Number(RUNS) }, (_, index) => FIRST + index);

const OWN = 'https://api.foo.com';
const FOREIGN = 'https://elsewhere.example';

/** The last of all aborts: what the API does has no limit but `timeout`, as with `fetch`. */
const END = 10_000_000;
const UNLIMITED = ['hangs', 'deaf', 'hung body'];

const TOKENS = [...Array(8).fill('now'), 'late', 'same', 'null', 'empty', 'rejects', 'throws late', 'hangs', 'other'];
const ANSWERS = ['200', '200', '401', '401', '404', '503', '503 asking', 'no json', 'broken body', 'hung body', 'hung error', 'network', 'hangs', 'deaf'];

const some = ({ int, pick }, list, most) => Array.from({ length: int(1, most) }, () => pick(list));

function scheduleOf(seed) {
  const random = randomFrom(seed);
  const { int, pick, chance } = random;
  const way = pick(['fetch', 'json', 'SWR', 'TanStack']);
  const method = way === 'fetch' || way === 'json' ? pick(['GET', 'GET', 'PUT', 'POST']) : 'GET';
  // SWR gives no signal: without a limit of its own such a call is as long as `fetch`'s.
  const timeout = way === 'SWR' || chance(0.4) ? int(1, 20_000) : undefined;
  const calls = Array.from({ length: int(1, 4) }, (_, index) => ({
    path: `/x/${index}`,
    answers: some(random, ANSWERS, 5),
    abortAt: way === 'SWR' ? undefined : chance(0.3) ? int(0, 20_000) : END,
  }));
  return {
    way,
    method,
    body: method === 'GET' ? undefined : pick([undefined, 'text', 'stream']),
    isForeign: chance(0.15),
    tokens: some(random, TOKENS, 6),
    calls,
    options: {
      foreignOrigin: pick(['reject', 'anonymous']),
      signedOut: pick(['reject', 'anonymous']),
      retry: { attempts: pick([0, 0, 1, 3]), maxDelay: pick([1_000, 30_000]) },
      tokenTimeout: pick([500, 10_000]),
      ...(timeout && { timeout }),
    },
  };
}

const bodyOf = (kind) => (kind === 'stream' ? { body: new Blob(['text']).stream(), duplex: 'half' } : { body: kind });

/** Starts one call of the schedule, and gives what becomes of it. */
function start({ way, method, body, isForeign }, { path, signal }, options) {
  const url = (isForeign ? FOREIGN : OWN) + path;
  const init = { method, signal, ...(body && bodyOf(body)) };
  if (way === 'SWR') return pkg.clerkSWRFetcher(options)(url);
  if (way === 'TanStack') return pkg.clerkQueryFn(options)({ queryKey: [url], signal });
  const api = pkg.createAuthenticatedFetch(options);
  return way === 'json' ? api.json(url, init) : api(url, init);
}

async function play(clock, schedule) {
  clock.restart();
  const source = plannedSource(clock, schedule.tokens);
  const server = plannedFetch(clock, Object.fromEntries(schedule.calls.map(({ path, answers }) => [path, answers])));
  const events = [];
  const options = { ...schedule.options, baseUrl: OWN, getToken: source.getToken, fetch: server.fetch, onEvent: (event) => void events.push(event) };
  const calls = schedule.calls.map((call) => ({ ...call, reason: new Error('aborted by the caller'), signal: watchedSignal() }));
  for (const call of calls) {
    if (call.abortAt !== undefined) clock.after(call.abortAt).then(() => call.signal.abort(call.reason));
    start(schedule, call, options).then(
      (value) => Object.assign(call, { at: clock.now, value }),
      (error) => Object.assign(call, { at: clock.now, error }),
    );
  }
  assert.ok(await clock.runUntil(() => calls.every(({ at }) => at !== undefined)), 'a call hangs');
  // A refresh is nobody's own: it may go on for as long as a token may.
  const rest = clock.now + schedule.options.tokenTimeout;
  clock.after(schedule.options.tokenTimeout);
  await clock.runUntil(() => clock.now >= rest);
  for (const call of calls) {
    call.sent = server.sent(call.path);
    call.events = events.filter(({ url }) => url.endsWith(call.path));
    if (call.value instanceof Response) call.value.body?.cancel().catch(() => {});
  }
  return { calls, source };
}

/** Whether the contract allows this code for what happened. */
const ALLOWED = {
  timeout: ({ at }, { options }) => at === options.timeout,
  token_unavailable: (_call, _schedule, used) => used.some((act) => ['late', 'empty', 'rejects', 'throws late', 'hangs'].includes(act)),
  signed_out: (_call, { options }, used) => options.signedOut === 'reject' && used.includes('null'),
  identity_changed: (_call, _schedule, used) => used.includes('other') || used.includes('null'),
  origin_not_allowed: (_call, { isForeign, options }) => isForeign && options.foreignOrigin === 'reject',
  network: ({ sent }, { way }) => way !== 'fetch' && sent.some(({ act }) => act === 'network' || act === 'broken body'),
  http: ({ sent, error }, { way }) => way !== 'fetch' && sent.some(({ act }) => act.startsWith(error.status) || (act === 'hung error' && error.status === 500)),
  invalid_json: ({ sent }, { way }) => way !== 'fetch' && sent.some(({ act }) => act === 'no json'),
};

function assertOutcome(call, schedule, used) {
  const { error, value, reason, sent } = call;
  if (error === undefined) {
    if (schedule.way !== 'fetch') return assert.deepEqual(value, { ok: true });
    return assert.ok(sent.some(({ act }) => act.startsWith(value.status) || /body|error|json/.test(act)), `status ${value.status}`);
  }
  if (error === reason) {
    assert.ok(call.at === call.abortAt, 'aborted, but not then');
    return assert.ok(call.at < END || UNLIMITED.includes(sent.at(-1)?.act), 'it hung, and not in the API');
  }
  if (pkg.isClerkFetchError(error)) return assert.ok(ALLOWED[error.code]?.(call, schedule, used), `${error.code}: ${error.message}`);
  assert.ok(schedule.way === 'fetch' && error.message === 'fetch failed' && sent.at(-1).act === 'network', inspect(error));
}

function assertLimits({ at, abortAt, sent, events }, { method, body, options }) {
  assert.ok(at <= (options.timeout ?? Infinity) && at <= (abortAt ?? Infinity), `it took ${at} ms`);
  const tries = events.filter(({ type }) => type === 'retry').length;
  const replays = events.filter(({ type, renewed }) => type === 'refresh' && renewed).length;
  assert.ok(events.filter(({ type }) => type === 'refresh').length <= 1, 'more than one refresh');
  assert.ok(tries <= (method === 'POST' ? 0 : options.retry.attempts), `${tries} tries after the first`);
  assert.ok(sent.length <= 1 + tries + replays, `sent ${sent.length} times`);
  if (body === 'stream') assert.ok(sent.length <= 1, 'a stream was sent twice');
}

function assertTokens({ sent, error }, { isForeign, options }, { given, used }) {
  const tokens = sent.map(({ authorization }) => authorization?.replace(/^Bearer /, ''));
  const users = new Set(tokens.filter(Boolean).map((token) => given.get(token)));
  if (isForeign) assert.deepEqual([...users], [], 'a token went to a foreign origin');
  else if (tokens.some((token) => !token)) assert.ok(options.signedOut === 'anonymous' && used.includes('null'), 'sent without its token');
  assert.ok(!users.has(undefined), 'a token that nobody gave');
  assert.ok(users.size <= 1, 'one call as two users');
  const shown = error && `${error.message} ${error.stack} ${JSON.stringify(error)} ${inspect(error)}`;
  for (const token of given.keys()) assert.ok(!shown?.includes(token), 'the token is shown');
}

/** A plain response's body may still be read: until it is collected, the caller's signal ends it. */
const isUnread = ({ value }, { way, options }) => way === 'fetch' && options.timeout && value?.body;

test('whatever fails and whenever, each call ends as the contract says, and nothing is left', { timeout: 3_600_000 }, async (t) => {
  const quiet = watchProcess(t);
  const clock = simulateClock(t);
  for (const seed of SEEDS) {
    const schedule = scheduleOf(seed);
    try {
      const { calls, source } = await play(clock, schedule);
      for (const call of calls) {
        assertOutcome(call, schedule, source.used);
        assertLimits(call, schedule);
        assertTokens(call, schedule, source);
        if (!isUnread(call, schedule)) assertReleased(call.signal);
      }
      assert.deepEqual(clock.waits, [], 'timers are left');
      assert.deepEqual(quiet, []);
    } catch (error) {
      error.message = `SEED=${seed}: ${error.message}\n${inspect(schedule, { depth: 4 })}`;
      throw error;
    }
  }
});
