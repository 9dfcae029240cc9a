// `auth` written inline in React's StrictMode: one request, whatever renders before the first token has come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SWRConfig, StrictMode, createApi, createElement, createFakeClerk, react, useClerkSWR, useEffect, useLayoutEffect, useState } from './support/swr-page.mjs';

const { createRoot } = await import('react-dom/client');
const act = react.act ?? (await import('react-dom/test-utils')).act;
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const soon = () => new Promise((resolve) => setTimeout(resolve));
const settle = async () => {
  for (let round = 0; round < 10; round++) await act(soon);
};

const WHEN = {
  'in an effect': (again) => useEffect(() => again(1), [again]),
  'in a layout effect': (again) => useLayoutEffect(() => again(1), [again]),
  'in a timer': (again) => useEffect(() => void setTimeout(() => again(1)), [again]),
  'not at all': () => {},
};
const AUTH = { alone: {}, 'with a template': { template: 'hasura' }, 'with an organization': { organizationId: 'org_1' } };

for (const withClerk of [true, false]) {
  for (const [what, more] of Object.entries(AUTH)) {
    for (const [when, useAgain] of Object.entries(WHEN)) {
      for (const isSlow of [true, false]) {
        test(`a getToken ${what}, ${withClerk ? 'beside' : 'without'} a Clerk object, that ${isSlow ? 'takes a while' : 'answers at once'}; rendered again ${when}`, async () => {
          const clerk = createFakeClerk({ user: 'user_alice' });
          if (withClerk) globalThis.Clerk = clerk;
          const api = createApi(clerk);
          let shown;
          const Inline = () => {
            const [, again] = useState(0);
            useAgain(again);
            const getToken = async (options) => {
              for (let turn = 0; isSlow && turn < 3; turn++) await soon();
              return clerk.session.getToken(options);
            };
            shown = useClerkSWR('/me', { auth: { ...api.options, getToken, ...more }, revalidateOnFocus: false }).data?.userId;
            return null;
          };
          const root = createRoot(document.createElement('main'));
          const provider = () => new Map();
          await act(() => root.render(createElement(StrictMode, null, createElement(SWRConfig, { value: { provider } }, createElement(Inline)))));
          await settle();
          assert.equal(shown, 'user_alice');
          assert.equal(api.requests.length, 1);
          await act(() => root.unmount());
          delete globalThis.Clerk;
        });
      }
    }
  }
}
