// A world without time of its own for random fault schedules: a simulated clock, a token source and an API that do what
// the schedule says, all made from one seed.
import { seeded } from './seeded.mjs';
import { jwt } from './tokens.mjs';
import { replaceGlobal } from './world.mjs';

/** Random numbers from a seed: `int(least, most)` is between both or one of them, `chance(share)` is so often true. */
export function randomFrom(seed) {
  const { next, below, pick } = seeded(seed);
  return { int: (least, most) => least + below(most - least + 1), chance: (share) => next() < share, pick };
}

/** All that can run now runs: microtasks, and streams. */
const settle = async () => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resume) => setImmediate(resume));
};

/** Time that passes only when nothing else is left to do. `waits` are the package's own timers, in ms. */
export function simulateClock(t) {
  let now = 0;
  let made = 0;
  let queue = [];
  const add = (run, ms, isOurs) => {
    const timer = { at: now + Math.max(0, ms || 0), order: made++, run, ms, isOurs };
    queue.push(timer);
    return timer;
  };
  replaceGlobal(t, 'setTimeout', (run, ms, ...args) => add(() => run(...args), ms, true));
  replaceGlobal(t, 'clearTimeout', (timer) => void (queue = queue.filter((each) => each !== timer)));
  replaceGlobal(t, 'performance', { now: () => now });
  return {
    get now() {
      return now;
    },
    get waits() {
      return queue.filter(({ isOurs }) => isOurs).map(({ ms }) => ms);
    },
    /** Something of the world happens after `ms`. */
    after: (ms) => new Promise((resolve) => add(resolve, ms, false)),
    /** Lets time pass until `done()`; false where it never is, for nothing waits any more. */
    async runUntil(done) {
      for (;;) {
        await settle();
        if (done()) return true;
        const [first] = queue.sort((one, other) => one.at - other.at || one.order - other.order);
        if (!first) return false;
        queue.shift();
        now = first.at;
        first.run();
      }
    },
    restart() {
      queue = [];
      now = 0;
    },
  };
}

const never = () => new Promise(() => {});

/** A token source: each time it is asked, the next of `plan`. `given` are all tokens it ever gave, by their user. */
export function plannedSource(clock, plan) {
  const given = new Map();
  let user = 1;
  let current;
  const mint = () => {
    current = jwt({ sub: `user_${user}` });
    given.set(current, user);
    return current;
  };
  mint();
  const acts = {
    now: (skipCache) => (skipCache ? mint() : current),
    late: async (skipCache) => (await clock.after(700), skipCache ? mint() : current),
    same: () => current,
    null: () => null,
    empty: () => '',
    rejects: () => Promise.reject(new Error('token source')),
    'throws late': async () => {
      await clock.after(300);
      throw new TypeError('token source');
    },
    hangs: never,
    other: () => {
      user++;
      return mint();
    },
  };
  const used = [];
  const getToken = async ({ skipCache } = {}) => {
    used.push(plan[used.length % plan.length]);
    return acts[used.at(-1)](skipCache);
  };
  return { getToken, given, used };
}

const aborted = (signal) =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** A body in two parts, of which the second never comes, or breaks. */
const halfBody = (signal, second) =>
  new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"half":')),
    pull: () => Promise.race([second(), aborted(signal)]),
  });

/** A `fetch`: each request of a call gets the next of `plan`. `sent` is what arrived, a list for each path. */
export function plannedFetch(clock, plan) {
  const sent = new Map();
  const acts = {
    200: () => Response.json({ ok: true }),
    401: () => new Response('', { status: 401 }),
    404: () => Response.json({ error: 'x' }, { status: 404 }),
    503: () => new Response('', { status: 503 }),
    '503 asking': () => new Response('', { status: 503, headers: { 'retry-after': '2' } }),
    'no json': () => new Response('<!doctype html>'),
    'broken body': (signal) => new Response(halfBody(signal, () => Promise.reject(new TypeError('terminated')))),
    'hung body': (signal) => new Response(halfBody(signal, never)),
    'hung error': (signal) => new Response(halfBody(signal, never), { status: 500 }),
    network: () => Promise.reject(new TypeError('fetch failed')),
    hangs: (signal) => aborted(signal),
    deaf: never,
  };
  const fetch = async (url, { headers, method = 'GET', signal, body }) => {
    const { origin, pathname } = new URL(url);
    const seen = sent.get(pathname) ?? [];
    const act = plan[pathname][seen.length % plan[pathname].length];
    sent.set(pathname, [...seen, { origin, method, body, act, authorization: new Headers(headers).get('authorization') }]);
    if (signal?.aborted) throw signal.reason;
    if (act !== 'deaf' && act !== 'hangs') await Promise.race([clock.after(50), aborted(signal)]);
    return acts[act](signal);
  };
  return { fetch, sent: (path) => sent.get(path) ?? [] };
}
