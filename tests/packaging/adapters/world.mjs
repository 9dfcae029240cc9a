// A page in jsdom, a user, and an API that says whose token it was sent. Whatever a framework's adapter shows is looked at.
import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<main></main>', { url: 'https://foo.com/' });
const USED = 'document location navigator Node Element HTMLElement SVGElement Text Comment DocumentFragment HTMLTemplateElement HTMLMediaElement ShadowRoot MutationObserver Event CustomEvent customElements';
for (const [name, value] of [['window', window], ...USED.split(' ').map((name) => [name, window[name]])]) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
globalThis.requestAnimationFrame ??= setImmediate;

const { createFakeClerk } = await import('clerk-fetch/testing');
const { clearOnIdentityChange, clerkQueryOptions } = await import('clerk-fetch/query');

/** What is under way settles; TanStack Query tells its observers in timers of 0 ms. */
const settled = async () => {
  for (let turn = 0; turn < 12; turn++) await new Promise((resume) => setTimeout(resume));
};

const whoIs = ({ session, user, organization }) => (session ? `${user.id} ${session.id} ${organization?.id ?? null}` : null);

const CHANGES = {
  'sign-out': [(clerk) => clerk.signOut()],
  'another user': [(clerk) => clerk.signIn('user_bob')],
  'sign-out, then another user': [(clerk) => clerk.signOut(), (clerk) => clerk.signIn('user_bob')],
  'another session of the same user': [(clerk) => clerk.signIn('user_alice')],
  'another organization': [(clerk) => clerk.setOrganization('org_2')],
  'another organization and back': [(clerk) => clerk.setOrganization('org_2'), (clerk) => clerk.setOrganization(null)],
};

/** Where the query is while the change happens; `loads` is a loader's call without a component. */
const WHERE = {
  'mounted': { mounted: true },
  'unmounted': { mounted: true, leaves: true },
  'in flight': { mounted: true, held: true },
  'a loader, then mounted': { mounted: true, loads: true },
  'a loader alone': { loads: true },
};

const createApi = (clerk) => {
  const api = { gate: undefined };
  api.fetch = async (url, init) => {
    const { ok, userId, sessionId, orgId } = clerk.verify(new Headers(init?.headers).get('authorization') ?? '');
    await api.gate;
    return ok ? Response.json({ owner: `${userId} ${sessionId} ${orgId ?? null}` }) : new Response(null, { status: 401 });
  };
  return api;
};

/** Notes each time that the page shows somebody's data to another. */
const watch = (main, clerk) => {
  const wrong = [];
  const look = () => {
    for (const owner of main.textContent.match(/user_\w+ sess_\w+ \w+/g) ?? []) if (owner !== whoIs(clerk)) wrong.push(`${owner} to ${whoIs(clerk)}`);
  };
  const observer = new window.MutationObserver(look);
  observer.observe(main, { childList: true, subtree: true, characterData: true });
  return { wrong, look, end: () => observer.disconnect() };
};

const playOne = async ({ QueryClient, mount }, steps, { mounted, leaves, held, loads }) => {
  const clerk = (globalThis.Clerk = createFakeClerk({ user: 'user_alice' }));
  const api = createApi(clerk);
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity } } });
  const stop = clearOnIdentityChange(client);
  const options = { ...clerkQueryOptions('/me', { baseUrl: 'https://api.foo.com', fetch: api.fetch }), retry: false };
  const main = document.querySelector('main');
  const watching = watch(main, clerk);
  const load = async () => loads && clerk.session && assert.equal((await client.ensureQueryData(options)).owner, whoIs(clerk));
  const open = () => mount({ client, options, clerk, main });
  let release;
  if (held) api.gate = new Promise((resolve) => (release = resolve));
  await load();
  let unmount = mounted ? open() : undefined;
  await settled();
  if (!held && mounted) assert.equal(main.textContent, whoIs(clerk));
  if (leaves) unmount = void unmount();
  for (const step of steps) {
    await step(clerk);
    await settled();
    watching.look();
    await load();
  }
  api.gate = undefined;
  release?.();
  unmount ??= open();
  await settled();
  watching.look();
  assert.equal(main.textContent, whoIs(clerk) ?? 'nothing');
  assert.deepEqual(watching.wrong, []);
  unmount();
  stop();
  watching.end();
  client.clear();
};

/** Each change, wherever the query is. `mount` shows `data.owner`, or `nothing`, and fetches while somebody is signed in. */
export const play = async (adapter) => {
  for (const [change, steps] of Object.entries(CHANGES)) {
    for (const [where, how] of Object.entries(WHERE)) {
      await playOne(adapter, steps, how).catch((error) => {
        error.message = `${change}, ${where}: ${error.message}`;
        throw error;
      });
    }
  }
};
