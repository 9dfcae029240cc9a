// A server that calls its API for many users at once, through one copy of the package: no token crosses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from './support/server.mjs';
import { seeded } from './support/seeded.mjs';
import { pkg } from './support/suite.mjs';
import { minting } from './support/tokens.mjs';
import { holdClock } from './support/world.mjs';

const { createAuthenticatedFetch } = pkg;

const USERS = 100;
const CALLS = 10_000;
const AT_ONCE = 250;
const SEED = Number(process.env.SEED ?? 20_251);

const claimsOf = (authorization = '') => {
  const [, payload] = authorization.split('.');
  return payload && JSON.parse(Buffer.from(payload, 'base64url'));
};

/** The user and the call that a URL `/u/<user>/<call>/<fate>` names. */
const namedIn = (path) => path.split('/').slice(2);

/** Refuses tokens that it calls expired, fails now and then, and notes each token in another user's URL. */
async function startApi(t) {
  const seen = { crossed: [], refused: 0, failed: 0, expired: new Set() };
  const begun = new Set();
  const server = await serve(t, {
    '*': ({ path, authorization, text }) => {
      const [user, call, fate] = namedIn(path);
      const claims = claimsOf(authorization);
      if (claims?.sub !== user || (text && text !== user)) seen.crossed.push({ path, sub: claims?.sub, text });
      const first = !begun.has(call);
      if (fate === 'expires' && first) seen.expired.add(authorization);
      begun.add(call);
      if (seen.expired.has(authorization)) {
        seen.refused++;
        return { status: 401, body: { error: 'expired', user } };
      }
      if (fate === 'fails' && first) {
        seen.failed++;
        return { status: 503, headers: { 'retry-after': '0' }, body: { user } };
      }
      return { body: { user: claims?.sub, call, text } };
    },
  });
  return { server, seen };
}

/** A user with one `getToken`, which takes some turns as a network would. */
const createUser = (index, random) => {
  const id = `user_${index}`;
  const source = minting({ sub: id, sid: `sess_${index}` });
  const getToken = async (options) => {
    for (let turns = random.below(4); turns > 0; turns--) await new Promise(setImmediate);
    return source.getToken(options);
  };
  return { id, getToken, source };
};

const NAME = `${CALLS} interleaved calls of ${USERS} users: no token, body or answer crosses (SEED=${SEED})`;

test(NAME, { timeout: 600_000 }, async (t) => {
  const random = seeded(SEED);
  const clock = holdClock(t);
  const { server, seen } = await startApi(t);
  const options = { baseUrl: server.origin, retry: { attempts: 3, maxDelay: 5 } };
  const users = Array.from({ length: USERS }, (_, index) => createUser(index, random));
  for (const user of users) user.kept = createAuthenticatedFetch({ ...options, getToken: user.getToken });

  /** A fetcher for this request alone, which shares the user's `getToken` or has one of its own; or the user's own. */
  const FETCHERS = [
    ({ getToken }) => createAuthenticatedFetch({ ...options, getToken }),
    ({ getToken }) => createAuthenticatedFetch({ ...options, getToken: (want) => getToken(want) }),
    ({ kept }) => kept,
  ];
  const WAYS = [
    (fetcher, path, init) => fetcher.json(path, init),
    async (fetcher, path, init) => (await fetcher(path, init)).json(),
    (fetcher, path, init, { id }) => fetcher.json(path, { ...init, method: 'PUT', body: id }),
    async (fetcher, path, init, { id }) => (await fetcher(path, { ...init, method: 'PUT', body: id })).json(),
  ];
  const FATES = ['answers', 'answers', 'answers', 'expires', 'fails', 'aborts'];
  const { pick, below } = random;
  const outcomes = { answered: 0, refused: 0, aborted: 0 };

  async function call(number) {
    clock.advance(1_000); // a source is forced to mint once in 30 s: a user's tokens expire once in 600 s
    const user = pick(users);
    const fate = pick(FATES);
    const controller = new AbortController();
    const path = `/u/${user.id}/${number}/${fate}`;
    const pending = pick(WAYS)(pick(FETCHERS)(user), path, { signal: controller.signal }, user);
    pending.catch(() => {}); // looked at below, maybe turns after it came
    if (fate === 'aborts') {
      for (let turns = below(6); turns > 0; turns--) await new Promise(setImmediate);
      controller.abort(user);
    }
    try {
      const answer = await pending;
      assert.equal(answer.user, user.id, path);
      if (answer.error) outcomes.refused++;
      else {
        assert.equal(answer.call, String(number), path);
        outcomes.answered++;
      }
    } catch (error) {
      if (error === user && fate === 'aborts') outcomes.aborted++;
      else if (error.code === 'http' && error.status === 401 && error.body.user === user.id) outcomes.refused++;
      else throw error;
    }
  }

  let next = 0;
  const worker = async () => {
    while (next < CALLS) await call(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  assert.deepEqual(seen.crossed, []);
  // All that was meant to happen did, and often.
  assert.equal(outcomes.answered + outcomes.refused + outcomes.aborted, CALLS);
  assert.ok(outcomes.answered > CALLS * 0.7, JSON.stringify(outcomes));
  const figures = JSON.stringify({ ...outcomes, refusals: seen.refused, failures: seen.failed });
  assert.ok(Math.min(outcomes.aborted * 2, seen.refused, seen.failed) > CALLS * 0.05, figures);
});
