// Storms: however many calls meet a 401, in whichever order, and whatever the refresh does, there is one forced mint.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve } from './support/server.mjs';
import { deferred, eventually, forBothBuilds, promise, settled } from './support/suite.mjs';
import { orders, seeded } from './support/seeded.mjs';
import { atOnce, forced, heldSource, threeFetchers } from './support/storm.mjs';
import { guarded, jwt, minting } from './support/tokens.mjs';
import { holdClock, recordingFetch } from './support/world.mjs';

const UNAUTHORIZED = { status: 401, body: { error: 'unauthorized' } };

forBothBuilds((build) => {
  describe('one forced mint', () => {
    for (const count of [1, 100, 1_000]) {
      promise(`for ${count} concurrent 401s over three fetchers, and each is sent twice`, async (t) => {
        const source = minting();
        const first = source.current;
        const server = await serve(t, { '*': guarded((token) => token !== first) });
        const ways = threeFetchers(build, { getToken: source.getToken, baseUrl: server.origin });
        const results = await Promise.all(atOnce(ways, count));
        assert.ok(results.every(({ status }) => status === 200));
        assert.deepEqual([source.mints, server.requests.length], [1, 2 * count]);
        const paths = groupedByPath(server.requests);
        assert.equal(paths.size, count);
        for (const both of paths.values()) {
          assert.deepEqual(both.map(({ authorization }) => authorization), [`Bearer ${first}`, `Bearer ${source.current}`]);
        }
      }, 180);
    }

    /** Three calls whose 401s arrive, and a mint that ends, in the order of `events`; waits for each to be noticed. */
    const play = async (t, events) => {
      const first = jwt();
      const source = heldSource(first);
      const gates = {};
      const seen = [];
      const server = await serve(t, {
        '*': async ({ path, authorization }) => {
          if (authorization !== `Bearer ${first}`) return { body: {} };
          await (gates[path] = deferred()).promise;
          return UNAUTHORIZED;
        },
      });
      const onEvent = ({ type, url, status }) => seen.push(`${type} ${new URL(url).pathname} ${status ?? ''}`);
      const calls = atOnce(threeFetchers(build, { getToken: source.getToken, baseUrl: server.origin, onEvent }), 3);
      await server.arrived(3);
      for (const event of events) {
        if (event === 'mint') await source.mint(jwt());
        else gates[event].resolve();
        await eventually(() => (event === 'mint' ? seen.some((text) => text.startsWith('refresh')) : seen.includes(`response ${event} 401`)));
        await settled(3);
      }
      const statuses = (await Promise.all(calls)).map(({ status }) => status);
      return { statuses, forced: forced(source) };
    };

    promise('whichever of three 401s arrives before, while and after it is minted: every order', async (t) => {
      const all = orders(['/0', '/1', '/2', 'mint']).filter(([first]) => first !== 'mint');
      assert.equal(all.length, 18);
      for (const events of all) assert.deepEqual(await play(t, events), { statuses: [200, 200, 200], forced: 1 }, events.join());
    }, 60);

    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      promise(`for 60 calls whose 401s come in the seeded order ${seed}, and a mint somewhere among them`, async (t) => {
        const chance = seeded(seed);
        const first = jwt();
        const source = heldSource(first);
        const gates = new Map();
        const server = await serve(t, {
          '*': async ({ path, authorization }) => {
            if (authorization !== `Bearer ${first}`) return { body: {} };
            const gate = deferred();
            gates.set(path, gate);
            await gate.promise;
            return UNAUTHORIZED;
          },
        });
        const calls = atOnce(threeFetchers(build, { getToken: source.getToken, baseUrl: server.origin }), 60);
        await server.arrived(60);
        const order = chance.shuffled([...gates.keys()]);
        const mintAt = 1 + chance.below(order.length);
        for (const [at, path] of order.entries()) {
          if (at === mintAt) await source.mint(jwt());
          gates.get(path).resolve();
          if (chance.below(3) === 0) await settled(chance.below(6));
        }
        if (mintAt === order.length) await source.mint(jwt());
        for (const { status } of await Promise.all(calls)) assert.equal(status, 200);
        assert.equal(forced(source), 1);
      }, 60);
    }
  });

  describe('no forced mint where somebody else replaced the token', () => {
    /** 100 calls; the token is another by the time that `moment` names. */
    const replaced = async (t, moment) => {
      const first = jwt();
      const next = jwt();
      const source = { current: first, calls: [] };
      let asked = 0;
      source.getToken = async (options) => {
        source.calls.push(options);
        if (asked++ === 100 && moment === 'while it is asked for again') {
          await settled(3);
          source.current = next;
        }
        return options?.skipCache ? jwt() : source.current;
      };
      const server = await serve(t, {
        '*': (request, requests) => {
          if (moment === 'before the first 401' && requests.length === 1) source.current = next;
          return guarded((token) => token === next)(request);
        },
      });
      const statuses = await Promise.all(atOnce(threeFetchers(build, { getToken: source.getToken, baseUrl: server.origin }), 100));
      assert.ok(statuses.every(({ status }) => status === 200));
      assert.equal(forced(source), 0);
    };
    for (const moment of ['before the first 401', 'while it is asked for again']) {
      promise(moment, (t) => replaced(t, moment), 60);
    }
  });

  describe('an endpoint that always says 401', () => {
    promise('called 1,000 times in a row costs one mint, over a real API', async (t) => {
      const source = minting();
      const server = await serve(t, { '*': UNAUTHORIZED });
      const ways = threeFetchers(build, { getToken: source.getToken, baseUrl: server.origin });
      for (let n = 0; n < 1_000; n++) assert.equal((await ways[n % 3]('/x')).status, 401);
      assert.deepEqual([source.mints, server.requests.length], [1, 1_001]);
    }, 60);

    /** 1,000 calls at seeded times; the times at which a mint was forced. */
    const spaced = async (t, seed, mint) => {
      const chance = seeded(seed);
      const clock = holdClock(t);
      const at = [];
      let now = 0;
      let current = jwt();
      const getToken = async (options) => {
        if (!options?.skipCache) return current;
        at.push(now);
        const minted = mint(current);
        current = minted ?? current;
        return minted;
      };
      const { fetch } = recordingFetch(() => Response.json({}, { status: 401 }));
      const api = build.createAuthenticatedFetch({ getToken, baseUrl: 'https://a.foo.com', fetch });
      for (let n = 0; n < 1_000; n++) {
        const step = chance.pick([0, 1, 100, 999, 4_999]);
        now += step;
        clock.advance(step);
        assert.equal((await api('/x')).status, 401);
      }
      return { at, now };
    };
    const KINDS = {
      'a new token each time': [30_000, () => jwt()],
      'the same token': [30_000, (current) => current],
      'a failing refresh': [5_000, () => { throw new Error('down'); }],
      null: [5_000, () => null],
    };
    for (const [name, [coolDown, mint]] of Object.entries(KINDS)) {
      for (const seed of [11, 12]) {
        promise(`and ${name}: mints are ${coolDown / 1_000} s apart, at least and about, with the seed ${seed}`, async (t) => {
          const { at, now } = await spaced(t, seed, mint);
          for (let n = 1; n < at.length; n++) assert.ok(at[n] - at[n - 1] >= coolDown, `${at[n - 1]} ${at[n]}`);
          assert.ok(at.length >= now / (coolDown + 5_000), `only ${at.length} in ${now} ms`);
        }, 30);
      }
    }
  });

  describe('an API that takes each token once', () => {
    const start = async (t) => {
      const used = new Set();
      const source = minting();
      const server = await serve(t, { '*': guarded((token) => !used.has(token) && used.add(token)) });
      return { source, server, api: build.createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin }) };
    };

    promise('costs one mint in 30 s, however it is called: the others get their 401', async (t) => {
      const clock = holdClock(t);
      const { source, server, api } = await start(t);
      const statuses = [];
      for (let n = 0; n < 50; n++) statuses.push((await api('/x')).status);
      assert.deepEqual(statuses, [200, 200, ...Array(48).fill(401)]);
      assert.deepEqual([source.mints, server.requests.length], [1, 51]);
      clock.advance(30_001);
      assert.equal((await api('/x')).status, 200);
      assert.equal(source.mints, 2);
    });

    promise('called 100 times at once costs one mint; whoever lost gets the second 401', async (t) => {
      const { source, server, api } = await start(t);
      const statuses = (await Promise.all(Array.from({ length: 100 }, () => api('/x')))).map(({ status }) => status);
      assert.deepEqual([statuses.filter((status) => status === 200).length, source.mints, server.requests.length], [2, 1, 199]);
    }, 30);
  });
});

function groupedByPath(requests) {
  const paths = new Map();
  for (const request of requests) paths.set(request.path, [...(paths.get(request.path) ?? []), request]);
  return paths;
}
