// Several owners on one key of SWR's own hooks: another organization, template, Clerk object or `getToken` of their fetchers. Each
// commit shows a hook its own data, or nothing.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe } from 'node:test';
import { assertCode, eventually, promise, settled } from './support/suite.mjs';
import { SWRConfig, StrictMode, clerkSWRFetcher, createApi, createElement, createFakeClerk, mutate, react, useSWR, useSWRImmutable, useSWRInfinite, useSWRMutation, whoIs } from './support/swr-page.mjs';
import { Clearing, Hook, act, fresh, page, there, useControl, watchGlobal } from './support/swr-test.mjs';

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
const Shown = ({ name = 'shown', who, use = useSWR, inline, ...config }) => {
  const make = () => clerkSWRFetcher({ ...page.api.options, ...who.options, ...(use === text && { parseAs: 'text' }) });
  const made = react.useMemo(make, [who]);
  const response = use(page.key, inline ? make() : made, { dedupingInterval: 0, revalidateOnFocus: false, loadingTimeout: 0, shouldRetryOnError: false, ...config });
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
