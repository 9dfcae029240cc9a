// A `getToken` of another system beside a Clerk object that has nobody: the hook fetches with its own token. Where that token is
// Clerk's, a signed-out Clerk stays signed out.
import assert from 'node:assert/strict';
import { beforeEach, describe } from 'node:test';
import { eventually, promise, settled } from './support/suite.mjs';
import { CHANGES, StrictMode, createApi, createElement, createFakeClerk, whoIs } from './support/swr-page.mjs';
import { Hook, act, begin, fresh, getToken, none, page, useControl } from './support/swr-test.mjs';

const h = createElement;

/** The other system, which signs its own tokens. */
let other;
let api;
beforeEach(() => {
  other = createFakeClerk({ user: 'user_cat' });
  api = createApi(other);
});
const theirs = () => whoIs(other);
const token = () => (other.session ? other.session.getToken() : Promise.resolve(null));
const Theirs = (props) => h(Hook, { auth: { ...api.options, getToken: token, ...props.auth }, expected: theirs, ...props.config });

const NOBODY = {
  'signed out': () => begin(createFakeClerk()),
  'degraded, and knows of no session': () => begin(Object.assign(createFakeClerk(), { status: 'degraded' })),
};

for (const [state, leave] of Object.entries(NOBODY)) {
  describe(`Clerk is ${state}`, () => {
    beforeEach(leave);
    const WRAPS = { '': (element) => element, ', StrictMode': (element) => h(StrictMode, null, element) };
    for (const [how, wrap] of Object.entries(WRAPS)) {
      const KINDS = {
        'made once': () => h(Theirs),
        'written inline': () => h(() => h(Theirs, { auth: { getToken: () => token() } })),
        'with a template': () => h(Hook, { auth: { ...api.options, getToken: (options) => other.session.getToken(options), template: 'x' }, expected: () => 'user_cat null null' }),
        'beside a `clerk` that is passed': () => h(Theirs, { auth: { clerk: page.clerk } }),
      };
      for (const [kind, make] of Object.entries(KINDS)) {
        promise(`a \`getToken\` ${kind}${how}: its data is shown, by one request`, async () => {
          await page.screen.mount(wrap(make()), { config: fresh() });
          await eventually(() => page.screen.last().owners.length);
          await settled(40);
          assert.equal(page.screen.last().isLoading, false);
          assert.equal(api.requests.length, 1);
          none();
        });
      }
    }

    promise('an opaque token: its data is shown', async () => {
      const options = { getToken: async () => 'opaque', fetch: async () => Response.json({ fine: true }) };
      await page.screen.mount(h(Hook, { auth: options }), { config: fresh() });
      await eventually(() => page.screen.last().data?.fine);
    });

    promise('its user changes while nothing is mounted: nothing of the former is shown', async () => {
      const map = new Map();
      const config = { provider: () => map };
      await page.screen.mount(h(Theirs), { config });
      await page.screen.showsOwn('shown', theirs);
      await page.screen.unmount();
      other.signIn('user_dog');
      await page.screen.mount(h(Theirs, { config: { revalidateIfStale: false } }), { config });
      await page.screen.showsOwn('shown', theirs);
      none();
    });

    promise('a token that is nobody\'s: no request, no error', async () => {
      await other.signOut();
      await page.screen.mount(h(Theirs), { config: fresh() });
      await settled(40);
      assert.equal(api.requests.length, 0);
      assert.ok(page.screen.frames.every(({ error, data }) => !error && !data));
      if (state === 'signed out') assert.ok(page.screen.frames.every(({ isLoading }) => !isLoading));
    });

    promise('one that throws: no request, no error', async () => {
      await page.screen.mount(h(Hook, { auth: { getToken: () => page.clerk.session.getToken() } }), { config: fresh() });
      await settled(40);
      assert.ok(page.screen.frames.every(({ error, data }) => !error && !data));
    });

    promise('then somebody signs in with Clerk: each is shown their own', async () => {
      await page.screen.mount([h(Theirs, { key: 1 }), h(Hook, { key: 2, name: 'mine', at: `${page.key}/mine` })], { config: fresh() });
      await page.screen.showsOwn('shown', theirs);
      page.clerk.status = 'ready';
      await act((clerk) => clerk.signIn('user_alice'));
      await page.screen.showsOwn('mine');
      await page.screen.showsOwn('shown', theirs);
      await act((clerk) => clerk.signOut());
      await page.screen.showsNothing('mine');
      await page.screen.showsOwn('shown', theirs);
      none();
    });
  });
}

describe('a degraded Clerk that knows of no session, without a `getToken`', () => {
  for (const signedOut of ['reject', 'anonymous']) {
    promise(`signedOut: ${signedOut}: the hook waits, and fetches when Clerk has a session`, async () => {
      NOBODY['degraded, and knows of no session']();
      await page.screen.mount(h(Hook, { auth: { signedOut } }), { config: fresh() });
      await settled(40);
      assert.equal(page.api.requests.length, 0);
      assert.equal(page.screen.last().isLoading, true);
      assert.equal(page.screen.last().error, undefined);
      await act((clerk) => clerk.signIn('user_alice'));
      await page.screen.showsOwn();
      none();
    });
  }
});

describe('a `getToken` of Clerk', () => {
  for (const [change, steps] of Object.entries(CHANGES)) {
    for (const inline of [false, true]) {
      promise(`${change}${inline ? ', written inline' : ''}: no error, and nothing of the former`, async () => {
        const controls = {};
        const Own = () => {
          useControl(controls, 'again', 0);
          return h(Hook, { auth: { getToken: inline ? (options) => getToken(options) : getToken } });
        };
        await page.screen.mount(h(Own), { config: fresh() });
        await page.screen.showsOwn();
        await act(steps);
        controls.again(1);
        await settled(30);
        if (page.clerk.session) await page.screen.showsOwn();
        else assert.deepEqual([page.screen.last().data, page.screen.last().isLoading], [undefined, false]);
        assert.ok(page.screen.frames.every(({ error }) => !error));
        none();
      });
    }
  }
});
