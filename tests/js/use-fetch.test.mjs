// `useFetch` is another function for another user, also where only its tokens tell who is there, and gives nobody another's answer.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertCode, caught, eventually, promise, settled } from './support/suite.mjs';
import { CHANGES, createElement, ownersIn, useEffect, useState } from './support/swr-page.mjs';
import { act, getToken, page, there } from './support/swr-test.mjs';

const { ClerkFetchProvider, useFetch } = await import('clerk-fetch/react');

const SOURCES = {
  'Clerk': () => ({}),
  'a `clerk` that is passed': () => {
    delete globalThis.Clerk;
    return { clerk: page.clerk };
  },
  'a `getToken` alone': () => {
    delete globalThis.Clerk;
    return { getToken: (options) => getToken(options) };
  },
  'a `getToken` written inline': () => {
    delete globalThis.Clerk;
    return { get getToken() { return (options) => getToken(options); } };
  },
};

/** As documented: an effect that depends on the function. `call` is the function of the last render. */
const List = ({ options, calls, at = page.key }) => {
  const fetchJson = useFetch({ ...page.api.options, ...options });
  calls.add(fetchJson);
  calls.last = fetchJson;
  const [data, setData] = useState();
  useEffect(() => {
    setData(undefined);
    fetchJson(at).then(setData, (error) => calls.errors.push(error.code));
  }, [fetchJson, at]);
  page.screen.useFrame('shown', { data }, () => calls.known ?? there());
  return null;
};

const begin = async (source) => {
  const calls = Object.assign(new Set(), { errors: [] });
  const options = SOURCES[source]();
  await page.screen.mount(createElement(List, { options, calls }));
  await page.screen.showsOwn();
  await settled();
  assert.equal(calls.size, 1);
  return calls;
};

const isTold = (source) => !source.includes('getToken');

for (const source of Object.keys(SOURCES)) {
  describe(source, () => {
    for (const [change, change1] of Object.entries(CHANGES)) {
      promise(`${change}: a new function, when it is noticed, and the effect runs again`, async () => {
        const calls = await begin(source);
        const before = there();
        calls.known = isTold(source) ? undefined : before;
        await act(change1);
        if (!isTold(source)) {
          assert.equal(calls.size, 1);
          const gate = page.api.hold();
          const pending = calls.last('/any').catch(({ code }) => code);
          if (there()) await gate.held(1);
          calls.known = undefined; // the token has told
          await eventually(() => calls.size > 1);
          await eventually(() => page.screen.last().owners.length === 0);
          await gate.open();
          await pending;
        }
        assert.ok(calls.size > 1);
        if (there()) await page.screen.showsOwn();
        else await page.screen.showsNothing();
        const { size } = calls;
        await settled(30);
        assert.equal(calls.size, size, 'and then stays');
      });

      promise(`${change}: an answer in flight rejects`, async () => {
        const calls = await begin(source);
        for (const failing of [false, true]) {
          await act(() => page.clerk.signIn('user_alice'));
          await calls.last('/any');
          await settled();
          const gate = page.api.hold({ failing });
          const pending = caught(calls.last('/late'));
          await gate.held(1);
          gate.pass();
          await act(change1);
          if (!isTold(source)) await calls.last('/any').catch(() => {});
          await gate.open();
          assertCode(await pending, 'identity_changed');
        }
      });
    }

    promise('one that was kept acts for who is there now', async () => {
      const calls = await begin(source);
      const [first] = calls;
      await act((clerk) => clerk.signIn('user_bob'));
      await first('/any');
      assert.deepEqual(ownersIn(await first('/any')), [there()]);
    });
  });
}

promise('two components with one `getToken` change together, by whichever calls', async () => {
  delete globalThis.Clerk;
  const one = Object.assign(new Set(), { errors: [] });
  const two = Object.assign(new Set(), { errors: [] });
  const lists = [one, two].map((calls, key) => createElement(List, { key, calls, at: `${page.key}/${key}` }));
  const options = { getToken: (options) => getToken(options) };
  await page.screen.mount(createElement(ClerkFetchProvider, { options }, lists));
  await page.screen.showsOwn();
  await settled();
  await act((clerk) => clerk.signIn('user_bob'));
  await one.last('/any');
  await eventually(() => one.size === 2 && two.size === 2);
  await page.screen.showsOwn();
});

promise('two organizations of one `getToken` are not a change', async () => {
  delete globalThis.Clerk;
  const calls = ['org_1', 'org_2'].map((organizationId) => Object.assign(new Set(), { errors: [], organizationId }));
  const lists = calls.map((each, key) => createElement(List, { key, calls: each, options: { getToken, organizationId: each.organizationId } }));
  await page.screen.mount(lists);
  await eventually(() => page.api.requests.length >= 2);
  await settled(30);
  assert.deepEqual(calls.map(({ size }) => size), [1, 1]);
  assert.equal(page.api.requests.length, 2);
});

promise('an abort passes untouched, also after a change', async () => {
  const calls = await begin('Clerk');
  const gate = page.api.hold();
  const controller = new AbortController();
  const pending = caught(calls.last('/late', { signal: controller.signal }));
  await gate.held(1);
  await act((clerk) => clerk.signIn('user_bob'));
  controller.abort('mine');
  assert.equal(await pending, 'mine');
  await gate.open();
});
