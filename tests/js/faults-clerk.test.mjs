// Faults of Clerk itself, and of the device: `window.Clerk` as it is while it loads, and when it does not.
import assert from 'node:assert/strict';
import { createFakeClerk } from 'clerk-fetch/testing';
import { forEachCell } from './support/faults.mjs';
import { BROKEN, serve, SILENT } from './support/server.mjs';
import { deferred, eventually } from './support/suite.mjs';
import { giving, jwt } from './support/tokens.mjs';
import { beOnline, replaceGlobal } from './support/world.mjs';

const USER = { user: 'user_1' };

/** An API that works, and this Clerk; a global one where `given` is false. */
const withClerk = (clerk, steps, { given = true, options } = {}) => async (t, timers) => {
  const server = await serve(t);
  const made = clerk();
  if (!given && made) replaceGlobal(t, 'Clerk', made);
  return {
    options: { baseUrl: server.origin, ...(given && { clerk: made }), ...options },
    steps: () => steps?.({ t, timers, clerk: made }),
    check: ({ error }) => assert.equal(server.requests.length, error ? 0 : 1),
  };
};

/** Has it look once, in vain, and leaves it waiting for the next look. */
const lookInVain = async (timers) => {
  await timers.poll();
  await eventually(() => timers.waits.includes(50));
};

const overdue = ({ timers }) => timers.fire(10_000);

/** What is in order at once needs no limit, and what has failed waits for none. */
const AT_ONCE = { options: { tokenTimeout: Infinity } };

const loading = () => createFakeClerk({ ...USER, loaded: false });

forEachCell('clerk', {
  'never comes': withClerk(() => undefined, overdue, { given: false }),
  'comes and never loads': withClerk(loading, overdue),
  'comes late': withClerk(() => undefined, async ({ t, timers }) => {
    await lookInVain(timers);
    replaceGlobal(t, 'Clerk', createFakeClerk(USER));
    await timers.poll();
  }, { given: false }),
  'loads late': withClerk(loading, async ({ timers, clerk }) => {
    await lookInVain(timers);
    await clerk.load();
    await timers.poll();
  }),
  'is `degraded`': withClerk(() => Object.assign(createFakeClerk(USER), { status: 'degraded' }), undefined, AT_ONCE),
  // Its client could not be read: who is signed in is not known, and nothing may leave without its token by accident.
  'is `degraded`, and knows of no session': withClerk(() => Object.assign(createFakeClerk(), { status: 'degraded' }), overdue, {
    options: { signedOut: 'anonymous' },
  }),
  'is in `error`': withClerk(() => Object.assign(loading(), { status: 'error' }), undefined, AT_ONCE),
  'goes into `error` while it is waited for': withClerk(loading, async ({ timers, clerk }) => {
    await lookInVain(timers);
    clerk.failToLoad();
    await timers.poll();
  }, AT_ONCE),
  'is slow to load, and then its token hangs': withClerk(loading, async ({ timers, clerk }) => {
    clerk.delay(Infinity);
    await lookInVain(timers);
    await clerk.load();
    await timers.poll();
    await timers.fire(10_000);
  }),
});

/** An API that does this, on a device that says it is offline (or goes offline while `midway` runs). */
const offline = (source, route, { midway, options, requests = 0 } = {}) => async (t, timers) => {
  beOnline(t, Boolean(midway));
  const server = await serve(t, { '/x': route });
  return {
    options: { getToken: source, baseUrl: server.origin, ...options },
    steps: () => midway?.({ t, timers, server }),
    check: () => assert.equal(server.requests.length, requests),
  };
};

/** A connection that breaks when the device goes offline. */
const breaking = () => {
  const gone = deferred();
  const route = async (_request, { length }) => (length > 1 ? { body: { ok: true } } : (await gone.promise, BROKEN));
  const leave = async ({ t, server }) => {
    await server.arrived(1);
    beOnline(t, false);
    gone.resolve();
  };
  return { route, leave };
};

/** Each cell has its own: a fault is spent once it has happened. */
const midway = (more, options, requests) => (t, timers, column) => {
  const { route, leave } = breaking();
  const steps = async (scene) => {
    await leave(scene);
    await more?.(scene);
  };
  return offline(giving(jwt()).getToken, route, { midway: steps, options, requests })(t, timers, column);
};

forEachCell('device', {
  'is offline, and the token source fails': offline(giving(new TypeError('fetch failed')).getToken, SILENT),
  'is offline, and the token source hangs': (t, timers, column) =>
    offline(giving(() => new Promise(() => {})).getToken, SILENT)(t, timers, column).then((arranged) => ({
      ...arranged,
      steps: () => timers.fire(3_000), // a mint would be there by now
    })),
  'is offline, with a cached token': offline(giving(jwt()).getToken, BROKEN, { requests: 1 }),
  'goes offline midway': midway(undefined, {}, 1),
  'goes offline midway, and is back for the next try': midway(
    async ({ t, timers }) => {
      beOnline(t, true);
      await timers.fireNext();
    },
    { retry: 1 },
    2,
  ),
});
