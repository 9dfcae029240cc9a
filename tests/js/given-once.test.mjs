// What can be read once only, as a generator, is read when it is given: every call, replay and try has it.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { forBothBuilds, promise } from './support/suite.mjs';
import { giving, jwt } from './support/tokens.mjs';
import { recordingFetch } from './support/world.mjs';

function* pairs() {
  yield ['x-own', '1'];
  yield ['x-other', '2'];
}

/** Values that are their own iterator. */
const ONCE = {
  'a generator': pairs,
  "a Map's entries": () => new Map(pairs()).entries(),
  "a Headers' entries": () => new Headers([...pairs()]).entries(),
};

forBothBuilds(({ createAuthenticatedFetch }) => {
  const making = (options, ...statuses) => {
    const { fetch, calls } = recordingFetch(() => new Response(null, { status: statuses.shift() ?? 200 }));
    const api = createAuthenticatedFetch({ baseUrl: 'https://a.foo.com', fetch, getToken: giving(jwt(), jwt()).getToken, ...options });
    const seen = () => calls.map(({ headers }) => [headers.get('x-own'), headers.get('x-other')]);
    return { api, seen };
  };
  const BOTH = ['1', '2'];

  for (const [kind, make] of Object.entries(ONCE)) {
    describe(kind, () => {
      for (const [place, options] of [
        ['the option `headers`', () => ({ headers: make() })],
        ['`init.headers`', () => ({ init: { headers: make() } })],
        ['what the option `headers` returns', () => ({ headers: make })],
      ]) {
        promise(`as ${place}: each call has it`, async () => {
          const { api, seen } = making(options());
          await api('/x');
          await api.json('/x');
          await api(new Request('https://a.foo.com/x'));
          assert.equal((await api.headers('/x')).get('x-own'), '1');
          assert.deepEqual(seen(), place.startsWith('`init') ? [BOTH, BOTH, [null, null]] : [BOTH, BOTH, BOTH]);
        });
      }

      promise('as the headers of a call: its replay and its tries have it', async () => {
        const { api, seen } = making({ retry: { attempts: 1, maxDelay: 0 } }, 401, 503, 200);
        assert.equal((await api('/x', { headers: make() })).status, 200);
        assert.deepEqual(seen(), [BOTH, BOTH, BOTH]);
      });
    });
  }

  promise('a header with the name `next` makes no iterator of its object', async () => {
    const { api } = making({ headers: { next: '1', 'x-own': '1' }, init: { headers: { next: '2' } } });
    assert.deepEqual([...(await api.headers('/x')).keys()], ['authorization', 'next', 'x-own']);
  });

  promise('a `Headers` that the application changes later is read at each call still', async () => {
    const headers = new Headers([...pairs()]);
    const { api, seen } = making({ headers });
    await api('/x');
    headers.set('x-own', 'changed');
    await api('/x');
    assert.deepEqual(seen(), [BOTH, ['changed', '2']]);
  });
});
