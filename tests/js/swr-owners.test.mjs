// Whose data an SWR cache holds: several owners on one cache, mutations, subscriptions, stored caches, tokens without Clerk, and
// what lands late.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe } from 'node:test';
import { assertCode, eventually, promise, settled } from './support/suite.mjs';
import {
  CHANGES,
  QUIET,
  answerFor,
  clearOnIdentityChange,
  clerkSWRFetcher,
  createApi,
  createElement,
  createFakeClerk,
  createScreen,
  mutate,
  ownersIn,
  useClerkSWR,
  useEffect,
  useSWR,
  useSWRConfig,
  useSWRInfinite,
  useSWRMutation,
  useSWRSubscription,
  useState,
  whoIs,
} from './support/swr-page.mjs';

let clerk;
let api;
let screen;
let undo;
let tests = 0;
let KEY;

beforeEach(() => {
  KEY = `/owned/${++tests}`;
  clerk = globalThis.Clerk = createFakeClerk({ user: 'user_alice', organization: 'org_1' });
  api = createApi(clerk);
  screen = createScreen(() => whoIs(clerk));
  undo = [];
});

afterEach(async () => {
  await screen.unmount();
  for (const each of undo) each();
  delete globalThis.Clerk;
});

const there = () => whoIs(clerk);
const fresh = () => ({ provider: () => new Map() });
const cacheOf = (config) => [...config.cache.keys()].map((name) => config.cache.get(name));

const Hook = ({ name = 'shown', at = KEY, auth, expected, ...config }) => {
  screen.useFrame(name, useClerkSWR(at, { auth: { ...api.options, ...auth }, ...QUIET, ...config }), expected);
  return null;
};

const none = () => assert.deepEqual(screen.wrong, []);

/** A value that the test changes; the component renders again. */
const useControl = (controls, name, initial) => {
  const [value, set] = useState(initial);
  controls[name] = set;
  return value;
};

describe('`organizationId` and `template` in `auth`', () => {
  const controls = {};
  const inOrganization = (id) => `user_alice ${clerk.session.id} ${id}`;

  for (const [where, config] of [['SWR\'s own cache', undefined], ['a provider', fresh]]) {
    promise(`another organization is another owner, ${where}`, async () => {
      const Switched = () => {
        const organizationId = useControl(controls, 'org', 'org_1');
        return createElement(Hook, { auth: { organizationId }, expected: () => inOrganization(organizationId) });
      };
      await screen.mount(createElement(Switched), { config: config?.() });
      await eventually(() => screen.last().owners[0] === inOrganization('org_1'));
      controls.org('org_2');
      await eventually(() => screen.last().owners[0] === inOrganization('org_2'));
      controls.org('org_1');
      await eventually(() => screen.last().owners[0] === inOrganization('org_1'));
      none();
    });
  }

  promise('two components that share a key change together', async () => {
    const Switched = () => {
      const organizationId = useControl(controls, 'org', 'org_1');
      const props = { auth: { organizationId }, expected: () => inOrganization(organizationId) };
      return [createElement(Hook, { key: 1, name: 'one', ...props }), createElement(Hook, { key: 2, name: 'two', ...props })];
    };
    await screen.mount(createElement(Switched));
    const both = (id) => eventually(() => ['one', 'two'].every((name) => screen.last(name).owners[0] === inOrganization(id)));
    await both('org_1');
    controls.org('org_2');
    await both('org_2');
    none();
    assert.ok(screen.frames.every(({ error }) => !error));
    assert.ok(api.requests.length <= 4, `${api.requests.length} requests`);
  });

  promise('what was fetched for one, while nothing is mounted, is not shown to another', async () => {
    const map = new Map();
    const config = { provider: () => map };
    await screen.mount(createElement(Hook, { auth: { organizationId: 'org_1' }, expected: () => inOrganization('org_1') }), { config });
    await eventually(() => screen.last().owners.length);
    await screen.unmount();
    await screen.mount(createElement(Hook, { auth: { organizationId: 'org_2' }, expected: () => inOrganization('org_2'), revalidateIfStale: false }), { config });
    await eventually(() => screen.last().owners[0] === inOrganization('org_2'));
    none();
  });

  promise('each on its own key, both are shown, and neither takes the other\'s away', async () => {
    const element = [
      createElement(Hook, { key: 1, name: 'one', at: `${KEY}/1`, auth: { organizationId: 'org_1' }, expected: () => inOrganization('org_1') }),
      createElement(Hook, { key: 2, name: 'two', at: `${KEY}/2`, auth: { organizationId: 'org_2' }, expected: () => inOrganization('org_2') }),
      createElement(Hook, { key: 3, name: 'three', at: `${KEY}/3`, auth: { template: 'hasura' }, expected: () => 'user_alice null null' }),
    ];
    await screen.mount(element, { config: fresh() });
    await eventually(() => ['one', 'two', 'three'].every((name) => screen.last(name)?.owners.length));
    await settled(40);
    none();
    assert.equal(api.requests.length, 3);
  });

  promise('on one key, the second is refused, and shows nothing of the first', async () => {
    const Both = () => {
      const organizationId = useControl(controls, 'org', 'org_2');
      return [
        createElement(Hook, { key: 1, name: 'one', auth: { organizationId: 'org_1' }, expected: () => inOrganization('org_1') }),
        createElement(Hook, { key: 2, name: 'two', auth: { organizationId }, expected: () => inOrganization(organizationId) }),
      ];
    };
    await screen.mount(createElement(Both), { config: fresh() });
    await eventually(() => screen.last('one').owners.length && screen.last('two').error);
    await settled(40);
    none();
    assertCode(screen.last('two').error, 'invalid_options', KEY, 'provider');
    assert.equal(screen.last('one').owners[0], inOrganization('org_1'));
    const before = api.requests.length;
    await settled(60);
    assert.equal(api.requests.length, before, 'they do not fetch in turns');
    controls.org('org_1');
    await eventually(() => screen.last('two').owners[0] === inOrganization('org_1'));
    assert.equal(screen.last('two').error, undefined);
    none();
  });
});

describe('two Clerk objects', () => {
  promise('one after the other on one key: nothing of the first is shown by the second', async () => {
    const other = createFakeClerk({ user: 'user_bob' });
    const otherApi = createApi(other);
    const map = new Map();
    const config = { provider: () => map };
    await screen.mount(createElement(Hook, { auth: { clerk } }), { config });
    await screen.showsOwn();
    await screen.unmount();
    await screen.mount(createElement(Hook, { auth: { clerk: other, ...otherApi.options }, expected: () => whoIs(other), revalidateIfStale: false }), { config });
    await screen.showsOwn('shown', () => whoIs(other));
    none();
  });

  promise('`auth.clerk`, then the page\'s, with a switch between', async () => {
    const map = new Map();
    const config = { provider: () => map };
    await screen.mount(createElement(Hook, { auth: { clerk } }), { config });
    await screen.showsOwn();
    await screen.unmount();
    clerk.signIn('user_bob');
    await screen.mount(createElement(Hook, { revalidateIfStale: false }), { config });
    await screen.showsOwn();
    none();
  });

  promise('at once on one key: the second is refused', async () => {
    const other = createFakeClerk({ user: 'user_bob' });
    const otherApi = createApi(other);
    const element = [
      createElement(Hook, { key: 1, name: 'one' }),
      createElement(Hook, { key: 2, name: 'two', auth: { clerk: other, ...otherApi.options }, expected: () => whoIs(other) }),
    ];
    await screen.mount(element, { config: fresh() });
    await eventually(() => screen.last('two').error && screen.last('one').owners.length);
    await settled(40);
    none();
    assertCode(screen.last('two').error, 'invalid_options');
  });
});

describe('`getToken` alone', () => {
  beforeEach(() => {
    delete globalThis.Clerk;
  });
  const getToken = (options) => (clerk.session ? clerk.session.getToken(options) : Promise.resolve(null));

  promise('another user while mounted is seen with the next call, and nothing of the former is left', async () => {
    const config = fresh();
    const seen = {};
    const Grab = () => {
      Object.assign(seen, useSWRConfig());
      return null;
    };
    let known = there();
    const element = [createElement(Hook, { key: 1, auth: { getToken }, expected: () => known }), createElement(Grab, { key: 2 })];
    await screen.mount(element, { config });
    await screen.showsOwn();
    await seen.mutate(`${KEY}/other`, answerFor(clerk), false);
    clerk.signIn('user_bob');
    const gate = api.hold();
    const pending = seen.mutate(KEY);
    await gate.held(1);
    known = there(); // the token has told
    await eventually(() => screen.last().owners.length === 0);
    await gate.open();
    await pending;
    await screen.showsOwn();
    assert.deepEqual(ownersIn(cacheOf(seen)), [there()]);
    none();
  });

  for (const [change, act] of Object.entries(CHANGES).filter(([name]) => !name.startsWith('sign-out'))) {
    promise(`${change}, unmounted: nothing is shown before the token says whose it is`, async () => {
      const map = new Map();
      const config = { provider: () => map };
      const element = createElement(Hook, { auth: { getToken }, revalidateIfStale: false });
      await screen.mount(element, { config });
      await screen.showsOwn();
      await screen.unmount();
      await act(clerk);
      await screen.mount(element, { config });
      await screen.showsOwn();
      none();
    });
  }

  promise('of the same user what is there is shown again, without a request', async () => {
    const map = new Map();
    const config = { provider: () => map };
    const element = createElement(Hook, { auth: { getToken }, revalidateIfStale: false });
    await screen.mount(element, { config });
    await screen.showsOwn();
    await screen.unmount();
    const before = api.requests.length;
    screen.frames.length = 0;
    await screen.mount(element, { config });
    await screen.showsOwn();
    assert.equal(api.requests.length, before);
  });

  promise('written inline in two components of one key, it is one owner', async () => {
    const Inline = ({ name }) => createElement(Hook, { name, auth: { getToken: (options) => clerk.session.getToken(options) } });
    await screen.mount([createElement(Inline, { key: 1, name: 'one' }), createElement(Inline, { key: 2, name: 'two' })], { config: fresh() });
    await screen.showsOwn('one');
    await screen.showsOwn('two');
    await settled(40);
    assert.ok(screen.frames.every(({ error }) => !error), 'no error');
    none();
  });

  promise('that is opaque: data is shown', async () => {
    const options = { getToken: async () => 'opaque', fetch: async () => Response.json({ fine: true }) };
    await screen.mount(createElement(Hook, { auth: options }), { config: fresh() });
    await eventually(() => screen.last().data?.fine);
  });
});

describe('a mutation', () => {
  let trigger;
  let reads;
  const Mutation = ({ config }) => {
    const [fetcher] = useState(() => clerkSWRFetcher(api.options));
    const mutation = useSWRMutation(KEY, fetcher, config);
    trigger = mutation.trigger;
    screen.useFrame('mutation', { data: mutation.data, error: mutation.error });
    return null;
  };
  const Reader = () => {
    const [fetcher] = useState(() => clerkSWRFetcher(api.options));
    screen.useFrame('shown', useSWR(KEY, fetcher, { ...QUIET, revalidateIfStale: false }));
    return null;
  };
  const CACHES = {
    'SWR\'s own cache, useClerkSWR': () => [[createElement(Mutation, { key: 1, config: reads }), createElement(Hook, { key: 2 })]],
    'SWR\'s own cache, clearOnIdentityChange': () => {
      undo.push(clearOnIdentityChange(mutate));
      return [[createElement(Mutation, { key: 1, config: reads }), createElement(Reader, { key: 2 })]];
    },
    'a provider, useClerkSWR': () => [[createElement(Mutation, { key: 1, config: reads }), createElement(Hook, { key: 2 })], fresh()],
    'a provider with a middleware of its own': () => [
      [createElement(Hook, { key: 2 }), createElement(Mutation, { key: 1, config: reads })],
      { ...fresh(), use: [(next) => (...args) => next(...args)] },
    ],
  };

  for (const [cache, make] of Object.entries(CACHES)) {
    for (const [change, act] of Object.entries(CHANGES)) {
      promise(`finished, ${change}, ${cache}: its data is gone`, async () => {
        reads = { revalidate: false };
        const [element, config] = make();
        await screen.mount(element, { config });
        await screen.showsOwn();
        screen.again?.();
        await trigger({ title: 'a' });
        await eventually(() => screen.last('mutation').owners.length);
        await act(clerk);
        await settled();
        assert.deepEqual(screen.last('mutation').owners, []);
        none();
      });

      promise(`in flight, ${change}, ${cache}: neither its data, nor its callbacks, nor the cache`, async () => {
        const called = [];
        reads = {
          optimisticData: (old) => ({ ...old, optimistic: true }),
          populateCache: true,
          revalidate: false,
          onSuccess: (data) => called.push(data),
          onError: (error) => called.push(error),
        };
        const [element, config] = make();
        await screen.mount(element, { config });
        await screen.showsOwn();
        const gate = api.hold();
        const pending = trigger({ title: 'a' }, { onSuccess: (data) => called.push(data) }).catch((error) => called.push(error));
        await gate.held(1);
        gate.pass();
        await act(clerk);
        await settled();
        await gate.open();
        assert.deepEqual(ownersIn(await pending), []);
        await settled();
        assert.deepEqual(called, []);
        assert.deepEqual(screen.last('mutation').owners, []);
        if (there()) await screen.showsOwn();
        none();
      });
    }
  }

  promise('of who is still there works as before', async () => {
    const called = [];
    reads = { populateCache: true, revalidate: false, onSuccess: (data) => called.push(data) };
    const [element, config] = CACHES['a provider, useClerkSWR']();
    await screen.mount(element, { config });
    await screen.showsOwn();
    const answer = await trigger({ title: 'a' });
    assert.equal(answer.userId, 'user_alice');
    await eventually(() => screen.last('mutation').owners.length && called.length === 1);
    assert.equal(api.requests.at(-1).method, 'POST');
  });
});

describe('what lands late', () => {
  const PLAIN = {
    'useSWR in a provider': (fetcher) => useSWR(KEY, fetcher, QUIET),
    'useSWRInfinite in a provider': (fetcher) => useSWRInfinite((page) => [KEY, { page }], fetcher, { ...QUIET, initialSize: 2, parallel: true }),
  };
  const seen = {};
  const Clearing = ({ children, bare }) => {
    const config = useSWRConfig();
    Object.assign(seen, config);
    useEffect(() => clearOnIdentityChange(bare ? config.mutate : config), [config.cache]);
    return children;
  };

  for (const [name, use] of Object.entries(PLAIN)) {
    for (const bare of [false, true]) {
      for (const failing of [false, true]) {
        for (const [change, act] of Object.entries(CHANGES)) {
          promise(`${name}, ${change}${failing ? ', as an error' : ''}${bare ? ', mutate alone' : ''}`, async () => {
            const Shown = () => {
              const [fetcher] = useState(() => clerkSWRFetcher(api.options));
              screen.useFrame('shown', use(fetcher));
              return null;
            };
            const gate = api.hold({ failing });
            await screen.mount(createElement(Clearing, { bare }, createElement(Shown)), { config: fresh() });
            await gate.held(1);
            gate.pass();
            await act(clerk);
            await settled();
            await gate.open();
            await settled(30);
            if (there()) await screen.showsOwn();
            none();
            assert.deepEqual(ownersIn(cacheOf(seen)).filter((owner) => owner !== there()), []);
            if (there()) assert.equal(screen.last().error, undefined);
          });
        }
      }
    }
  }
});

describe('a subscription', { skip: !useSWRSubscription && 'this SWR has none' }, () => {
  promise('ends with who began it, and begins again for the next', async () => {
    const sockets = [];
    const Subscribed = () => {
      const state = useSWRSubscription(KEY, (key, { next }) => {
        const socket = { who: answerFor(clerk), open: true, say: () => next(null, socket.who) };
        sockets.push(socket);
        socket.say();
        return () => (socket.open = false);
      });
      screen.useFrame('shown', { data: state.data });
      return null;
    };
    undo.push(clearOnIdentityChange(mutate));
    await screen.mount(createElement(Subscribed));
    await screen.showsOwn();
    await clerk.signOut();
    await settled();
    assert.deepEqual(sockets.map(({ open }) => open), [false]);
    sockets[0].say();
    await settled();
    assert.deepEqual(screen.last().owners, []);
    clerk.signIn('user_bob');
    await screen.showsOwn();
    sockets[0].say();
    await settled();
    assert.deepEqual(sockets.map(({ open }) => open), [false, true]);
    await screen.showsOwn();
    await screen.unmount();
    assert.deepEqual(sockets.map(({ open }) => open), [false, false]);
    none();
  });
});

describe('a stored cache', () => {
  let stored;
  beforeEach(() => (stored = '[]'));
  const page = () => {
    const map = new Map(JSON.parse(stored));
    return { config: { provider: () => map }, close: () => (stored = JSON.stringify([...map])) };
  };
  const HOOKS = {
    useClerkSWR: () => createElement(Hook, { revalidateIfStale: false }),
    'useSWR with clearOnIdentityChange': () => {
      const Reader = () => {
        const [fetcher] = useState(() => clerkSWRFetcher(api.options));
        const config = useSWRConfig();
        useEffect(() => clearOnIdentityChange(config), [config.cache]);
        screen.useFrame('shown', useSWR(KEY, fetcher, { ...QUIET, revalidateIfStale: false }));
        return null;
      };
      return createElement(Reader);
    },
  };

  for (const [hook, make] of Object.entries(HOOKS)) {
    for (const [change, act] of Object.entries(CHANGES)) {
      promise(`${hook}: ${change} while the page is closed`, async () => {
        const first = page();
        await screen.mount(make(), { config: first.config });
        await screen.showsOwn();
        first.close();
        await screen.unmount();
        await act(clerk);
        screen.wrong.length = 0;
        const second = page();
        await screen.mount(make(), { config: second.config });
        if (there()) await screen.showsOwn();
        else await screen.showsNothing();
        // Without the hook, the first commit is before anybody can say whose it is (docs/security.md).
        if (hook === 'useClerkSWR') none();
        second.close();
        assert.deepEqual(ownersIn(JSON.parse(stored)).filter((owner) => owner !== there()), []);
      });
    }

    promise(`${hook}: the same user is shown what was stored, without a request`, async () => {
      const first = page();
      await screen.mount(make(), { config: first.config });
      await screen.showsOwn();
      first.close();
      await screen.unmount();
      const before = api.requests.length;
      screen.frames.length = 0;
      await screen.mount(make(), { config: page().config });
      await screen.showsOwn();
      await settled(30);
      assert.equal(api.requests.length, before);
    });
  }

  promise('one that says nothing of whose it is belongs to nobody', async () => {
    stored = JSON.stringify([[KEY, { data: { userId: 'user_ada', sessionId: 'sess_x', orgId: null }, _k: KEY }]]);
    await screen.mount(createElement(Hook, { revalidateIfStale: false }), { config: page().config });
    await screen.showsOwn();
    none();
  });

  promise('a session that Clerk has not loaded yet shows nothing', async () => {
    const first = page();
    await screen.mount(createElement(Hook), { config: first.config });
    await screen.showsOwn();
    first.close();
    await screen.unmount();
    clerk = globalThis.Clerk = createFakeClerk({ user: 'user_bob', loaded: false });
    api = createApi(clerk);
    screen.wrong.length = 0;
    await screen.mount(createElement(Hook, { revalidateIfStale: false }), { config: page().config });
    assert.deepEqual(screen.last().owners, []);
    await clerk.load();
    await screen.showsOwn();
    none();
  });
});

describe('SWR\'s own options hold', () => {
  promise('a fallback is shown to who is there first, while Clerk loads and after', async () => {
    clerk = globalThis.Clerk = createFakeClerk({ user: 'user_alice', loaded: false });
    api = createApi(clerk);
    const fallbackData = { from: 'server' };
    await screen.mount(createElement(Hook, { fallbackData, revalidateOnMount: false }), { config: fresh() });
    assert.deepEqual(screen.last().data, fallbackData);
    await clerk.load();
    await settled();
    assert.deepEqual(screen.last().data, fallbackData);
    clerk.signIn('user_bob');
    await settled();
    assert.ok(screen.frames.slice(-1).every(({ data }) => data?.from !== 'server'));
  });
});

describe('keepPreviousData', () => {
  const controls = {};
  const HOOKS = {
    useClerkSWR: (at) => useClerkSWR(at, { auth: api.options, ...QUIET, keepPreviousData: true }),
    useSWR: (at) => useSWR(at, (key) => clerkSWRFetcher(api.options)(key), { ...QUIET, keepPreviousData: true }),
  };
  for (const [name, use] of Object.entries(HOOKS)) {
    promise(`${name}: shows the same user's, also after a change, and nobody else's`, async () => {
      undo.push(clearOnIdentityChange(mutate));
      clerk.signIn('user_bob');
      const Shown = () => {
        screen.useFrame('shown', use(useControl(controls, 'key', KEY)));
        return null;
      };
      await screen.mount(createElement(Shown));
      await screen.showsOwn();
      const gate = api.hold();
      controls.key(`${KEY}?page=2`);
      await gate.held(1);
      await settled();
      assert.deepEqual(screen.last().owners, [there()]);
      clerk.signIn('user_carol');
      await settled();
      controls.key(`${KEY}?page=3`);
      await settled();
      assert.deepEqual(screen.last().owners, []);
      await gate.open();
      await screen.showsOwn();
      none();
    });
  }
});

describe('what is refused', () => {
  const refusal = async (...args) => {
    const Wrong = () => {
      useClerkSWR(...args);
      return null;
    };
    await screen.mount(createElement(Wrong));
    await eventually(() => screen.thrown);
    return screen.thrown;
  };

  promise('says what to write instead', async (t) => {
    t.mock.method(console, 'error', () => {});
    for (const [config, ...words] of [
      [{ baseUrl: 'https://api.foo.com' }, '`baseUrl` belongs into `auth`'],
      [{ getToken: async () => null }, '`getToken` belongs into `auth`'],
      [{ schema: undefined }, '`schema` belongs into `auth`'],
      [async () => 1, 'fetcher', 'useSWR('],
      [null, 'object'],
      [{ fetcher: () => 1 }, '`fetcher`'],
      [{ auth: { refreshInterval: 1000 } }, "`refreshInterval` is SWR's: move it out of `auth`"],
      [{ auth: { suspense: true } }, "`suspense` is SWR's"],
      [{ auth: { onSuccess: () => {} } }, "`onSuccess` is SWR's"],
      [{ auth: { baseURL: 'https://api.foo.com' } }, 'baseUrl'],
    ]) {
      assertCode(await refusal(KEY, config), 'invalid_options', ...words);
    }
  });

  promise("SWR's own options, and those that a later SWR may have, pass", async () => {
    await screen.mount(createElement(Hook, { refreshInterval: 0, dedupingInterval: 1, use: [], suspense: false, isPaused: () => false, laterOption: 1, onSuccess: () => {}, compare: Object.is }));
    await screen.showsOwn();
  });
});
