// What `clerk-fetch migrate` wrote does what the user's code did: each case is run as it was and as it is now, with the real React, SWR,
// TanStack Query and axios, in the six situations, and asks the same of the API. What is other than before is in docs/migrate.md, or it is a fault.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { API, DIFFERENCES, OWN, SITUATIONS, compare, compile, restore, withHook } from './support/situations.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { cases, documented, guide, migrateEach } from './support/snippets.mjs';

const FOLDER = join(ROOT, 'build', 'migrate-run');
const written = new Map();
const told = new Set();

before(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  const results = await migrateEach(FOLDER, [...documented, ...cases]);
  for (const [file, { first, text }] of results) {
    assert.equal(first.status, 0, first.stdout + first.stderr);
    written.set(file, text);
    if (/: to do: where /.test(first.stdout)) told.add(file);
  }
});
after(restore);

const exported = (loaded) => loaded.default ?? Object.values(loaded).find((one) => typeof one === 'function');

/** A hook that gives a function. */
const fetcher = (...more) => (loaded) => withHook(() => exported(loaded)(), (call) => call(API, ...more));

/** A hook that gives the state of a request. */
const query = (loaded) => state(() => exported(loaded)(API));

const settled = (value) => !value || !('error' in value) || value.data !== undefined || value.error != null;

const state = (useHook) =>
  withHook(useHook, ({ data, error }) => (error == null ? data : Promise.reject(error)), (value) => {
    const { data, error } = value ?? {}; // looked at while rendering: SWR tells of nothing else
    return data !== undefined || error != null || !settled(value);
  });

/** Turns of the loop, until something is there. */
const turns = async (check, most = 60) => {
  for (let turn = 0; turn < most && !check(); turn++) await new Promise((resolve) => setTimeout(resolve, 2));
};

const component =
  (name, props = {}, act = () => {}) =>
  async (loaded, { mount, createElement }) => {
    const { container } = mount(createElement(loaded[name], props));
    await turns(() => container.firstElementChild);
    act(container);
    await turns(() => false, 8);
  };

const INIT = { method: 'PUT', headers: { 'X-Own': '1', 'Content-Type': 'text/plain' }, body: 'text' };
const click = (container) => container.firstElementChild?.click();

const axiosCall = async (loaded, { axios }) => {
  const client = loaded.default?.request ? loaded.default : axios;
  return (await client.get(client === axios ? `${OWN}/todos` : API)).data;
};

const axiosBy = (mounting) => async (loaded, tools) => {
  await mounting(loaded, tools);
  await turns(() => tools.axios.interceptors.request.handlers.length);
  return axiosCall({}, tools);
};

/** How each case is put to use, by its title, where `auto` is not enough. */
const DRIVES = {
  'A condition of the function itself': (loaded) => withHook(() => loaded.useApi(), async (call) => [await call(true), await call(false)]),
  'A setter whose function takes no options': (loaded, { hasClerk }) => {
    if (hasClerk) loaded.setTokenGetter(() => globalThis.Clerk.session?.getToken() ?? Promise.resolve(null));
    return loaded.run();
  },
  "A named arrow with `(url, init)` that keeps the caller's headers": fetcher(INIT),
  'useCallback, with one more header': fetcher(INIT),
  'useCallback around no more than the request': fetcher(INIT),
  'Only with a token, the header goes': fetcher(INIT),
  'Headers in a variable': fetcher(INIT),
  'Headers in a variable that is filled in steps': (loaded) => withHook(() => loaded.useApiClient(), ({ post }) => post('/x', { a: 1 })),
  'Several requests, an effect, and a getToken that is needed elsewhere': component('default', { socket: { connect() {} } }, click),
  'useAuth in a variable': (loaded) => withHook(() => loaded.useDelete(), (remove) => remove(7)),
  'Used in its own file, and with comments of the documentation': (loaded) => withHook(() => loaded.useMe(), (me) => me()),
  CommonJS: (loaded) => fetcher(INIT)({ default: loaded.useFetch }),
  'SWR and a mutation, generic': async (loaded) => [
    await query({ default: loaded.useClerkSWR }),
    await withHook(() => loaded.useClerkSWRMutation(API), ({ trigger }) => trigger({ title: 'x' })),
  ],
  'TanStack with more options, a signal and a type': component('Todos', { active: true }),
  'TanStack with a key of its own': (loaded) => withHook(() => loaded.useTodos(), async ({ add }) => add.mutateAsync('x')),
  'A helper in TypeScript, with a cast and options': ({ listTodos }) => listTodos(),
  'A hook without useAuth': (loaded) => loaded.default()(`${OWN}/todos`, INIT),
  'axios, an instance with a base': axiosCall,
  'axios, an effect that takes the interceptor away again': (loaded, tools) => withHook(() => loaded.default(), () => axiosCall({}, tools)),
  'axios, inside a test of the session': axiosCall,
  'No semicolons, and a parenthesis first': () => undefined,
  'A Clerk that the file makes': ({ todos }) => todos,
  'Two hooks with names of their own, in one file': async ({ useGet, useApi }) => [
    await withHook(useGet, (get) => get(API)),
    await withHook(useApi, ({ list }) => list(API)),
    await withHook(useApi, ({ remove }) => remove(API)),
  ],
  'Comments beside what goes': () => undefined,
  'ofetch, a hook before the request': ({ $api }) => $api('/todos', { retry: 0 }),
  'Origins: a host before a path, a variable of the environment': (loaded) => withHook(loaded.useTodos, (call) => call('/todos')),
  'Hosts that are not whole': () => undefined, // whichever host it is, its origin is to be added
  'axios, no guard: public calls and third parties go on': (loaded, { axios }) =>
    withHook(loaded.useInterceptor, async () => {
      const urls = [`${OWN}/todos`, `${OWN}/public`, 'https://other.example/rates'];
      const answers = await Promise.all(urls.map((url) => axios.get(url).then(({ status }) => status, (error) => error.response?.status ?? error.message)));
      return answers;
    }),
  'axios, without a test, function expression': axiosBy(component('AuthInterceptor', {})),
};

/** What is exported is put to use as its name says: `run` is called, a hook in a component, a component is shown and clicked. */
const auto = async (loaded, tools) => {
  if (loaded.run) return loaded.run(tools);
  const [name, value] = Object.entries(loaded).find(([, one]) => typeof one === 'function') ?? [];
  if (!value) return undefined;
  if (/^[A-Z]/.test(name) || (name === 'default' && /^[A-Z]/.test(value.name) && !tools.isOfPackage(value))) return component(name, {}, click)(loaded, tools);
  if (!/^(use|default)/.test(name)) return value('/todos');
  let isState = false;
  return withHook(
    () => (tools.isFetchHook(value) ? value() : value(API)),
    (given) => (isState ? (given.error == null ? given.data : Promise.reject(given.error)) : typeof given === 'function' ? given(API) : undefined),
    (given) => {
      isState = !!given && typeof given === 'object' && 'error' in given;
      const { data, error } = isState ? given : {};
      return !isState || data !== undefined || error != null;
    },
  );
};

Object.assign(process.env, { API_URL: 'https://api.foo.com', OTHER: 'https://api.foo.com/v1', TEMPLATE: 'api' });

const used = new Map(Object.values(DIFFERENCES).map((name) => [name, 0]));
let requests = 0;

async function check({ title, file, before: code }) {
  const drive = DRIVES[title] ?? auto;
  const changed = written.get(file);
  const [was, is] = [code, changed].map((text) => compile(text, file.split('.').at(-1)));
  for (const situation of SITUATIONS) {
    const { one, other, found } = await compare([was, is], changed, situation, drive, told.has(file));
    requests += one.calls.length;
    if (situation === 'signed in') assert.ok(one.calls.some(({ user }) => user === 'user_ada') || /Hosts that|script of a page/.test(title), `with the token: ${JSON.stringify(one)}`);
    if (!found) assert.deepEqual(other, one, `${situation}: this difference is not in docs/migrate.md`);
    for (const name of found) used.set(DIFFERENCES[name], used.get(DIFFERENCES[name]) + 1);
  }
}

describe('a case does what it did, in six situations', () => {
  for (const one of [...documented, ...cases.filter(({ before: code, after: changed }) => code !== changed)]) {
    test(one.title ?? one.file, { timeout: 30_000 }, () => check(one));
  }

  test('the differences are those of docs/migrate.md, each with a case', () => {
    const rows = [...guide.text.matchAll(/^\| ([^|]+?) \| [^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name);
    for (const [name, times] of used) {
      assert.ok(rows.includes(name), `docs/migrate.md has a row "${name}"`);
      assert.ok(times > 0, `no case shows "${name}"`);
    }
    assert.ok(requests > 100, `${requests} requests`);
  });
});
