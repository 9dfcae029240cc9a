// SWR's cache has other hooks in it, and other visits: those of an application's own fetcher, and those of nobody.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createWorld, h, settle } from './support/query-page.mjs';

const { SWRConfig, default: useSWR } = await import('swr');
const { useClerkSWR } = await import('clerk-fetch/swr');

const QUIET = { revalidateIfStale: false, revalidateOnFocus: false };
let world;

beforeEach(() => {
  world = createWorld({ loaded: false });
});
afterEach(() => world.close());

const Ours = ({ auth }) => world.useShown(useClerkSWR('/me', { ...QUIET, auth: { ...world.options, ...auth } }), 'ours');
const providing = (map, ...children) => h(SWRConfig, { value: { provider: () => map } }, ...children);

test("an application's own fetcher that waits for Clerk fetches for who turns out to be there", async () => {
  let open;
  const loaded = new Promise((resolve) => (open = resolve));
  const own = async () => {
    await loaded;
    const headers = { Authorization: `Bearer ${await world.clerk.session.getToken()}` };
    return (await world.options.fetch('https://api.foo.com/me', { headers })).json();
  };
  const Theirs = () => world.useShown(useSWR('/me', own, QUIET), 'theirs');
  const map = new Map();
  await world.mount(providing(map, h(Theirs, { key: 1 })));
  await world.act(() => world.clerk.load());
  await world.act(() => open());
  assert.equal(world.last('theirs').owner, 'user_ada sess_ada null');
  await world.render(providing(map, h(Theirs, { key: 1 }), h(Ours, { key: 2 })));
  assert.equal(world.last('ours').owner, 'user_ada sess_ada null');
  assert.equal(world.requests.length, 1);
});

test('what was stored while nobody was signed in is there for nobody again, without a request, and not for the next user', async () => {
  const auth = { signedOut: 'anonymous' };
  await world.act(() => world.clerk.load());
  await world.act(() => world.clerk.signOut());
  const map = new Map();
  await world.mount(providing(map, h(Ours, { auth })));
  assert.equal(world.requests.length, 1);
  const stored = JSON.stringify([...map]);
  await world.close();

  world = createWorld({ loaded: false });
  await world.act(() => world.clerk.load());
  await world.act(() => world.clerk.signOut());
  await world.mount(providing(new Map(JSON.parse(stored)), h(Ours, { auth })));
  assert.deepEqual(world.requests, []);
  assert.equal(world.last('ours').text, '{"owner":null}');
  await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
  await settle();
  assert.equal(world.last('ours').owner, 'user_grace sess_grace null');
});
