// While Clerk changes the organization, its tokens are of the next one already: what they fetch is nobody's until Clerk says so.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { assertCode, caught } from './support/suite.mjs';
import { createWorld, h, nameOf, ours, settle } from './support/query-page.mjs';

const { SWRConfig, default: useSWR, mutate } = await import('swr');
const { clearOnIdentityChange: clearSWR, useClerkSWR } = await import('clerk-fetch/swr');
const { clearOnIdentityChange, clerkQueryFn, clerkQueryOptions, clerkSWRFetcher, createAuthenticatedFetch, onIdentityChange, useClerkQuery } = ours;
const { useQuery } = await import('@tanstack/react-query');

const ME = '/me';
let world;

/** As clerk-js has it: `setActive` changes the session at once, and the organization when Clerk's server has answered. */
const createSwitch = (clerk, { tells, from }) => {
  let named = from && { id: from };
  let isSwitching = false;
  Object.defineProperty(clerk, 'organization', { configurable: true, get: () => clerk.session && named });
  if (tells) Object.defineProperty(clerk, '__internal_setActiveInProgress', { get: () => isSwitching });
  return {
    begin(next) {
      isSwitching = true;
      clerk.session.lastActiveOrganizationId = next;
    },
    end(next) {
      named = next && { id: next };
      clerk.setOrganization(next);
      isSwitching = false;
    },
    fail() {
      isSwitching = false;
    },
  };
};

const LIBRARIES = {
  useClerkSWR: { Me: ({ options }) => world.useShown(useClerkSWR(ME, { auth: options })), refetch: () => void mutate(ME) },
  useSWR: { Me: ({ fetcher }) => world.useShown(useSWR(ME, fetcher)), refetch: () => void mutate(ME) },
  useClerkQuery: { Me: ({ options }) => world.useShown(useClerkQuery(ME, { auth: options })), refetch: () => void world.client.refetchQueries() },
  useQuery: { Me: ({ queryFn }) => world.useShown(useQuery({ queryKey: [ME], queryFn })), refetch: () => void world.client.refetchQueries() },
};

const RESULTS = {
  json: () => createAuthenticatedFetch(world.options).json(ME),
  clerkSWRFetcher: () => clerkSWRFetcher(world.options)(ME),
  clerkQueryFn: () => clerkQueryFn(world.options)({ queryKey: [ME], signal: new AbortController().signal }),
};

const SWITCHES = {
  'to another organization': ['org_navy', 'org_engine'],
  'to an organization': ['org_navy', null],
  'back to personal': [null, 'org_navy'],
};

for (const tells of [true, false]) {
  for (const [name, [next, from]] of Object.entries(SWITCHES)) {
    // Without its word, only two names that differ tell that Clerk is changing.
    if (!tells && !(next && from)) continue;
    describe(`${name}, ${tells ? 'clerk-js' : 'a Clerk object that does not tell of `setActive`'}`, () => {
      let change;
      let undo;

      beforeEach(() => {
        world = createWorld({ organization: from });
        change = createSwitch(world.clerk, { tells, from });
        undo = [clearSWR(mutate), clearOnIdentityChange(world.client)];
      });
      afterEach(async () => {
        await world.close();
        for (const each of undo) each();
      });

      const latest = () => world.last()?.owner;

      for (const [hook, { Me, refetch }] of Object.entries(LIBRARIES)) {
        test(`${hook} shows one organization, the one that Clerk names`, async () => {
          const given = { options: world.options, fetcher: clerkSWRFetcher(world.options), queryFn: clerkQueryFn(world.options) };
          await world.mount(h(SWRConfig, { value: { dedupingInterval: 0 } }, h(Me, given)));
          const before = nameOf(world.clerk);
          assert.equal(latest(), before);
          await world.act(() => change.begin(next));
          await world.act(refetch);
          assert.equal(latest(), before);
          await world.act(() => change.end(next));
          await settle(20);
          assert.equal(latest(), nameOf(world.clerk));
          assert.notEqual(latest(), before);
          assert.deepEqual(world.wrong(), []);
          assert.ok(world.requests.length <= 4, `${world.requests.length} requests`);
        });
      }

      for (const [by, call] of Object.entries(RESULTS)) {
        test(`${by} resolves when Clerk names the organization`, async () => {
          change.begin(next);
          let settled = false;
          const result = call();
          result.finally(() => (settled = true)).catch(() => {});
          await settle(10);
          assert.equal(settled, false);
          change.end(next);
          assert.equal((await result).owner, nameOf(world.clerk));
        });

        test(`${by} rejects when Clerk names another one after all`, async () => {
          change.begin(next);
          const result = caught(call());
          await settle(10);
          change.end('org_other');
          assertCode(await result, 'identity_changed');
        });
      }
    });
  }
}

test('a `setActive` that failed: the tokens say which organization is there, and all of the page follows', async () => {
  world = createWorld({ organization: 'org_engine' });
  const change = createSwitch(world.clerk, { tells: true, from: 'org_engine' });
  const Me = ({ path }) => world.useShown(useClerkQuery(path, { auth: world.options }), path);
  const both = () => ['/a', '/b'].map((path) => world.last(path)?.owner);
  await world.mount(h(Me, { path: '/a' }), h(Me, { path: '/b' }));
  await world.act(() => change.begin('org_navy'));
  await world.act(() => change.fail());
  await world.act(() => void world.client.refetchQueries({ queryKey: ['/a'] }));
  await settle(20);
  assert.deepEqual(both(), Array(2).fill('user_ada sess_ada org_navy'));
  await world.close();
});

test('a Clerk object that names no organization though its session has one: the session says it', async () => {
  world = createWorld({ organization: 'org_engine' });
  Object.defineProperty(world.clerk, 'organization', { value: null });
  const told = [];
  const stop = onIdentityChange((identity) => told.push(identity.organizationId));
  world.clerk.setOrganization('org_navy');
  assert.deepEqual(told, ['org_navy']);
  stop();
  await world.close();
});
