// A page with the real React and TanStack Query, and a fake Clerk: whose data each commit of React shows.
import { JSDOM } from 'jsdom';
import { createFakeClerk } from 'clerk-fetch/testing';

const { window } = new JSDOM('<main></main>', { url: 'http://localhost/' });
// React and TanStack Query look at import for a document.
globalThis.window = window;
globalThis.document = window.document;
globalThis.navigator ??= window.navigator;
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

export const React = await import('react');
const { createRoot } = await import('react-dom/client');
export const TanStack = await import('@tanstack/react-query');
export const ours = { ...(await import('clerk-fetch')), ...(await import('clerk-fetch/react')), ...(await import('clerk-fetch/react-query')) };
export const h = React.createElement;
const act = React.act ?? (await import('react-dom/test-utils')).act;

/** What is under way settles; timers of 0 ms, by which TanStack Query tells React, too. */
export const settle = async (rounds = 8) => {
  for (let round = 0; round < rounds; round++) await act(() => new Promise((resolve) => setTimeout(resolve)));
};

/** Who a user, session and organization are, as the API's answers name them. */
export const nameOf = (clerk) => (clerk.session ? `${clerk.user.id} ${clerk.session.id} ${clerk.organization?.id ?? null}` : null);

export const createWorld = ({ global = true, ...how } = {}) => {
  const clerk = createFakeClerk({ user: 'user_ada', session: 'sess_ada', ...how });
  if (global) globalThis.Clerk = clerk;
  const requests = [];
  let gates = [];
  let held = false;
  const fetch = async (url, init) => {
    const headers = new Headers(init?.headers);
    const { userId, sessionId, orgId } = clerk.verify(headers.get('authorization') ?? '');
    const owner = userId ? `${userId} ${sessionId} ${orgId ?? null}` : null;
    requests.push(`${init?.method ?? 'GET'} ${new URL(url).pathname} ${owner}`);
    if (held) await new Promise((resolve) => gates.push(resolve));
    return Response.json({ owner });
  };
  const client = new TanStack.QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity }, mutations: { gcTime: Infinity } } });
  /** Whose data each commit showed, and who was there. */
  const commits = [];
  let root;
  const world = {
    clerk,
    client,
    requests,
    commits,
    options: { baseUrl: 'https://api.foo.com', fetch },
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
      for (const open of gates.splice(0)) open();
    },
    /** Notes what a component is given. */
    useShown: (value, name = 'shown') => {
      React.useLayoutEffect(() => {
        const data = value?.data ?? value;
        commits.push({ name, owner: data?.owner ?? data?.pages?.map(({ owner }) => owner).join() ?? null, there: nameOf(clerk), text: JSON.stringify(data ?? null) });
      });
      return null;
    },
    async mount(...children) {
      root = createRoot(document.querySelector('main'));
      await act(async () => root.render(h(TanStack.QueryClientProvider, { client: world.client }, ...children)));
      await settle();
    },
    async render(...children) {
      await act(async () => root.render(h(TanStack.QueryClientProvider, { client: world.client }, ...children)));
      await settle();
    },
    async unmount() {
      await act(async () => root?.unmount());
      root = undefined;
    },
    async close() {
      await world.unmount();
      world.release();
      client.clear();
      delete globalThis.Clerk;
    },
    async act(work) {
      await act(async () => {
        await work();
      });
      await settle();
    },
    last: (name = 'shown') => commits.findLast((commit) => commit.name === name),
    /** Commits that showed what was not theirs who was there. */
    wrong: () => commits.filter(({ owner, there }) => owner && owner !== there),
    cached: () => client.getQueryCache().getAll().map(({ state }) => state.data?.owner).filter(Boolean),
  };
  return world;
};

/** What changes who is there. */
export const CHANGES = {
  'sign-out': (clerk) => clerk.signOut(),
  'another user': (clerk) => clerk.signIn('user_grace', { sessionId: 'sess_grace' }),
  'another session of the same user': (clerk) => clerk.signIn('user_ada', { sessionId: 'sess_more' }),
  'another organization': (clerk) => clerk.setOrganization('org_navy'),
};
