// Whose data an SWR cache holds: several owners on one cache, by organization, template, Clerk object or `getToken`.
import assert from 'node:assert/strict';
import { beforeEach, describe } from 'node:test';
import { assertCode, eventually, promise, settled } from './support/suite.mjs';
import { CHANGES, QUIET, SWRConfig, StrictMode, createApi, createElement, createFakeClerk, createScreen, mutate, ownersIn, react, useClerkSWR, useState, useSWRConfig, whoIs } from './support/swr-page.mjs';
import { Hook, act, begin, cacheOf, ends, fresh, getToken, mine, none, page, there, useControl, watchGlobal } from './support/swr-test.mjs';

describe('what was given as a fallback, under a provider that is new for each', () => {
  for (const [where, of] of Object.entries({
    fallbackData: (data) => [{ fallbackData: data }, fresh],
    fallback: (data) => [{}, () => ({ ...fresh(), fallback: { [page.key]: data } })],
  })) {
    promise(where, async () => {
      const [config, providing] = of(mine());
      const show = () => page.screen.mount(createElement(Hook, config), { config: providing() });
      await show();
      await eventually(() => page.screen.last().owners.length);
      await page.screen.unmount();
      await page.clerk.signOut();
      await act(() => page.clerk.signIn('user_bob'));
      await show();
      await eventually(() => page.screen.last().owners[0] === there());
      none();
    });
  }
});

describe('`organizationId` and `template` in `auth`', () => {
  const controls = {};
  const inOrganization = (id) => `user_alice ${page.clerk.session.id} ${id}`;

  for (const [where, config] of [['SWR\'s own cache', undefined], ['a provider', fresh]]) {
    promise(`another organization is another owner, ${where}`, async () => {
      const Switched = () => {
        const organizationId = useControl(controls, 'org', 'org_1');
        return createElement(Hook, { auth: { organizationId }, expected: () => inOrganization(organizationId) });
      };
      await page.screen.mount(createElement(Switched), { config: config?.() });
      await eventually(() => page.screen.last().owners[0] === inOrganization('org_1'));
      controls.org('org_2');
      await eventually(() => page.screen.last().owners[0] === inOrganization('org_2'));
      controls.org('org_1');
      await eventually(() => page.screen.last().owners[0] === inOrganization('org_1'));
      none();
    });
  }

  promise('two components that share a key change together', async () => {
    const Switched = () => {
      const organizationId = useControl(controls, 'org', 'org_1');
      const props = { auth: { organizationId }, expected: () => inOrganization(organizationId) };
      return [createElement(Hook, { key: 1, name: 'one', ...props }), createElement(Hook, { key: 2, name: 'two', ...props })];
    };
    await page.screen.mount(createElement(Switched));
    const both = (id) => eventually(() => ['one', 'two'].every((name) => page.screen.last(name).owners[0] === inOrganization(id)));
    await both('org_1');
    controls.org('org_2');
    await both('org_2');
    none();
    assert.ok(page.screen.frames.every(({ error }) => !error));
    assert.ok(page.api.requests.length <= 4, `${page.api.requests.length} requests`);
  });

  promise('what was fetched for one, while nothing is mounted, is not shown to another', async () => {
    const map = new Map();
    const config = { provider: () => map };
    await page.screen.mount(createElement(Hook, { auth: { organizationId: 'org_1' }, expected: () => inOrganization('org_1') }), { config });
    await eventually(() => page.screen.last().owners.length);
    await page.screen.unmount();
    await page.screen.mount(createElement(Hook, { auth: { organizationId: 'org_2' }, expected: () => inOrganization('org_2'), revalidateIfStale: false }), { config });
    await eventually(() => page.screen.last().owners[0] === inOrganization('org_2'));
    none();
  });

  promise('each on its own key, both are shown, and neither takes the other\'s away', async () => {
    const element = [
      createElement(Hook, { key: 1, name: 'one', at: `${page.key}/1`, auth: { organizationId: 'org_1' }, expected: () => inOrganization('org_1') }),
      createElement(Hook, { key: 2, name: 'two', at: `${page.key}/2`, auth: { organizationId: 'org_2' }, expected: () => inOrganization('org_2') }),
      createElement(Hook, { key: 3, name: 'three', at: `${page.key}/3`, auth: { template: 'hasura' }, expected: () => 'user_alice null null' }),
    ];
    await page.screen.mount(element, { config: fresh() });
    await eventually(() => ['one', 'two', 'three'].every((name) => page.screen.last(name)?.owners.length));
    await settled(40);
    none();
    assert.equal(page.api.requests.length, 3);
  });

  promise('on one key, the second is refused, and shows nothing of the first', async () => {
    const Both = () => {
      const organizationId = useControl(controls, 'org', 'org_2');
      return [
        createElement(Hook, { key: 1, name: 'one', auth: { organizationId: 'org_1' }, expected: () => inOrganization('org_1') }),
        createElement(Hook, { key: 2, name: 'two', auth: { organizationId }, expected: () => inOrganization(organizationId) }),
      ];
    };
    await page.screen.mount(createElement(Both), { config: fresh() });
    await eventually(() => page.screen.last('one').owners.length && page.screen.last('two').error);
    await settled(40);
    none();
    assertCode(page.screen.last('two').error, 'invalid_options', page.key, 'provider');
    assert.equal(page.screen.last('one').owners[0], inOrganization('org_1'));
    const before = page.api.requests.length;
    await settled(60);
    assert.equal(page.api.requests.length, before, 'they do not fetch in turns');
    controls.org('org_1');
    await eventually(() => page.screen.last('two').owners[0] === inOrganization('org_1'));
    assert.equal(page.screen.last('two').error, undefined);
    none();
  });
});

describe('two Clerk objects', () => {
  promise('one after the other on one key: nothing of the first is shown by the second', async () => {
    const other = createFakeClerk({ user: 'user_bob' });
    const otherApi = createApi(other);
    const map = new Map();
    const config = { provider: () => map };
    await page.screen.mount(createElement(Hook, { auth: { clerk: page.clerk } }), { config });
    await page.screen.showsOwn();
    await page.screen.unmount();
    await page.screen.mount(createElement(Hook, { auth: { clerk: other, ...otherApi.options }, expected: () => whoIs(other), revalidateIfStale: false }), { config });
    await page.screen.showsOwn('shown', () => whoIs(other));
    none();
  });

  promise('`auth.clerk`, then the page\'s, with a switch between', async () => {
    const map = new Map();
    const config = { provider: () => map };
    await page.screen.mount(createElement(Hook, { auth: { clerk: page.clerk } }), { config });
    await page.screen.showsOwn();
    await page.screen.unmount();
    page.clerk.signIn('user_bob');
    await page.screen.mount(createElement(Hook, { revalidateIfStale: false }), { config });
    await page.screen.showsOwn();
    none();
  });

  promise('at once on one key: the second is refused', async () => {
    const other = createFakeClerk({ user: 'user_bob' });
    const otherApi = createApi(other);
    const element = [
      createElement(Hook, { key: 1, name: 'one' }),
      createElement(Hook, { key: 2, name: 'two', auth: { clerk: other, ...otherApi.options }, expected: () => whoIs(other) }),
    ];
    await page.screen.mount(element, { config: fresh() });
    await eventually(() => page.screen.last('two').error && page.screen.last('one').owners.length);
    await settled(40);
    none();
    assertCode(page.screen.last('two').error, 'invalid_options');
  });
});

describe('`getToken` alone: the call that tells of a change', () => {
  for (const [change, steps] of Object.entries({ 'another user': CHANGES['another user'], 'another session': CHANGES['another session of the same user'], 'another organization': CHANGES['another organization'] })) {
    for (const keys of [1, 2]) {
      promise(`${change}, ${keys} on screen: each is sent once`, async () => {
        delete globalThis.Clerk;
        const auth = { getToken };
        const names = ['shown', 'other'].slice(0, keys);
        await page.screen.mount(names.map((name) => createElement(Hook, { key: name, name, at: `${page.key}/${name}`, auth })));
        for (const name of names) await page.screen.showsOwn(name);
        const before = page.api.requests.length;
        await act(steps);
        for (const name of names) mutate(`${page.key}/${name}`);
        for (const name of names) await page.screen.showsOwn(name);
        await settled();
        assert.equal(page.api.requests.length - before, keys);
        none();
      });
    }
  }

  promise('a call that fails is of who is there', async () => {
    delete globalThis.Clerk;
    await page.screen.mount(createElement(Hook, { auth: { getToken }, shouldRetryOnError: false }));
    await page.screen.showsOwn();
    const gate = page.api.hold({ failing: true });
    page.clerk.signIn('user_bob');
    mutate(page.key);
    await gate.held(1);
    await gate.open();
    await eventually(() => page.screen.last().error);
    assert.equal(page.screen.last().data, undefined);
    assert.equal(page.screen.last().error.code, 'http');
  });
});

describe('`getToken` alone', () => {
  beforeEach(() => {
    delete globalThis.Clerk;
  });

  promise('another user while mounted is seen with the next call, and nothing of the former is left', async () => {
    const config = fresh();
    const seen = {};
    const Grab = () => {
      Object.assign(seen, useSWRConfig());
      return null;
    };
    let known = there();
    const element = [createElement(Hook, { key: 1, auth: { getToken }, expected: () => known }), createElement(Grab, { key: 2 })];
    await page.screen.mount(element, { config });
    await page.screen.showsOwn();
    await seen.mutate(`${page.key}/other`, mine(), false);
    page.clerk.signIn('user_bob');
    const gate = page.api.hold();
    const pending = seen.mutate(page.key);
    await gate.held(1);
    known = there(); // the token has told
    await eventually(() => page.screen.last().owners.length === 0);
    await gate.open();
    await pending;
    await page.screen.showsOwn();
    assert.deepEqual(ownersIn(cacheOf(seen)), [there()]);
    none();
  });

  for (const [change, change1] of Object.entries(CHANGES).filter(([name]) => !name.startsWith('sign-out'))) {
    promise(`${change}, unmounted: nothing is shown before the token says whose it is`, async () => {
      const map = new Map();
      const config = { provider: () => map };
      const element = createElement(Hook, { auth: { getToken }, revalidateIfStale: false });
      await page.screen.mount(element, { config });
      await page.screen.showsOwn();
      await page.screen.unmount();
      await change1(page.clerk);
      await page.screen.mount(element, { config });
      await page.screen.showsOwn();
      none();
    });
  }

  promise('of the same user what is there is shown again, without a request', async () => {
    const map = new Map();
    const config = { provider: () => map };
    const element = createElement(Hook, { auth: { getToken }, revalidateIfStale: false });
    await page.screen.mount(element, { config });
    await page.screen.showsOwn();
    await page.screen.unmount();
    const before = page.api.requests.length;
    page.screen.frames.length = 0;
    await page.screen.mount(element, { config });
    await page.screen.showsOwn();
    assert.equal(page.api.requests.length, before);
  });

  promise('written inline in two components of one key, it is one owner', async () => {
    const Inline = ({ name }) => createElement(Hook, { name, auth: { getToken: (options) => page.clerk.session.getToken(options) } });
    await page.screen.mount([createElement(Inline, { key: 1, name: 'one' }), createElement(Inline, { key: 2, name: 'two' })], { config: fresh() });
    await page.screen.showsOwn('one');
    await page.screen.showsOwn('two');
    await settled(40);
    assert.ok(page.screen.frames.every(({ error }) => !error), 'no error');
    none();
  });

  for (const [where, between] of [['in the place of the one before', false], ['after the one before', true]]) {
    promise(`after a sign-in, a hook that mounts ${where} asks again`, async () => {
      delete globalThis.Clerk;
      const controls = {};
      const Mounts = () => {
        const key = useControl(controls, 'key', 1);
        return key ? createElement(Hook, { key, auth: { getToken } }) : null;
      };
      await page.clerk.signOut();
      await page.screen.mount(createElement(Mounts), { config: fresh() });
      await eventually(() => page.screen.last().error?.code === 'signed_out');
      page.clerk.signIn('user_alice');
      if (between) controls.key(0);
      await settled();
      controls.key(2);
      await page.screen.showsOwn();
      assert.equal(page.screen.last().error, undefined);
    });
  }

  const INLINE = {
    'alone': () => ({ getToken: (options) => page.clerk.session.getToken(options) }),
    'with a template': () => ({ getToken: (options) => page.clerk.session.getToken(options), template: 'hasura' }),
    'with an organization': () => ({ getToken: (options) => page.clerk.session.getToken(options), organizationId: 'org_1' }),
    'with the Clerk object': () => ({ getToken: (options) => page.clerk.session.getToken(options), clerk: page.clerk }),
  };
  for (const [what, auth] of Object.entries(INLINE)) {
    for (const [where, wrap] of [['', (element) => element], [', in StrictMode', (element) => createElement(StrictMode, null, element)]]) {
      for (const withClerk of [true, false]) {
        promise(`written inline ${what}${where}, ${withClerk ? 'beside' : 'without'} a Clerk object: one request, shown at once, whatever renders`, async () => {
          if (!withClerk) delete globalThis.Clerk;
          const controls = {};
          const Inline = () => {
            useControl(controls, 'again', 0);
            const { data, isLoading } = useClerkSWR(page.key, { auth: { ...page.api.options, ...auth() }, ...QUIET });
            controls.shown = { user: data?.userId, isLoading };
            return null;
          };
          const gate = page.api.hold();
          await page.screen.mount(wrap(createElement(Inline)), { config: fresh() });
          await gate.held(1);
          await settled(20);
          await gate.open();
          await eventually(() => controls.shown.user);
          await settled();
          assert.deepEqual(controls.shown, { user: 'user_alice', isLoading: false });
          for (const again of [1, 2, 3]) {
            controls.again(again);
            await settled();
            assert.deepEqual(controls.shown, { user: 'user_alice', isLoading: false });
          }
          assert.equal(page.api.requests.length, 1);
        });
      }
    }
  }

  promise('that was the same for some renders and is another\'s then shows nothing of the first', async () => {
    delete globalThis.Clerk;
    const other = createFakeClerk({ user: 'user_bob' });
    const controls = {};
    const Switched = () => {
      const of = useControl(controls, 'of', page.clerk);
      const [alice] = useState(() => () => page.clerk.session.getToken());
      const [bob] = useState(() => () => other.session.getToken());
      return createElement(Hook, { auth: { getToken: of === other ? bob : alice, fetch: page.api.fetch }, expected: () => whoIs(of) });
    };
    page.clerk.verify = ((verify) => (header) => (other.verify(header).ok ? other : { verify }).verify(header))(page.clerk.verify);
    await page.screen.mount(createElement(Switched), { config: fresh() });
    await page.screen.showsOwn();
    controls.of(other);
    await page.screen.showsOwn('shown', () => whoIs(other));
    none();
  });

  promise('that is opaque: data is shown', async () => {
    const options = { getToken: async () => 'opaque', fetch: async () => Response.json({ fine: true }) };
    await page.screen.mount(createElement(Hook, { auth: options }), { config: fresh() });
    await eventually(() => page.screen.last().data?.fine);
  });
});

describe('two who watch one cache for one Clerk object', () => {
  for (const [change, change1] of Object.entries(CHANGES)) {
    for (const [who, auth] of [['a passed `clerk`', () => ({ clerk: page.clerk })], ['a `getToken`', () => ({ getToken })]]) {
      promise(`${change}, ${who}: the hook fetches at once, and no error comes between`, async () => {
        watchGlobal();
        const another = createElement(Hook, { key: 2, name: 'another', at: `${page.key}/another` });
        await page.screen.mount([createElement(Hook, { key: 1, auth: auth() }), another]);
        await page.screen.showsOwn();
        await page.screen.showsOwn('another');
        await act(change1);
        await ends();
        if (there()) await page.screen.showsOwn('another');
        assert.deepEqual(page.screen.frames.flatMap(({ error }) => error ?? []), []);
      });
    }
  }
});

describe('another object in place of `globalThis.Clerk`, under a mounted hook', () => {
  promise('with the next render, its user\'s data', async () => {
    await page.screen.mount(createElement(Hook));
    await page.screen.showsOwn();
    begin(createFakeClerk({ user: 'user_bob' }));
    page.screen.again();
    await settled();
    await ends();
    await act((clerk) => clerk.signOut());
    await ends();
  });
});

promise('no object in place of `globalThis.Clerk` any more: a `getToken` fetches', async () => {
  await page.screen.mount(createElement(Hook));
  await page.screen.showsOwn();
  await page.screen.unmount();
  delete globalThis.Clerk;
  await page.screen.mount(createElement(Hook, { at: `${page.key}/another`, auth: { getToken } }));
  await ends();
});

describe('a `getToken` alone, and what `mutate(key, value)` put there before the first hook of the key', () => {
  const Quiet = () => createElement(Hook, { auth: { getToken: (options) => getToken(options) }, revalidateIfStale: false });
  for (const [change, change1] of Object.entries(CHANGES)) {
    for (const seen of [false, true]) {
      promise(`${change}, ${seen ? 'after' : 'without'} a hook of another key: shown to nobody else`, async () => {
        delete globalThis.Clerk;
        if (seen) {
          await page.screen.mount(createElement(Hook, { at: `${page.key}/another`, auth: { getToken } }));
          await page.screen.unmount();
        }
        await mutate(page.key, mine(), { revalidate: false });
        await change1(page.clerk);
        page.screen.wrong.length = 0;
        await page.screen.mount(createElement(Quiet));
        await ends();
      });
    }
  }
});

describe('a hidden `<Activity>`', { skip: !react.Activity && 'this React has none' }, () => {
  const controls = {};
  for (const [source, auth, config] of [['Clerk', () => {}], ['Clerk, a provider', () => {}, fresh], ['a `getToken` alone', () => ({ getToken })]]) {
    for (const [change, change1] of Object.entries(CHANGES)) {
      promise(`${change}, ${source}: what it shows first when it is visible again is of who is there`, async () => {
        const hook = createElement(Hook, { key: 1, auth: auth() });
        const content = config ? createElement(SWRConfig, { value: config() }, hook) : hook;
        const Route = () => createElement(react.Activity, { mode: useControl(controls, 'mode', 'visible') }, content);
        if (auth()) delete globalThis.Clerk;
        await page.screen.mount(createElement(Route));
        await page.screen.showsOwn();
        controls.mode('hidden');
        await settled();
        await act(change1);
        if (auth()) await call();
        page.screen.wrong.length = 0;
        controls.mode('visible');
        await settled();
        await ends();
      });
    }
  }

  /** A call tells of the change. */
  const call = async () => {
    const screen = createScreen(there);
    const Other = () => void screen.useFrame('other', useClerkSWR(`${page.key}/other`, { auth: { ...page.api.options, getToken }, ...QUIET }));
    await screen.mount(createElement(Other));
    await settled();
    await screen.unmount();
  };
});
