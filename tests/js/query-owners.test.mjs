// One user's data never reaches the next by TanStack Query, whatever put it there.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { CHANGES, createWorld, h, nameOf, ours, React, settle, TanStack } from './support/query-page.mjs';
import { eventually } from './support/suite.mjs';

const { clearOnIdentityChange, clerkQueryFn, clerkQueryOptions, useClerkQuery } = ours;
const LONG = { staleTime: 60_000 };
const KEY = ['/me'];

let world;
let undo;

beforeEach(() => {
  world = createWorld();
});
afterEach(async () => {
  undo?.();
  undo = undefined;
  await world.close();
});

const Me = ({ config = {}, auth = {}, name, hookKey = '/me' }) => world.useShown(useClerkQuery(hookKey, { ...LONG, ...config, auth: { ...world.options, ...auth } }), name);
const me = (props) => h(Me, props);
const there = () => nameOf(world.clerk);
const nothingWrong = () => assert.deepEqual(world.wrong(), []);
const showsWhoIsThere = () => {
  nothingWrong();
  assert.equal(world.last()?.owner ?? null, there());
};

/** Other than with the hook: data of the API as ada, and of whoever the page is. */
const adas = { owner: 'user_ada sess_ada null' };

for (const [change, apply] of Object.entries(CHANGES)) {
  describe(change, () => {
    const switches = () => world.act(() => apply(world.clerk));

    test('a hook that is mounted', async () => {
      await world.mount(me());
      assert.equal(world.last().owner, there());
      await switches();
      showsWhoIsThere();
    });

    test('a hook that is unmounted meanwhile', async () => {
      await world.mount(me());
      await world.unmount();
      await switches();
      await world.mount(me());
      showsWhoIsThere();
    });

    test('a loader before the first hook', async () => {
      await world.client.ensureQueryData({ queryKey: KEY, queryFn: clerkQueryFn(world.options), ...LONG });
      await switches();
      await world.mount(me());
      showsWhoIsThere();
    });

    test('a loader before clearOnIdentityChange', async () => {
      await world.client.ensureQueryData({ ...clerkQueryOptions('/me', world.options), ...LONG });
      await switches();
      undo = clearOnIdentityChange(world.client);
      assert.equal(world.client.getQueryData(KEY), undefined);
    });

    test('a loader whose answer is on its way at the first hook', async () => {
      world.hold();
      const loading = world.client.ensureQueryData({ queryKey: KEY, queryFn: clerkQueryFn(world.options), ...LONG }).catch(() => undefined);
      await settle();
      await switches();
      world.release();
      await world.mount(me());
      await loading;
      await settle();
      showsWhoIsThere();
    });

    test('a loader, while the hook is unmounted: nothing of before is returned', async () => {
      await world.mount(me());
      await world.unmount();
      await switches();
      if (!there()) return;
      const { owner } = await world.client.ensureQueryData({ queryKey: KEY, queryFn: clerkQueryFn(world.options), ...LONG });
      assert.equal(owner, there());
    });

    test('an answer on its way', async () => {
      await world.mount(me());
      world.hold();
      void world.client.invalidateQueries({ queryKey: KEY });
      await settle();
      await switches();
      world.release();
      await settle();
      showsWhoIsThere();
    });

    for (const [shape, wrap] of Object.entries({ 'as a constant': (value) => () => value, inline: (value) => () => ({ ...value }), 'as a function': (value) => () => () => ({ ...value }) })) {
      test(`initialData ${shape}`, async () => {
        const give = wrap(adas);
        const Given = () => world.useShown(useClerkQuery('/me', { ...LONG, initialData: give(), auth: world.options }));
        await world.mount(h(Given));
        assert.equal(world.last().owner, adas.owner);
        await switches();
        showsWhoIsThere();
        await world.unmount();
        await world.mount(h(Given));
        showsWhoIsThere();
      });

      test(`initialData ${shape}, with useQuery and clearOnIdentityChange`, async () => {
        undo = clearOnIdentityChange(world.client);
        const give = wrap(adas);
        const queryFn = clerkQueryFn(world.options);
        const Given = () => world.useShown(TanStack.useQuery({ queryKey: KEY, queryFn, ...LONG, initialData: give() }));
        await world.mount(h(Given));
        assert.equal(world.last().owner, adas.owner);
        await switches();
        showsWhoIsThere();
        await world.unmount();
        await world.mount(h(Given));
        showsWhoIsThere();
        assert.ok(world.commits.length < 30, `${world.commits.length} commits`);
      });
    }

    test('placeholderData', async () => {
      const Given = () => world.useShown(useClerkQuery('/me', { ...LONG, placeholderData: { ...adas }, auth: world.options }));
      await world.mount(h(Given));
      await switches();
      showsWhoIsThere();
      await world.unmount();
      await world.mount(h(Given));
      showsWhoIsThere();
    });

    for (const hooked of [true, false]) {
      const Plain = () => world.useShown(TanStack.useQuery({ queryKey: KEY, queryFn: React.useMemo(() => clerkQueryFn(world.options), []), ...LONG }));
      const Shown = hooked ? Me : Plain;
      const name = hooked ? 'the hook' : 'useQuery and clearOnIdentityChange';
      const watch = () => {
        if (!hooked) undo = clearOnIdentityChange(world.client);
      };

      test(`HydrationBoundary, kept in the tree, with ${name}`, async () => {
        watch();
        const server = new TanStack.QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
        server.setQueryData(KEY, adas);
        const state = TanStack.dehydrate(server);
        const tree = () => h(TanStack.HydrationBoundary, { state }, h(Shown));
        await world.mount(tree());
        assert.equal(world.last().owner, adas.owner);
        assert.deepEqual(world.requests, []);
        await switches();
        showsWhoIsThere();
        await world.act(() => world.client.resetQueries());
        showsWhoIsThere();
        await world.unmount();
        await world.mount(tree());
        showsWhoIsThere();
      });

      test(`a persisted cache, opened by another, with ${name}`, async () => {
        watch();
        await world.mount(h(Shown));
        const kept = JSON.parse(JSON.stringify(TanStack.dehydrate(world.client)));
        assert.equal(kept.queries[0].state.data.owner, adas.owner);
        await world.close();
        undo?.();
        // The page is opened again.
        for (const when of ['before the first hook', 'after the first hook', 'before Clerk has loaded']) {
          world = createWorld({ loaded: when !== 'before Clerk has loaded' });
          await apply(world.clerk);
          if (when !== 'after the first hook') TanStack.hydrate(world.client, kept);
          undo?.();
          watch();
          await world.mount(h(Shown));
          if (when === 'after the first hook') await world.act(() => TanStack.hydrate(world.client, kept));
          await world.act(() => world.clerk.load());
          // A call that waits for Clerk looks for it every 50 ms.
          await eventually(() => (world.last()?.owner ?? null) === there());
          await settle();
          showsWhoIsThere();
          if (when !== 'before Clerk has loaded') await world.close();
        }
      });

      test(`a persisted cache, opened by the same one, with ${name}`, async () => {
        watch();
        await world.mount(h(Shown));
        const kept = JSON.parse(JSON.stringify(TanStack.dehydrate(world.client)));
        await world.close();
        undo?.();
        world = createWorld();
        TanStack.hydrate(world.client, kept);
        watch();
        await world.mount(h(Shown));
        showsWhoIsThere();
        assert.deepEqual(world.requests, []);
      });
    }

    describe('mutations', () => {
      const { createAuthenticatedFetch } = ours;
      let mutation;
      let called;
      const Writer = ({ config = {} }) => {
        const { json } = React.useMemo(() => createAuthenticatedFetch(world.options), []);
        mutation = TanStack.useMutation({ mutationFn: () => json('/me', { method: 'POST' }), ...config });
        return world.useShown({ data: mutation.data ?? (mutation.variables && { owner: mutation.variables.by }) }, 'mutation');
      };
      beforeEach(() => {
        called = [];
      });

      test('finished: neither data nor variables are shown', async () => {
        await world.mount(me(), h(Writer));
        await world.act(() => mutation.mutateAsync({ by: there() }));
        assert.equal(world.last('mutation').owner, there());
        await switches();
        nothingWrong();
        assert.deepEqual([mutation.data, mutation.variables, mutation.status], [undefined, undefined, 'idle']);
      });

      test('in flight: no callback of the hook, of the call or of the cache is called, and nobody goes on with the answer', async () => {
        const note = (name) => () => called.push(name);
        const callbacks = (of) => ({ onSuccess: note(`${of}.onSuccess`), onError: note(`${of}.onError`), onSettled: note(`${of}.onSettled`) });
        world.client.getMutationCache().config.onSuccess = note('cache.onSuccess');
        world.client.getMutationCache().config.onSettled = note('cache.onSettled');
        await world.mount(me(), h(Writer, { config: callbacks('hook') }));
        world.hold();
        let rejected;
        const write = mutation.mutateAsync({ by: there() }, callbacks('call')).then(() => called.push('then'), (error) => (rejected = error.code));
        await settle();
        await switches();
        world.release();
        await write;
        await settle();
        assert.deepEqual(called, []);
        assert.equal(rejected, 'identity_changed');
        nothingWrong();
        assert.equal(mutation.data, undefined);
        await world.act(() => mutation.mutateAsync({ by: there() }).catch(() => {}));
        assert.equal(mutation.data?.owner ?? null, there());
      });
    });

    test('useInfiniteQuery, useSuspenseQuery and useQueries, with clearOnIdentityChange', async () => {
      undo = clearOnIdentityChange(world.client);
      const pageFn = clerkQueryFn({ ...world.options, pageParam: 'page' });
      const queryFn = clerkQueryFn(world.options);
      const Pages = () => world.useShown(TanStack.useInfiniteQuery({ queryKey: ['/pages'], queryFn: pageFn, initialPageParam: 0, getNextPageParam: () => undefined, ...LONG }), 'pages');
      const Many = () => world.useShown(TanStack.useQueries({ queries: [{ queryKey: ['/many'], queryFn, ...LONG }] })[0], 'many');
      await world.mount(h(Pages), h(Many));
      assert.deepEqual([world.last('pages').owner, world.last('many').owner], [there(), there()]);
      await switches();
      nothingWrong();
      assert.deepEqual(['pages', 'many'].map((name) => world.last(name).owner || null), [there(), there()]);
    });
  });
}

describe('there and back', () => {
  test('with a loader as the other one in between', async () => {
    await world.mount(me());
    await world.unmount();
    await world.act(() => world.clerk.setOrganization('org_navy'));
    await world.client.ensureQueryData({ queryKey: KEY, queryFn: clerkQueryFn(world.options), ...LONG });
    await world.act(() => world.clerk.setOrganization(null));
    await world.mount(me());
    showsWhoIsThere();
  });

  test('with loaders alone', async () => {
    const load = () => world.client.fetchQuery({ queryKey: KEY, queryFn: clerkQueryFn(world.options) });
    await load();
    await world.act(() => world.clerk.setOrganization('org_navy'));
    await load();
    await world.act(() => world.clerk.setOrganization(null));
    await world.mount(me());
    showsWhoIsThere();
  });
});

describe('several owners', () => {
  test('`organizationId` changes', async () => {
    await world.mount(me({ auth: { organizationId: 'org_1' } }));
    assert.equal(world.last().owner, 'user_ada sess_ada org_1');
    await world.render(me({ auth: { organizationId: 'org_2' } }));
    assert.equal(world.last().owner, 'user_ada sess_ada org_2');
    assert.equal(world.client.getQueryData(KEY).owner, 'user_ada sess_ada org_2');
    assert.deepEqual(world.requests, ['GET /me user_ada sess_ada org_1', 'GET /me user_ada sess_ada org_2']);
  });

  test('two organizations on one key are kept apart', async () => {
    const both = () => [me({ name: 'one', key: 1, auth: { organizationId: 'org_1' } }), me({ name: 'two', key: 2, auth: { organizationId: 'org_2' } })];
    await world.mount(...both());
    const shown = () => ['one', 'two'].map((name) => world.last(name).owner);
    assert.deepEqual(shown(), ['user_ada sess_ada org_1', 'user_ada sess_ada org_2']);
    assert.deepEqual(world.commits.filter(({ name, owner }) => owner && !owner.endsWith(name === 'one' ? 'org_1' : 'org_2')), []);
    await world.act(() => world.client.invalidateQueries({ queryKey: KEY, exact: true }));
    assert.deepEqual(shown(), ['user_ada sess_ada org_1', 'user_ada sess_ada org_2']);
    assert.equal(world.requests.length, 4);
  });

  test('a `clerk` on one page, none on the next', async () => {
    await world.mount(me({ auth: { clerk: world.clerk } }));
    await world.unmount();
    await world.act(() => CHANGES['another user'](world.clerk));
    await world.mount(me());
    showsWhoIsThere();
  });

  test('two Clerk objects', async () => {
    const other = createWorld({ global: false, user: 'user_carol', session: 'sess_carol' });
    await world.mount(me({ name: 'one' }), h(() => world.useShown(useClerkQuery('/me', { ...LONG, auth: { ...other.options, clerk: other.clerk } }), 'two')));
    assert.deepEqual([world.last('one').owner, world.last('two').owner], ['user_ada sess_ada null', 'user_carol sess_carol null']);
  });

  test('a template', async () => {
    await world.mount(me({ auth: { template: 'hasura' } }));
    await world.act(() => CHANGES['another user'](world.clerk));
    assert.match(world.last().owner, /^user_grace/);
  });
});

describe('a getToken alone', () => {
  const getTokenOf = (clerk) => () => clerk.session?.getToken() ?? Promise.resolve(null);

  beforeEach(async () => {
    await world.close();
    world = createWorld({ global: false });
  });

  for (const [change, apply] of Object.entries(CHANGES)) {
    for (const inline of [true, false]) {
      test(`${change}, ${inline ? 'inline' : 'as one function'}`, async () => {
        const one = getTokenOf(world.clerk);
        const Tree = () => world.useShown(useClerkQuery('/me', { ...LONG, auth: { ...world.options, getToken: inline ? () => one() : one } }));
        await world.mount(h(Tree));
        assert.equal(world.last().owner, there());
        await world.act(() => world.client.invalidateQueries({ queryKey: KEY }));
        assert.equal(world.last().owner, there());
        await world.unmount();
        await world.act(() => apply(world.clerk));
        await world.mount(h(Tree));
        showsWhoIsThere();
        await world.unmount();
        await world.act(() => world.clerk.signIn('user_hedy', { sessionId: 'sess_hedy' }));
        await world.mount(h(Tree));
        showsWhoIsThere();
      });
    }
  }

  test('a call tells of the change while the hook is mounted', async () => {
    const getToken = getTokenOf(world.clerk);
    await world.mount(me({ auth: { getToken } }), me({ auth: { getToken }, name: 'other', hookKey: '/other' }));
    await world.act(() => CHANGES['another user'](world.clerk));
    await world.act(() => world.client.invalidateQueries({ queryKey: KEY }));
    assert.deepEqual(['shown', 'other'].map((name) => world.last(name).owner), [there(), there()]);
    assert.ok(world.requests.length < 8, world.requests.join('\n'));
  });

  /** A `getToken` that counts its calls, and its component. */
  const counting = (auth = {}, config = {}) => {
    const how = { calls: 0, renders: 0, down: false };
    const getToken = async () => {
      how.calls++;
      if (how.down) throw new Error('down');
      return (await getTokenOf(world.clerk)()) ?? null;
    };
    const Tree = ({ name }) => {
      how.renders++;
      const result = useClerkQuery('/me', { ...LONG, ...config, auth: { ...world.options, ...auth, getToken } });
      if (!name) how.result = result;
      return world.useShown(result, name);
    };
    return Object.assign(how, { tree: (props) => h(Tree, props) });
  };
  /** Nothing goes on by itself: the counts stay what they are. */
  const rests = async (how) => {
    await settle();
    const { calls, renders } = how;
    assert.ok(calls < 12 && renders < 24, JSON.stringify({ calls, renders }));
    await settle(20);
    assert.deepEqual([how.calls, how.renders], [calls, renders]);
  };

  for (const signedOut of ['reject', 'anonymous']) {
    const endsAs = (how) => (signedOut === 'reject' ? assert.equal(how.result.error?.code, 'signed_out') : assert.equal(how.result.status, 'success'));

    test(`signed out, mounted again: it rests (${signedOut})`, async () => {
      const how = counting({ signedOut });
      await world.mount(how.tree());
      await world.unmount();
      await world.act(() => world.clerk.signOut());
      await world.mount(how.tree());
      await rests(how);
      endsAs(how);
      await world.unmount();
      await world.mount(how.tree());
      await rests(how);
      endsAs(how);
      await world.unmount();
      await world.act(() => world.clerk.signIn('user_ada'));
      await world.mount(how.tree());
      await rests(how);
      showsWhoIsThere();
      assert.match(world.last().owner, /^user_ada/);
    });

    test(`signed out, fetched again while mounted: it rests (${signedOut})`, async () => {
      const how = counting({ signedOut });
      await world.mount(how.tree());
      await world.act(() => world.clerk.signOut());
      for (let round = 0; round < 2; round++) await world.act(() => how.result.refetch());
      await rests(how);
      endsAs(how);
      nothingWrong();
      await world.act(() => world.clerk.signIn('user_ada'));
      await world.act(() => how.result.refetch());
      await rests(how);
      assert.match(world.last().owner, /^user_ada/);
    });

    test(`signed out from the start, fetched again: it rests (${signedOut})`, async () => {
      await world.act(() => world.clerk.signOut());
      const how = counting({ signedOut });
      await world.mount(how.tree());
      for (let round = 0; round < 2; round++) await world.act(() => how.result.refetch());
      await rests(how);
      endsAs(how);
    });
  }

  test('a `getToken` that fails, mounted again: it rests', async () => {
    const how = counting();
    await world.mount(how.tree());
    await world.unmount();
    how.down = true;
    await world.mount(how.tree());
    await rests(how);
    assert.equal(how.result.error?.code, 'token_unavailable');
    how.down = false;
    await world.act(() => how.result.refetch());
    await rests(how);
    showsWhoIsThere();
    assert.ok(how.result.data);
  });

  test('a `getToken` that fails takes nothing from a component that is there already', async () => {
    const how = counting();
    await world.mount(how.tree());
    how.down = true;
    await world.render(how.tree(), how.tree({ name: 'second', key: 'second' }));
    await rests(how);
    assert.equal(world.last().owner, there());
    how.down = false;
    await world.act(() => how.result.refetch());
    await rests(how);
    assert.equal(world.last().owner, there());
  });

  test('an opaque `getToken` beside one that names its user: both rest', async () => {
    const one = counting();
    const other = counting();
    let renders = 0;
    const Opaque = () => {
      renders++;
      return world.useShown(useClerkQuery('/me', { ...LONG, auth: { ...world.options, fetch: async () => Response.json({ owner: null }), getToken: opaque } }), 'opaque');
    };
    const opaque = async () => 'opaque';
    await world.mount(one.tree(), h(Opaque));
    await world.render(one.tree(), h(Opaque), other.tree({ name: 'other', key: 'other' }));
    await rests(one);
    await rests(other);
    assert.ok(renders < 24, String(renders));
  });

  for (const [change, apply] of Object.entries(CHANGES)) {
    test(`${change}, and the component is made anew at once: it shows nobody else's`, async () => {
      const how = counting();
      await world.mount(how.tree({ key: 1 }));
      apply(world.clerk);
      await world.render(how.tree({ key: 2 }));
      showsWhoIsThere();
      await rests(how);
    });

    test(`${change}, and another component comes: it shows nobody else's`, async () => {
      const how = counting();
      await world.mount(how.tree());
      apply(world.clerk);
      await world.render(how.tree(), how.tree({ name: 'second', key: 'second' }));
      assert.deepEqual(world.wrong().filter(({ name }) => name === 'second'), []);
      assert.equal(world.last('second').owner, there());
      await rests(how);
    });
  }

  test('an opaque token', async () => {
    const fetch = async () => Response.json({ owner: 'x' });
    await world.mount(h(() => world.useShown(useClerkQuery('/me', { ...LONG, auth: { ...world.options, fetch, getToken: async () => 'opaque' } }))));
    assert.equal(world.last().owner, 'x');
    await world.act(() => world.client.setQueryData(KEY, { owner: 'mine' }));
    assert.equal(world.last().owner, 'mine');
  });
});

describe('the user\'s own keys', () => {
  for (const auth of [{}, { organizationId: 'org_1' }, { template: 'hasura' }]) {
    test(`work with ${JSON.stringify(auth)}`, async () => {
      await world.mount(me({ auth }));
      assert.match(world.client.getQueryData(KEY).owner, /^user_ada/);
      await world.act(() => world.client.setQueryData(KEY, { owner: there(), mine: true }));
      assert.match(world.last().text, /mine/);
      await world.act(() => world.client.invalidateQueries({ queryKey: KEY }));
      assert.equal(world.requests.length, 2);
      await world.unmount();
      await world.mount(me({ auth }));
      assert.equal(world.requests.length, 2);
    });
  }

  test('prefetched data is shown without a request', async () => {
    await world.client.prefetchQuery({ ...clerkQueryOptions('/me', world.options), ...LONG });
    await world.mount(me());
    assert.equal(world.requests.length, 1);
    showsWhoIsThere();
  });

  test('blank `initialData` is everybody\'s', async () => {
    const Given = () => world.useShown(useClerkQuery('/me', { ...LONG, initialData: { items: [], total: 0 }, auth: world.options }));
    await world.mount(h(Given));
    await world.act(() => CHANGES['another user'](world.clerk));
    assert.deepEqual(world.commits.filter(({ text }) => text === 'null'), []);
  });
});

describe('useFetch and useAuthenticatedFetch', () => {
  test('are new when, and only when, the user, session or organization changes; a kept one acts for who is there', async () => {
    const seen = new Set();
    const loaded = [];
    const List = () => {
      const fetchJson = ours.useFetch({ ...world.options });
      seen.add(fetchJson);
      React.useEffect(() => void fetchJson('/me').then(({ owner }) => loaded.push(owner), () => {}), [fetchJson]);
      return null;
    };
    await world.mount(h(List));
    for (let round = 0; round < 3; round++) await world.render(h(List));
    assert.equal(seen.size, 1);
    for (const apply of Object.values(CHANGES).reverse()) await world.act(() => apply(world.clerk));
    assert.equal(seen.size, 1 + Object.keys(CHANGES).length);
    assert.deepEqual(loaded, ['user_ada sess_ada null', 'user_ada sess_ada org_navy', 'user_ada sess_more null', 'user_grace sess_grace null']);
    await world.act(() => world.clerk.signIn('user_hedy', { sessionId: 'sess_hedy' }));
    assert.equal((await [...seen][0]('/me')).owner, 'user_hedy sess_hedy null');
  });

  test('a Clerk that loads later is no change', async () => {
    await world.close();
    world = createWorld({ loaded: false });
    const seen = new Set();
    const List = () => {
      seen.add(ours.useAuthenticatedFetch(world.options));
      return null;
    };
    await world.mount(h(List));
    await world.act(() => world.clerk.load());
    assert.equal(seen.size, 1);
  });
});

describe('a hidden `<Activity>`', { skip: !React.Activity && 'this React has none' }, () => {
  for (const [change, apply] of Object.entries(CHANGES)) {
    test(`${change}: what it shows first when it is visible again is of who is there`, async () => {
      let turn;
      const content = me();
      const Route = () => {
        const [mode, set] = React.useState('visible');
        turn = set;
        return h(React.Activity, { mode }, content);
      };
      await world.mount(h(Route));
      await world.act(() => turn('hidden'));
      await world.act(() => apply(world.clerk));
      world.commits.length = 0;
      await world.act(() => turn('visible'));
      showsWhoIsThere();
    });
  }
});
