// Several owners on one key of SWR's own hooks: another organization, template, Clerk object or `getToken` of their fetchers. Each
// commit shows a hook its own data, or nothing.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe } from 'node:test';
import { assertCode, eventually, promise, settled } from './support/suite.mjs';
import { SWRConfig, StrictMode, Suspense, clerkSWRFetcher, createApi, createElement, createFakeClerk, mutate, preload, react, useSWR, useSWRImmutable, useSWRInfinite, useSWRMutation, useSWRSubscription, whoIs } from './support/swr-page.mjs';
import { Clearing, Hook, act, fresh, laggy, page, there, useControl, watchGlobal } from './support/swr-test.mjs';

const h = createElement;
const infinite = (key, fetcher, config) => useSWRInfinite((index) => [key, { index }], fetcher, { initialSize: 2, revalidateFirstPage: false, ...config });
const parallel = (key, fetcher, config) => infinite(key, fetcher, { parallel: true, ...config });
const text = (key, fetcher, config) => {
  const response = useSWR(key, fetcher, config);
  return { data: response.data && JSON.parse(response.data), error: response.error, isLoading: response.isLoading };
};

/** What tells two owners apart: their options, and whom the data names. */
let other;
let tokens;
const inOrganization = (id) => ({ options: { organizationId: id }, owner: () => `user_alice ${page.clerk.session.id} ${id}` });
const KINDS = {
  organizationId: () => [inOrganization('org_1'), inOrganization('org_2')],
  template: () => [
    { options: { template: 'one' }, owner: () => 'user_alice null null', aud: 'one' },
    { options: { template: 'two' }, owner: () => 'user_alice null null', aud: 'two' },
  ],
  'a template, and none': () => [
    { options: {}, owner: there },
    { options: { template: 'two' }, owner: () => 'user_alice null null' },
  ],
  clerk: () => [
    { options: { clerk: page.clerk }, owner: there },
    { options: { clerk: other, fetch: createApi(other).fetch }, owner: () => whoIs(other) },
  ],
  getToken: () => [
    { options: { getToken: tokens.one }, owner: there },
    { options: { getToken: tokens.two, fetch: createApi(other).fetch }, owner: () => whoIs(other) },
  ],
  'getToken, no Clerk': () => {
    delete globalThis.Clerk;
    return KINDS.getToken();
  },
};

beforeEach(() => {
  other = createFakeClerk({ user: 'user_cat' });
  const [{ clerk }, cat] = [page, other];
  tokens = { one: () => clerk.session.getToken(), two: () => cat.session.getToken() };
});

const HOOKS = { useSWR, useSWRImmutable, useSWRInfinite: infinite, 'useSWRInfinite, parallel': parallel, 'useSWR of text': text };
const CACHES = { "SWR's own cache": undefined, 'a provider': fresh };

/** Shows the data of `who`, by a fetcher that is made once for them. */
const Shown = ({ name = 'shown', who, use = useSWR, ...config }) => {
  const make = () => clerkSWRFetcher({ ...page.api.options, ...who.options, ...(use === text && { parseAs: 'text' }) });
  const made = react.useMemo(make, [who]);
  const response = use(page.key, made, { dedupingInterval: 0, revalidateOnFocus: false, loadingTimeout: 0, shouldRetryOnError: false, ...config });
  page.screen.useFrame(name, response, who.owner);
  page.shown[name] = response;
  return null;
};
beforeEach(() => (page.shown = {}));

const owned = (who, name = 'shown') =>
  eventually(() => {
    const { data, owners } = page.screen.last(name) ?? {};
    return owners?.length === 1 && owners[0] === who.owner() && (!who.aud || JSON.stringify(data).includes(who.aud));
  });
/** No commit showed another's data. Those of two templates have the same owner, and another audience. */
const none = () => assert.deepEqual(page.screen.wrong, []);

const quiet = async () => {
  const { length } = page.api.requests;
  await settled(80);
  assert.equal(page.api.requests.length, length, 'no request goes on');
};

for (const [kind, make] of Object.entries(KINDS)) {
  for (const [name, use] of Object.entries(HOOKS)) {
    for (const [cache, config] of Object.entries(CACHES)) {
      describe(`${kind}, ${name}, ${cache}`, () => {
        const controls = {};
        const inTree = async (element) => {
          if (!config) watchGlobal();
          await page.screen.mount(config ? h(Clearing, null, element) : element, { config: config?.() });
        };

        for (const strict of [false, true]) {
          promise(`another one in the same component${strict ? ', StrictMode' : ''}, and back`, async () => {
            const [one, two] = make();
            const Switched = () => h(Shown, { who: useControl(controls, 'who', one), use });
            await inTree(strict ? h(StrictMode, null, h(Switched)) : h(Switched));
            await owned(one);
            for (const who of [two, one, two]) {
              controls.who(who);
              await owned(who);
            }
            none();
            assert.ok(page.screen.frames.every(({ error }) => !error));
            await quiet();
          });
        }

        promise('one after the other', async () => {
          const [one, two] = make();
          const Mounts = () => {
            const who = useControl(controls, 'who', one);
            return who && h(Shown, { key: who === one ? 1 : 2, who, use, revalidateIfStale: false });
          };
          await inTree(h(Mounts));
          await owned(one);
          controls.who(two);
          await owned(two);
          controls.who(undefined);
          await settled();
          controls.who(one);
          await owned(one);
          none();
          assert.ok(page.screen.frames.every(({ error }) => !error));
        });

        promise('in two components that change together', async () => {
          const [one, two] = make();
          const Switched = () => {
            const who = useControl(controls, 'who', one);
            return [h(Shown, { key: 1, who, use }), h(Shown, { key: 2, name: 'second', who, use })];
          };
          await inTree(h(Switched));
          for (const who of [one, two]) {
            controls.who(who);
            await owned(who);
            await owned(who, 'second');
          }
          none();
          assert.ok(page.screen.frames.every(({ error }) => !error));
          await quiet();
        });

        promise('at once: the second is refused until the first is gone', async () => {
          const [one, two] = make();
          const Both = () => [useControl(controls, 'first', true) && h(Shown, { key: 1, name: 'first', who: one, use }), useControl(controls, 'second', false) && h(Shown, { key: 2, who: two, use })];
          await inTree(h(Both));
          await owned(one, 'first');
          controls.second(true);
          await eventually(() => page.screen.last()?.error);
          assertCode(page.screen.last().error, 'invalid_options', page.key, 'into the key', 'provider');
          assert.equal(page.screen.last().isLoading, false);
          await quiet();
          await page.shown.shown.mutate?.();
          await page.shown.shown.setSize?.(3);
          await settled(20);
          assert.deepEqual(page.screen.last().owners, []);
          await owned(one, 'first');
          controls.first(false);
          await owned(two);
          assert.equal(page.screen.last().error, undefined);
          none();
        });

        promise('both from the start: one is refused', async () => {
          const [one, two] = make();
          await inTree([h(Shown, { key: 1, name: 'first', who: one, use }), h(Shown, { key: 2, who: two, use })]);
          await eventually(() => ['first', 'shown'].some((name) => page.screen.last(name).error) && ['first', 'shown'].some((name) => page.screen.last(name).owners.length));
          await quiet();
          none();
        });
      });
    }
  }
}

const inTree = async (element, config) => {
  if (!config) watchGlobal();
  await page.screen.mount(config ? h(Clearing, null, element) : element, { config: config?.() });
};

for (const [kind, make] of Object.entries(KINDS)) {
  describe(`${kind}: what else brings another's data`, () => {
    const controls = {};
    const fetcherOf = (who) => clerkSWRFetcher({ ...page.api.options, ...who.options });

    const BRINGS = {
      'mutate(key, promise)': (who) => mutate(page.key, fetcherOf(who)(page.key), { revalidate: false }),
      'mutate(key, value)': async (who) => mutate(page.key, await fetcherOf(who)(page.key), { revalidate: false }),
      'mutate(key, function, optimisticData)': async (who) => {
        const optimisticData = await fetcherOf(who)(page.key);
        return mutate(page.key, () => fetcherOf(who)(page.key), { optimisticData, populateCache: false });
      },
    };
    for (const [what, bring] of Object.entries(BRINGS)) {
      promise(`${what} beside a mounted hook: it is fetched again`, async () => {
        const [one, two] = make();
        await inTree(h(Shown, { who: one }));
        await owned(one);
        await bring(two);
        await settled(20);
        await owned(one);
        none();
        await quiet();
      });

      promise(`${what} before a hook mounts`, async () => {
        const [one, two] = make();
        watchGlobal();
        await bring(two);
        await inTree(h(Shown, { who: one, revalidateIfStale: false }));
        await owned(one);
        none();
      });
    }

    promise('preload', async () => {
      const [one, two] = make();
      preload(page.key, fetcherOf(two));
      await inTree(h(Shown, { who: one, revalidateIfStale: false }));
      await owned(one);
      none();
    });

    promise('fallback', async () => {
      const [one, two] = make();
      const data = await fetcherOf(two)(page.key);
      const gate = page.api.hold();
      await inTree(h(Shown, { who: one }), () => ({ ...fresh(), fallback: { [page.key]: data } }));
      await settled(10);
      await gate.open();
      await owned(one);
      none();
    });

    // SWR 2.0 calls the fetcher of the first render, and gives a mutation what the cache has after it.
    const isOld = !useSWRSubscription;
    for (const populates of isOld ? [false] : [false, true]) {
      promise(`useSWRMutation, populateCache: ${populates}`, async () => {
        const [one, two] = make();
        const Mutating = () => {
          const who = useControl(controls, 'who', two);
          const { data, trigger } = useSWRMutation(page.key, react.useMemo(() => fetcherOf(who), [who]));
          controls.trigger = trigger;
          page.screen.useFrame('mutation', { data }, who.owner);
          return null;
        };
        await inTree([h(Shown, { key: 1, who: one }), h(Mutating, { key: 2 })]);
        await owned(one);
        await controls.trigger({ title: 'Milk' }, { populateCache: populates });
        await settled(20);
        await owned(one);
        await owned(two, 'mutation');
        controls.who(one);
        await eventually(() => page.screen.last('mutation').owners.length === 0);
        await controls.trigger({ title: 'Milk' });
        if (!isOld) await owned(one, 'mutation');
        none();
        await quiet();
      });
    }

    for (const [what, config] of Object.entries({ keepPreviousData: { keepPreviousData: true }, 'a middleware that keeps data': { use: [laggy] } })) {
      promise(`${what}, and the owner in the key`, async () => {
        const pair = make();
        const Keyed = () => {
          const index = useControl(controls, 'index', 0);
          const fetcher = react.useMemo(() => fetcherOf(pair[index]), [index]);
          page.screen.useFrame('shown', useSWR([page.key, index], fetcher, config), pair[index].owner);
          return null;
        };
        await inTree(h(Keyed));
        await owned(pair[0]);
        for (const index of [1, 0, 1]) {
          controls.index(index);
          await owned(pair[index]);
        }
        none();
      });
    }

    promise('the API refuses the second: its error is shown, and no request goes on', async () => {
      const [one, two] = make();
      const Switched = () => h(Shown, { who: useControl(controls, 'who', one) });
      await inTree(h(Switched));
      await owned(one);
      const refused = { ...two, options: { ...two.options, fetch: async () => Response.json({}, { status: 403 }) } };
      controls.who(refused);
      await eventually(() => page.screen.last().error);
      assertCode(page.screen.last().error, 'http');
      await quiet();
      controls.who(one);
      await owned(one);
      assert.equal(page.screen.last().error, undefined);
      none();
    });

    promise('within the deduping interval, while the first is on its way, and while both poll', async () => {
      const [one, two] = make();
      const Switched = () => h(Shown, { who: useControl(controls, 'who', one), dedupingInterval: 2000, refreshInterval: 15 });
      const gate = page.api.hold();
      await inTree(h(Switched));
      await settled();
      controls.who(two);
      await settled();
      await gate.open();
      await owned(two);
      none();
      assert.ok(page.screen.frames.every(({ error }) => !error));
    });

    for (const [what, change] of Object.entries({ 'a transition': (act) => react.startTransition(act), 'a deferred value': (act) => act() })) {
      promise(what, async () => {
        const [one, two] = make();
        const Switched = () => {
          const who = useControl(controls, 'who', one);
          const deferred = react.useDeferredValue(who);
          return h(Shown, { who: what === 'a transition' ? who : deferred });
        };
        await inTree(h(Switched));
        await owned(one);
        for (const who of [two, one]) {
          change(() => controls.who(who));
          await owned(who);
        }
        none();
        await quiet();
      });
    }

    for (const [cache, config] of Object.entries(CACHES)) {
      promise(`suspense, ${cache}`, async () => {
        const [one, two] = make();
        const Switched = () => {
          const who = useControl(controls, 'who', one);
          return h(Suspense, { fallback: null }, h(Shown, { who, suspense: true, key: useControl(controls, 'key', 1) }));
        };
        await inTree(h(Switched), config);
        await owned(one);
        for (const [who, key] of [[two, 1], [one, 1], [two, 2], [one, 3]]) {
          controls.key(key);
          controls.who(who);
          await owned(who);
          assert.equal(page.screen.thrown, undefined);
        }
        none();
        // React 18 reveals half a second later, and SWR then fetches once more.
        await settled(700);
        await quiet();
      });

      promise(`suspense, two at once, ${cache}: the second is refused`, async (t) => {
        t.mock.method(console, 'error', () => {});
        const [one, two] = make();
        const Both = () => [h(Shown, { key: 1, name: 'first', who: one }), useControl(controls, 'second', false) && h(Suspense, { key: 2, fallback: null }, h(Shown, { who: two, suspense: true }))];
        await inTree(h(Both), config);
        await owned(one, 'first');
        controls.second(true);
        await eventually(() => page.screen.thrown);
        assertCode(page.screen.thrown, 'invalid_options', 'into the key');
        none();
      });
    }

    promise('a hook of this package beside one of SWR', async () => {
      const [one, two] = make();
      const Own = ({ who }) => h(Hook, { name: 'own', auth: who.options, expected: who.owner });
      const Both = () => [
        useControl(controls, 'plain', true) && h(Shown, { key: 1, who: one }),
        useControl(controls, 'own', undefined) && h(Own, { key: 2, who: controls.of }),
      ];
      await inTree(h(Both), fresh);
      await owned(one);
      controls.of = two;
      controls.own(1);
      await eventually(() => page.screen.last('own')?.error);
      assertCode(page.screen.last('own').error, 'invalid_options', 'into the key');
      await quiet();
      await owned(one);
      controls.plain(false);
      await owned(two, 'own');
      controls.plain(true);
      await eventually(() => page.screen.last().error);
      assertCode(page.screen.last().error, 'invalid_options', 'into the key');
      await quiet();
      await owned(two, 'own');
      controls.own(undefined);
      await owned(one);
      none();
    });
  });
}

describe('a `getToken` of the one who is there', () => {
  const controls = {};
  const get = () => page.clerk.session.getToken();
  for (const withClerk of [true, false]) {
    for (const [how, wrap] of [['', (element) => element], [', StrictMode', (element) => h(StrictMode, null, element)]]) {
      promise(`written inline${withClerk ? '' : ', no Clerk'}${how}: shown at once, by one request, whatever renders`, async () => {
        if (!withClerk) delete globalThis.Clerk;
        const who = { options: {}, owner: there };
        const Inline = () => {
          useControl(controls, 'again', 0);
          page.screen.useFrame('shown', useSWR(page.key, clerkSWRFetcher({ ...page.api.options, getToken: () => get() })), there);
          return null;
        };
        await inTree(wrap(h(Inline)), fresh);
        await owned(who);
        await settled(20);
        const from = page.screen.frames.length;
        for (const again of [1, 2, 3]) {
          controls.again(again);
          await settled();
        }
        assert.ok(page.screen.frames.slice(from).every(({ owners, error, isLoading }) => owners.length && !error && !isLoading));
        assert.equal(page.api.requests.length, 1);
      });

      promise(`another function in each of three components${withClerk ? '' : ', no Clerk'}${how}: no error, and all show it`, async () => {
        if (!withClerk) delete globalThis.Clerk;
        const names = ['one', 'two', 'three'];
        const whose = names.map((name) => ({ name, who: { options: { getToken: () => get() }, owner: there } }));
        const Three = () => whose.slice(0, useControl(controls, 'count', 1)).map(({ name, who }) => h(Shown, { key: name, name, who, dedupingInterval: 2000 }));
        await inTree(wrap(h(Three)), fresh);
        for (const count of [1, 2, 3]) {
          controls.count(count);
          for (const name of names.slice(0, count)) await owned({ owner: there }, name);
        }
        assert.ok(page.screen.frames.every(({ error }) => !error));
        await quiet();
      });
    }
  }

  promise('another user comes while three show it, no Clerk: each call tells, and none is refused', async () => {
    delete globalThis.Clerk;
    const names = ['one', 'two', 'three'];
    const whose = names.map((name) => ({ name, who: { options: { getToken: () => get() }, owner: there } }));
    await inTree(whose.map(({ name, who }) => h(Shown, { key: name, name, who })), fresh);
    for (const name of names) await owned({ owner: there }, name);
    await act((clerk) => clerk.signIn('user_bob'));
    void page.shown.two.mutate();
    for (const name of names) await owned({ owner: there }, name);
    await settled(50);
    assert.ok(page.screen.frames.every(({ error }) => !error));
    await quiet();
  });
});

describe('the fetcher of an `<SWRConfig>`', () => {
  promise('changes its organization: hooks under it fetch again', async () => {
    const controls = {};
    const Plain = () => {
      page.screen.useFrame('shown', useSWR(page.key), () => `user_alice ${page.clerk.session.id} ${controls.shows}`);
      return null;
    };
    const map = new Map();
    const Tree = () => {
      const organizationId = useControl(controls, 'org', 'org_1');
      controls.shows = organizationId;
      const fetcher = react.useMemo(() => clerkSWRFetcher({ ...page.api.options, organizationId }), [organizationId]);
      return h(SWRConfig, { value: () => ({ provider: () => map, fetcher }) }, h(Clearing, null, h(Plain)));
    };
    await page.screen.mount(h(Tree));
    for (const org of ['org_1', 'org_2', 'org_1']) {
      controls.org(org);
      await eventually(() => page.screen.last().owners[0]?.endsWith(org));
    }
    none();
  });
});

promise('an `<SWRConfig>` with a `use` of its own, beside clearOnIdentityChange: another organization is fetched', async () => {
  const controls = {};
  const [one, two] = KINDS.organizationId();
  const use = [laggy];
  const Switched = () => h(Shown, { who: useControl(controls, 'who', one) });
  await inTree(h(Switched), () => ({ ...fresh(), use }));
  await owned(one);
  controls.who(two);
  await owned(two);
  none();
});
