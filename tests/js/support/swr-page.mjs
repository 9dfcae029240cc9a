// A page in jsdom with the real React and SWR, in which every commit of React is looked at: whose data does a component show,
// and who is there at that moment. It must be imported before React and SWR, which ask at their import for a document.
import { JSDOM } from 'jsdom';
import { eventually, settled } from './suite.mjs';

const { window } = new JSDOM('<!doctype html><title>Page</title>', { url: 'https://foo.com/' });
const { document, location, navigator } = window;
for (const [name, value] of Object.entries({ window, document, location, navigator })) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

export const react = await import('react');
const { createRoot } = await import('react-dom/client');
export const swr = await import('swr');
export const useSWR = swr.default;
export const { mutate, preload, SWRConfig, useSWRConfig } = swr;
export const { default: useSWRInfinite } = await import('swr/infinite');
export const { default: useSWRImmutable } = await import('swr/immutable');
export const { default: useSWRMutation } = await import('swr/mutation');
export const { default: useSWRSubscription } = await import('swr/subscription').catch(() => ({}));
export const { clerkSWRFetcher, onIdentityChange } = await import('clerk-fetch');
export const { clearOnIdentityChange, useClerkSWR } = await import('clerk-fetch/swr');
export const { createFakeClerk } = await import('clerk-fetch/testing');

export const { createElement, Component, StrictMode, Suspense, useEffect, useLayoutEffect, useRef, useState } = react;

export const API = 'https://api.foo.com';

/** Who a Clerk object says is there: `user session organization`, or `null`. */
export const whoIs = ({ session, organization }) => (session ? `${session.user.id} ${session.id} ${organization?.id ?? null}` : null);

/** The owner that an answer names. */
const nameOf = ({ userId, sessionId, orgId }) => `${userId} ${sessionId} ${orgId}`;

/** Everybody named in what a hook or a cache gives. */
export const ownersIn = (value, found = new Set()) => {
  if (value && typeof value === 'object') {
    if (value.userId) found.add(nameOf(value));
    else for (const each of Object.values(value)) ownersIn(each, found);
  }
  return [...found];
};

/** What a call made as who is there now is answered with. */
export const answerFor = (clerk, more = {}) => {
  const { session, organization } = clerk;
  return { userId: session.user.id, sessionId: session.id, orgId: organization?.id ?? null, ...more };
};

/** An API that says whose token it was sent; `hold()` keeps answers back until `open()`, with whoever's token they were asked. */
export function createApi(clerk) {
  const api = { requests: [], gate: undefined, failing: false };
  const answer = (url, init) => {
    const { ok, userId, sessionId, orgId, claims } = clerk.verify(new Headers(init?.headers).get('authorization') ?? '');
    const { pathname, search } = new URL(url);
    const request = { method: init?.method ?? 'GET', path: pathname + search, userId, orgId };
    api.requests.push(request);
    if (!ok) return [401, { error: 'nobody' }];
    return [200, { userId, sessionId, orgId, path: pathname + search, aud: claims.aud, number: api.requests.length }];
  };
  api.fetch = async (url, init) => {
    const mine = api.gate;
    const [status, body] = answer(url, init);
    if (mine) {
      mine.count++;
      await mine.opened;
      mine.landed++;
    }
    if (mine?.failing) return Response.json({ error: 'late' }, { status: 500 });
    return Response.json(body, { status });
  };
  api.hold = ({ failing = false } = {}) => {
    const gate = { count: 0, landed: 0, failing };
    gate.opened = new Promise((resolve) => (gate.open = resolve));
    api.gate = gate;
    return {
      /** New answers pass; those that are held stay. */
      pass: () => (api.gate = undefined),
      held: (count) => eventually(() => gate.count >= count),
      async open() {
        if (api.gate === gate) api.gate = undefined;
        gate.open();
        await eventually(() => gate.landed === gate.count);
        await settled();
      },
    };
  };
  api.options = { baseUrl: API, fetch: api.fetch };
  return api;
}

class Boundary extends Component {
  state = {};
  static getDerivedStateFromError = (error) => ({ error });
  render() {
    if (this.state.error) this.props.thrown(this.state.error);
    return this.state.error ? null : this.props.children;
  }
}

/** Mounts components and notes each of their commits. `there()` says whose data may be shown. */
export function createScreen(there) {
  const screen = { frames: [], wrong: [], thrown: undefined, root: undefined };

  /** Notes a commit of the component that calls it. */
  screen.useFrame = (name, { data, error, isLoading }, expected = there) => {
    const [, again] = useState(0);
    screen.again = () => again((count) => count + 1);
    useLayoutEffect(() => {
      const owners = ownersIn(data);
      const who = expected();
      const frame = { name, data, error, isLoading, owners, there: who };
      screen.frames.push(frame);
      if (owners.some((owner) => owner !== who)) screen.wrong.push({ name, owners, there: who, data });
    });
  };
  screen.last = (name = 'shown') => screen.frames.findLast((frame) => frame.name === name);

  screen.mount = async (element, { config } = {}) => {
    screen.thrown = undefined;
    screen.root = createRoot(document.createElement('div'));
    const inner = createElement(Boundary, { thrown: (error) => (screen.thrown = error) }, element);
    screen.root.render(config ? createElement(SWRConfig, { value: config }, inner) : inner);
    await settled();
  };
  screen.unmount = async () => {
    screen.root?.unmount();
    screen.root = undefined;
    await settled();
  };
  /** Until the component shows the present one's own data. */
  screen.showsOwn = (name = 'shown', expected = there) =>
    eventually(() => {
      if (screen.thrown) throw screen.thrown;
      const frame = screen.last(name);
      return frame?.owners.length === 1 && frame.owners[0] === expected() && frame.there === expected();
    });
  screen.showsNothing = (name = 'shown') => eventually(() => screen.last(name)?.owners.length === 0);
  return screen;
}

export const QUIET = { revalidateOnFocus: false, revalidateOnReconnect: false, loadingTimeout: 0, dedupingInterval: 0 };

/** What changes who is there; `steps` may be several, one after the other. */
export const CHANGES = {
  'sign-out': (clerk) => clerk.signOut(),
  'another user': (clerk) => clerk.signIn('user_bob'),
  'sign-out, then another user': async (clerk) => {
    await clerk.signOut();
    await settled();
    clerk.signIn('user_bob');
  },
  'another session of the same user': (clerk) => clerk.signIn('user_alice'),
  'another organization': (clerk) => clerk.setOrganization('org_2'),
};

/** There, and back again, with the other one fetching in between. */
export const AND_BACK = {
  'another organization and back': [(clerk) => clerk.setOrganization('org_2'), (clerk) => clerk.setOrganization('org_1')],
  'another user and back': [(clerk) => clerk.signIn('user_bob'), (clerk) => clerk.signIn('user_alice', { sessionId: 'sess_alice', organizationId: 'org_1' })],
};
