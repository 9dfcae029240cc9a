// clearOnIdentityChange with the real caches of SWR and TanStack Query, and a fake Clerk.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { SWRConfig, mutate, useSWRConfig } from 'swr';
import { unstable_serialize as infiniteKey } from 'swr/infinite';
import { QueryClient, QueryObserver, keepPreviousData } from '@tanstack/react-query';
import { createFakeClerk } from 'clerk-fetch/testing';
import * as forSWR from 'clerk-fetch/swr';
import * as forQuery from 'clerk-fetch/react-query';

const KEY = '/todos';

let clerk;
let undo;

beforeEach(() => {
  clerk = createFakeClerk({ user: 'user_ada' });
});

afterEach(() => undo?.());

/** What changes who is there, and who is there then. */
const CHANGES = {
  'sign-out': () => clerk.signOut(),
  'another user': () => clerk.signIn('user_grace'),
  'another session of the same user': () => clerk.signIn('user_ada'),
  'another organization': () => clerk.setOrganization('org_navy'),
};

/** A deferred answer. */
const later = () => {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
};

describe('SWR', () => {
  /** SWR's own cache with its `mutate`, as a cache of its own, and as one of which only `mutate` is known. */
  const scoped = () => {
    let config;
    const Grab = () => {
      config = useSWRConfig();
      return null;
    };
    renderToString(createElement(SWRConfig, { value: { provider: () => new Map() } }, createElement(Grab)));
    return config;
  };
  const TARGETS = {
    'the global mutate': () => ({ target: mutate, mutate, cache: SWRConfig.defaultValue.cache }),
    'useSWRConfig()': () => {
      const config = scoped();
      return { target: config, ...config };
    },
    'a scoped mutate': () => {
      const { mutate, cache } = scoped();
      return { target: mutate, mutate, cache };
    },
    'an SWR without unload': () => {
      const { unload, ...config } = scoped();
      return { target: config, ...config };
    },
  };

  for (const [name, prepare] of Object.entries(TARGETS)) {
    describe(name, () => {
      for (const [change, act] of Object.entries(CHANGES)) {
        test(`${change} forgets what was there`, async () => {
          const { target, mutate, cache } = prepare();
          undo = forSWR.clearOnIdentityChange(target, { clerk });
          await mutate(KEY, ['ada'], false);
          act();
          assert.equal(cache.get(KEY)?.data, undefined);
        });
      }

      test('infinite lists too', async () => {
        const { target, mutate, cache } = prepare();
        undo = forSWR.clearOnIdentityChange(target, { clerk });
        const list = infiniteKey(() => KEY);
        cache.set(KEY, { data: ['ada'], _k: KEY });
        cache.set(list, { data: [['ada']] });
        clerk.signOut();
        assert.equal(cache.get(KEY)?.data, undefined);
        assert.equal(cache.get(list)?.data, undefined);
      });

      test('a mutation that was on its way is discarded', async () => {
        const { target, mutate, cache } = prepare();
        undo = forSWR.clearOnIdentityChange(target, { clerk });
        const { promise, resolve } = later();
        cache.set(KEY, { _k: KEY });
        const mutation = mutate(KEY, promise, false);
        clerk.signIn('user_grace');
        resolve(['ada']);
        await mutation;
        assert.equal(cache.get(KEY)?.data, undefined);
      });

      test('a filter goes on finding the keys', async () => {
        const { target, mutate, cache } = prepare();
        undo = forSWR.clearOnIdentityChange(target, { clerk });
        cache.set(KEY, { data: ['ada'], _k: KEY });
        clerk.signIn('user_grace');
        await mutate((key) => key === KEY, ['grace'], false);
        assert.deepEqual(cache.get(KEY).data, ['grace']);
      });

      test('nothing is forgotten while nobody changes, nor after the undo', async () => {
        const { target, mutate, cache } = prepare();
        undo = forSWR.clearOnIdentityChange(target, { clerk });
        await mutate(KEY, ['ada'], false);
        clerk.setOrganization(null);
        clerk.expire();
        assert.deepEqual(cache.get(KEY).data, ['ada']);
        undo();
        clerk.signOut();
        assert.deepEqual(cache.get(KEY).data, ['ada']);
      });
    });
  }
});

describe('TanStack Query', () => {
  let client;

  beforeEach(() => {
    client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    undo = forQuery.clearOnIdentityChange(client, { clerk });
  });

  afterEach(() => client.clear());

  const observe = (options) => {
    const observer = new QueryObserver(client, options);
    const stop = observer.subscribe(() => {});
    return { observer, stop, shown: () => observer.getCurrentResult() };
  };

  /** Answers with who is there. */
  const who = () => mock.fn(async () => clerk.user?.id ?? null);

  for (const [change, act] of Object.entries(CHANGES)) {
    test(`${change} forgets what was there`, () => {
      client.setQueryData([KEY], ['ada']);
      act();
      assert.equal(client.getQueryData([KEY]), undefined);
    });
  }

  test('what is on screen has no data at once, and is fetched again when somebody is signed in', async () => {
    const queryFn = who();
    const { shown, observer, stop } = observe({ queryKey: [KEY], queryFn });
    await observer.refetch();
    assert.equal(shown().data, 'user_ada');
    clerk.signOut();
    assert.deepEqual([shown().data, shown().status, shown().fetchStatus], [undefined, 'pending', 'idle']);
    const calls = queryFn.mock.callCount();
    clerk.signIn('user_grace');
    assert.equal(queryFn.mock.callCount(), calls + 1);
    await observer.refetch({ cancelRefetch: false });
    assert.equal(shown().data, 'user_grace');
    stop();
  });

  test('an answer that was on its way is discarded', async () => {
    const { promise, resolve } = later();
    const { shown, stop } = observe({ queryKey: [KEY], queryFn: () => promise });
    clerk.signOut();
    resolve(['ada']);
    await promise;
    await Promise.resolve();
    assert.deepEqual([shown().data, client.getQueryData([KEY])], [undefined, undefined]);
    stop();
  });

  test('an observer keeps no former user\'s data as its placeholder', async () => {
    const { observer, shown, stop } = observe({ queryKey: [KEY, 1], queryFn: who(), placeholderData: keepPreviousData });
    await observer.refetch();
    observer.setOptions({ queryKey: [KEY, 2], queryFn: () => new Promise(() => {}), placeholderData: keepPreviousData });
    assert.deepEqual([shown().data, shown().isPlaceholderData], ['user_ada', true]);
    clerk.signIn('user_grace');
    assert.equal(shown().data, undefined);
    stop();
  });

  test('mutations are forgotten: one that waits for the network does not run as another', () => {
    client.getMutationCache().build(client, { mutationKey: ['add'] });
    clerk.signOut();
    assert.deepEqual(client.getMutationCache().getAll(), []);
  });

  test('nothing is forgotten while nobody changes, nor after the undo', () => {
    client.setQueryData([KEY], ['ada']);
    clerk.setOrganization(null);
    assert.deepEqual(client.getQueryData([KEY]), ['ada']);
    undo();
    clerk.signOut();
    assert.deepEqual(client.getQueryData([KEY]), ['ada']);
  });
});

describe('a Clerk object', () => {
  const watch = (options) => {
    const client = new QueryClient();
    client.setQueryData([KEY], ['ada']);
    undo = forQuery.clearOnIdentityChange(client, options);
    return () => client.getQueryData([KEY]);
  };

  test('that loads later: who is there first is no change', async () => {
    clerk = createFakeClerk({ user: 'user_ada', loaded: false });
    const data = watch({ clerk });
    await clerk.load();
    assert.deepEqual(data(), ['ada']);
    clerk.signOut();
    assert.equal(data(), undefined);
  });

  test('that is in transition: nothing is left, and its end is another change', () => {
    let session = { id: 'sess_1', user: { id: 'user_ada' } };
    const listeners = new Set();
    const data = watch({
      clerk: {
        get session() {
          return session;
        },
        addListener: (listener) => listeners.add(listener) && (() => listeners.delete(listener)),
      },
    });
    session = undefined;
    for (const listener of listeners) listener();
    assert.equal(data(), undefined);
    undo();
    assert.equal(listeners.size, 0);
  });

  test('that appears later, as globalThis.Clerk', (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => {
      mock.timers.reset();
      delete globalThis.Clerk;
    });
    const data = watch();
    mock.timers.tick(50);
    globalThis.Clerk = clerk;
    mock.timers.tick(50);
    assert.deepEqual(data(), ['ada']);
    clerk.signIn('user_grace');
    assert.equal(data(), undefined);
  });

  test('that changed while nobody watched: the cache is cleared as soon as somebody does', () => {
    const client = new QueryClient();
    forQuery.clearOnIdentityChange(client, { clerk })();
    client.setQueryData([KEY], ['ada']);
    clerk.signIn('user_grace');
    undo = forQuery.clearOnIdentityChange(client, { clerk });
    assert.equal(client.getQueryData([KEY]), undefined);
  });
});
