// The limits of one refresh: no caller waits longer than its own `tokenTimeout`, and no refused token is refreshed twice.
import assert from 'node:assert/strict';
import { serve } from './support/server.mjs';
import { caught, deferred, eventually, forBothBuilds, promise, settled } from './support/suite.mjs';
import { forced, heldSource } from './support/storm.mjs';
import { guarded, jwt } from './support/tokens.mjs';
import { holdClock, holdTimers } from './support/world.mjs';

const HELD = 4_321;

forBothBuilds((build) => {
  /** A source whose forced mint never comes, and an API that accepts none of its tokens. */
  const hanging = async (t, options) => {
    const source = heldSource(jwt());
    const server = await serve(t, { '*': { status: 401 } });
    return { server, source, given: { getToken: source.getToken, baseUrl: server.origin, ...options } };
  };

  promise('a refresh that hangs keeps no fetcher of a shorter `tokenTimeout` waiting', async (t) => {
    const timers = holdTimers(t);
    const { server, given, source } = await hanging(t, { tokenTimeout: 60_000 });
    const patient = build.createAuthenticatedFetch(given)('/0');
    await eventually(() => forced(source) === 1);
    const hasty = build.createAuthenticatedFetch({ ...given, tokenTimeout: HELD })('/1');
    await server.arrived(2);
    await timers.fire(HELD);
    assert.equal((await hasty).status, 401);
    await timers.fire(60_000);
    assert.equal((await patient).status, 401);
    timers.assertNone();
  });

  promise('a short `tokenTimeout` ends no refresh that a more patient fetcher waits for, whichever began it', async (t) => {
    for (const hastyFirst of [true, false]) {
      const timers = holdTimers(t);
      const source = heldSource(jwt());
      const fresh = jwt();
      const server = await serve(t, { '*': guarded((token) => token === fresh) });
      const given = { getToken: source.getToken, baseUrl: server.origin };
      const patient = build.createAuthenticatedFetch({ ...given, tokenTimeout: 60_000 });
      const hasty = build.createAuthenticatedFetch({ ...given, tokenTimeout: HELD });
      const [first, second] = hastyFirst ? [hasty, patient] : [patient, hasty];
      const answers = [first('/0')];
      await eventually(() => forced(source) === 1);
      answers.push(second('/1'));
      await server.arrived(2);
      await settled();
      await timers.fire(HELD);
      assert.equal((await answers[hastyFirst ? 0 : 1]).status, 401);
      const later = patient('/2');
      await server.arrived(3);
      await source.mint(fresh);
      assert.deepEqual([(await answers[hastyFirst ? 1 : 0]).status, (await later).status, forced(source)], [200, 200, 1]);
      timers.assertNone();
      t.mock.restoreAll();
    }
  });

  promise('a refresh that hangs, and whose callers have all left, keeps no timer', async (t) => {
    const timers = holdTimers(t);
    const { given, source } = await hanging(t, { tokenTimeout: HELD });
    const controller = new AbortController();
    const pending = build.createAuthenticatedFetch(given)('/0', { signal: controller.signal });
    await eventually(() => forced(source) === 1);
    controller.abort('left');
    assert.equal(await caught(pending), 'left');
    await settled();
    timers.assertNone();
  });

  promise('a refresh that hangs keeps the caller with another token waiting once, not twice', async (t) => {
    const timers = holdTimers(t);
    const { server, source, given } = await hanging(t, { tokenTimeout: HELD });
    const api = build.createAuthenticatedFetch(given);
    const first = api('/0');
    await eventually(() => source.waiting.length === 1);
    source.current = jwt();
    let isOver = false;
    const second = api('/1').finally(() => (isOver = true));
    await server.arrived(2);
    await settled(); // behind the refresh of the first token
    for (const ms of timers.waits) await timers.fire(ms);
    assert.equal((await first).status, 401);
    await eventually(() => isOver);
    assert.equal((await second).status, 401);
  });

  promise('a source whose `getToken()` goes on giving the refused token is still asked for one mint: late arrivals share it', async (t) => {
    const first = jwt();
    const calls = [];
    const getToken = async (options) => (calls.push(options), options?.skipCache ? jwt() : first);
    const late = deferred();
    const server = await serve(t, {
      '/late': async ({ authorization }) => (authorization === `Bearer ${first}` ? (await late.promise, { status: 401 }) : { body: {} }),
      '/early': guarded((token) => token !== first),
    });
    const api = build.createAuthenticatedFetch({ getToken, baseUrl: server.origin });
    const pending = api('/late');
    await server.arrived(1);
    assert.equal((await api('/early')).status, 200);
    late.resolve();
    assert.equal((await pending).status, 200);
    assert.equal(forced({ calls }), 1);
  });

  // Found by src/engine/refresh/tests/storm.rs: Begin(0), Reply(0), Asked, Minted(New), Rotate, Begin(1), Reply(1), Begin(2),
  // Asked, Minted(Nothing), Reply(0), Reply(2), Asked.
  promise("a failed refresh of a newer token bars another for 5 s, also when an older one's replay is refused meanwhile", async (t) => {
    const clock = holdClock(t);
    const source = heldSource(jwt());
    const minted = jwt();
    const replay = deferred();
    const server = await serve(t, {
      '*': async ({ authorization }) => {
        if (authorization === `Bearer ${minted}`) await replay.promise;
        return { status: 401 };
      },
    });
    const api = build.createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin });
    const first = api('/0');
    await source.mint(minted);
    await server.arrived(2); // its replay is under way
    clock.advance(30_001); // before that, the source is not forced again
    source.current = jwt(); // somebody else minted
    const second = api('/1');
    await source.mint(new Error('down'));
    assert.equal((await second).status, 401);
    replay.resolve();
    assert.equal((await first).status, 401);
    const third = api('/2');
    await server.arrived(4);
    await settled();
    assert.equal(forced(source), 2);
    assert.equal((await third).status, 401);
  });
});
