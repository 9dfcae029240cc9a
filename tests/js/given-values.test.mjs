// A value that names nobody, such as a `Set` or a `Date`, is somebody's all the same. Only what is empty is shown to everybody.
import assert from 'node:assert/strict';
import { afterEach, describe } from 'node:test';
import { promise, settled } from './support/suite.mjs';
import { createApi, createElement, createFakeClerk } from './support/swr-page.mjs';

const { createRoot } = await import('react-dom/client');
const { QueryClient, QueryClientProvider } = await import('@tanstack/react-query');
const { useClerkQuery } = await import('clerk-fetch/react-query');
const h = createElement;

class Account {
  #owner = 'alice';
  get owner() {
    return this.#owner;
  }
}

const THEIRS = {
  'a Set': () => new Set(['alice']),
  'a Map': () => new Map([['name', 'alice']]),
  'a Date': () => new Date(0),
  'a Date in an array': () => [new Date(0)],
  'a Map in objects': () => ({ list: [{ names: new Map([['name', 'alice']]) }] }),
  'an ArrayBuffer': () => new TextEncoder().encode('alice').buffer,
  'a Blob': () => new Blob(['alice']),
  'a URL': () => new URL('https://foo.com/alice'),
  'a class with private members': () => new Account(),
  'a function within': () => ({ name: () => undefined }),
  'an object with text': () => ({ items: [], name: 'alice' }),
};
const EMPTY = { 'an array': () => [], 'an object': () => ({}), 'lists and counts': () => ({ items: [], total: 0 }), 'nothing within': () => [null, ''], 'no prototype': () => Object.create(null) };

let root;
afterEach(() => {
  root?.unmount();
  delete globalThis.Clerk;
});

/** What was shown of it to whom. */
const shownTo = async (option, make, { inline, remount }) => {
  const clerk = (globalThis.Clerk = createFakeClerk({ user: 'user_alice' }));
  const api = createApi(clerk);
  const hold = api.hold();
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
  const given = make();
  const shown = new Set();
  const Shown = () => {
    const { data } = useClerkQuery('/me', { auth: api.options, [option]: inline ? make() : given, staleTime: 60_000 });
    if (data !== undefined) shown.add(clerk.session ? clerk.user.id : 'nobody');
    return null;
  };
  root = createRoot(document.createElement('div'));
  const render = async (child) => {
    root.render(h(QueryClientProvider, { client }, child));
    await settled();
  };
  for (const change of [() => {}, () => clerk.signIn('user_bob'), () => clerk.signOut()]) {
    if (remount) await render(null);
    await change();
    await settled();
    await render(h(Shown));
  }
  await hold.open();
  client.clear();
  return [...shown];
};

for (const option of ['placeholderData', 'initialData']) {
  for (const how of [{ inline: true }, { inline: false }, { inline: true, remount: true }, { inline: false, remount: true }]) {
    describe(`${option}, ${how.inline ? 'inline' : 'one object'}${how.remount ? ', mounted again' : ''}`, () => {
      for (const [name, make] of Object.entries(THEIRS)) {
        promise(`${name}: only the first user sees it`, async () => assert.deepEqual(await shownTo(option, make, how), ['user_alice']));
      }
      for (const [name, make] of Object.entries(EMPTY)) {
        promise(`empty, ${name}: everybody sees it`, async () => {
          const shown = await shownTo(option, make, how);
          assert.deepEqual(shown.slice(0, 2), ['user_alice', 'user_bob']);
        });
      }
    });
  }
}
