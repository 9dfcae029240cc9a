// A `getToken` that is written inline is another function in each render, and asks the API nothing anew.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { React, createWorld, h, ours, settle } from './support/query-page.mjs';

const { SWRConfig } = await import('swr');
const { useClerkSWR } = await import('clerk-fetch/swr');
const { ClerkFetchProvider, useClerkQuery } = ours;

let world;
let gate;
let wait;

const pass = () => gate?.();
const opened = () => (wait ? new Promise((resolve) => (gate = resolve)) : undefined);

beforeEach(() => {
  wait = undefined;
  gate = undefined;
  world = createWorld({ global: false });
});
afterEach(() => world.close());

/** Written anew in each render. */
const inline = () => ({
  ...world.options,
  getToken: async () => {
    if (wait === 'token') await opened();
    return world.clerk.session.getToken();
  },
});

const HOOKS = { useClerkQuery, useClerkSWR };
let force;
const useForce = () => {
  [, force] = React.useReducer((count) => count + 1, 0);
};

const PLACES = {
  'in the component': (use) => () => {
    useForce();
    return world.useShown(use('/me', { auth: inline() }));
  },
  'in the parent': (use) => {
    const Child = ({ auth }) => world.useShown(use('/me', { auth }));
    return () => {
      useForce();
      return h(Child, { auth: inline() });
    };
  },
  'for the provider': (use) => {
    const Child = () => world.useShown(use('/me'));
    return () => {
      useForce();
      return h(ClerkFetchProvider, { options: inline() }, h(Child));
    };
  },
};

const fresh = (child) => h(SWRConfig, { value: { provider: () => new Map(), dedupingInterval: 0 } }, child);
const renders = (times) => world.act(() => Array.from({ length: times }, force));

for (const [hook, use] of Object.entries(HOOKS)) {
  for (const [place, make] of Object.entries(PLACES)) {
    describe(`${hook}, written ${place}`, () => {
      for (const when of ['while the token is asked for', 'while the answer is on its way', 'after the data']) {
        for (const Mode of [React.Fragment, React.StrictMode]) {
          test(`rendered again ${when}${Mode === React.StrictMode ? ', in StrictMode' : ''}: one request`, async () => {
            if (when.includes('token')) wait = 'token';
            if (when.includes('answer')) world.hold();
            await world.mount(h(Mode, null, fresh(h(make(use)))));
            for (let round = 0; round < 3; round++) await renders(1);
            wait = undefined;
            for (let round = 0; round < 3; round++) {
              pass();
              await settle(4);
            }
            world.release();
            await settle();
            for (let round = 0; round < 3; round++) await renders(1);
            assert.equal(world.requests.length, 1);
            assert.equal(world.last()?.owner, 'user_ada sess_ada null');
          });
        }
      }
    });
  }
}
