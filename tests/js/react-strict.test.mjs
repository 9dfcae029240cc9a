// `auth` written inline in React's StrictMode: one request, whatever renders before the first token has come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SWRConfig, StrictMode, createApi, createElement, createFakeClerk, react, useClerkSWR, useEffect, useLayoutEffect, useState } from './support/swr-page.mjs';

const { createRoot } = await import('react-dom/client');
const act = react.act ?? (await import('react-dom/test-utils')).act;

const soon = () => new Promise((resolve) => setTimeout(resolve));
/** React runs the effects of StrictMode again at once, or, as in a page, in a task of its own. */
const MODES = { 'at once': act, 'in a task of its own': async (work) => void (await work()) };

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
      for (const [isSlow, mode] of [true, false].flatMap((slow) => Object.keys(MODES).map((name) => [slow, name]))) {
        test(`a getToken ${what}, ${withClerk ? 'beside' : 'without'} a Clerk object, that ${isSlow ? 'takes a while' : 'answers at once'}; rendered again ${when}; effects again ${mode}`, async () => {
          const run = MODES[mode];
          globalThis.IS_REACT_ACT_ENVIRONMENT = run === act;
          const settle = async () => {
            for (let round = 0; round < 20; round++) await run(soon);
          };
          const clerk = createFakeClerk({ user: 'user_alice' });
          if (withClerk) globalThis.Clerk = clerk;
          const api = createApi(clerk);
          const gate = api.hold();
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
          await run(() => root.render(createElement(StrictMode, null, createElement(SWRConfig, { value: { provider } }, createElement(Inline)))));
          await settle();
          await run(gate.open);
          await settle();
          assert.equal(shown, 'user_alice');
          assert.equal(api.requests.length, 1);
          await run(() => root.unmount());
          delete globalThis.Clerk;
        });
      }
    }
  }
}
