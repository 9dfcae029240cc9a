// A program in the five situations of its life, before `clerk-fetch migrate` and after: what it asks a local API, what comes of
// it, and which of the differences in docs/migrate.md there are between the two. Any other difference is a fault.
import './dom.mjs'; // first: what comes next asks for a page
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(import.meta.url);
const [react, jsx, reactDom, swr, swrMutation, swrInfinite, tanstack, axios, ky, ofetch, clerkFetch, clerkReact, clerkSWR, clerkQuery, testing] = await Promise.all([
  import('react'),
  import('react/jsx-runtime'),
  import('react-dom/client'),
  import('swr'),
  import('swr/mutation'),
  import('swr/infinite'),
  import('@tanstack/react-query'),
  import('axios'),
  import('ky'),
  import('ofetch'),
  import('clerk-fetch'),
  import('clerk-fetch/react'),
  import('clerk-fetch/swr'),
  import('clerk-fetch/react-query'),
  import('clerk-fetch/testing'),
]);

export const SITUATIONS = ['signed in', 'signed out', 'Clerk absent', 'token expired', 'API refuses'];

/** The page's own origin. */
export const OWN = 'https://foo.com';
export const API = 'https://api.foo.com/todos';

/** What the API says to a call that it does not like, and to one without a token. */
const REFUSAL = { error: 'Titles are never empty.', message: 'Titles are never empty.' };
const UNAUTHENTICATED = { error: 'Who are you?' };
/** Instead of a token that the API does not accept. */
const REFUSED = 'a refused token';
const ANSWER = { items: ['Learn Rust'], id: 1, name: 'Ada' };

const RealTimeout = globalThis.setTimeout;
const given = { fetch: globalThis.fetch, setTimeout: globalThis.setTimeout };

/** Ten seconds are soon over: nobody waits for Clerk's time limit. Short waits stay as they are. */
const hasten = () => {
  globalThis.setTimeout = (run, wait = 0, ...more) => RealTimeout(run, wait >= 5_000 ? wait / 400 : wait, ...more);
};

/** Restores what the page had. */
export const restore = () => Object.assign(globalThis, given);

export const wait = (milliseconds) => new Promise((resolve) => RealTimeout(resolve, milliseconds));

const never = new Promise(() => {});

/** Clerk's packages for React as far as programs ask them, in front of the page's Clerk: without one they go on loading. */
const clerkPackage = () => {
  const current = () => globalThis.Clerk;
  const getToken = async (options) => (current() ? ((await current().session?.getToken(options)) ?? null) : never);
  return {
    useAuth: () => ({ getToken: react.useCallback(getToken, []), isLoaded: !!current(), isSignedIn: !!current()?.session, userId: current()?.user?.id }),
    useSession: () => ({ session: current() ? current().session : undefined, isLoaded: !!current() }),
    useClerk: () => ({ session: current()?.session }),
    useUser: () => ({ user: current()?.user }),
    useReverification: (fetcher) => fetcher,
    getToken: async (options) => {
      if (!current()) await wait(30).then(() => Promise.reject(Object.assign(new Error('Clerk did not load'), { code: 'clerk_runtime_load_timeout' })));
      return (await current().session?.getToken(options)) ?? null;
    },
    getClerkInstance: () => current() ?? { session: undefined },
    Clerk: function Clerk() {
      return current() ?? { load: () => never, session: null };
    },
  };
};

let isToldOrigin = false;
/** What a person was told to add, was added. */
const make = (options) => clerkFetch.createAuthenticatedFetch(isToldOrigin ? { allowedOrigins: ['https://api.foo.com'], ...options } : options);

const { default: axiosDefault, ...axiosRest } = axios;
const esm = (module) => ({ __esModule: true, ...module, default: module.default });
const MODULES = {
  react: () => esm(react),
  'react/jsx-runtime': () => jsx,
  swr: () => esm(swr),
  'swr/mutation': () => esm(swrMutation),
  'swr/infinite': () => esm(swrInfinite),
  '@tanstack/react-query': () => esm(tanstack),
  axios: () => ({ __esModule: true, ...axiosRest, default: axiosDefault }),
  ky: () => esm(ky),
  ofetch: () => ofetch,
  'clerk-fetch': () => ({ ...clerkFetch, createAuthenticatedFetch: make }),
  'clerk-fetch/react': () => clerkReact,
  'clerk-fetch/swr': () => clerkSWR,
  'clerk-fetch/react-query': () => clerkQuery,
};

const { transformSync } = require('esbuild');
const AsyncFunction = (async () => {}).constructor;

/** A program as a function that runs it, as often as somebody likes: each time with variables of its own. */
export const compile = (code, extension) => {
  const loader = extension === 'ts' ? 'ts' : extension === 'js' || extension === 'jsx' ? 'jsx' : 'tsx';
  const options = { loader, jsx: 'automatic', target: 'es2022', logLevel: 'silent' };
  let text;
  try {
    text = transformSync(code, { ...options, format: 'cjs' }).code;
  } catch (error) {
    if (!/Top-level await/.test(error.message)) throw error;
    text = asCommonJs(transformSync(code, { ...options, format: 'esm' }).code);
  }
  return new AsyncFunction('require', 'module', 'exports', 'useAuth', 'ClerkFetch', `"use strict"; {\n${text}\n}`);
};

/** esbuild makes no CommonJS of a module that awaits at its top: such ones are few, and of simple imports and exports. */
const asCommonJs = (text) =>
  text
    .replace(/^import\s+\{([^}]*)\}\s+from\s+["']([^"']+)["'];/gm, (_, names, from) => `const {${names.replace(/\bas\b/g, ':')}} = require(${JSON.stringify(from)});`)
    .replace(/^import\s+(\w+)\s+from\s+["']([^"']+)["'];/gm, (_, name, from) => `const ${name} = require(${JSON.stringify(from)}).default;`)
    .replace(/^import\s+["']([^"']+)["'];/gm, (_, from) => `require(${JSON.stringify(from)});`)
    .replace(/^export\s*\{([^}]*)\};?/gm, (_, names) => names.split(',').map((part) => part.trim().split(/\s+as\s+/)).map(([name, as = name]) => (name ? `exports.${as} = ${name};` : '')).join(' '));

const run = async (program) => {
  const module = { exports: {} };
  const clerk = clerkPackage();
  const load = (name) => {
    if (/^@clerk\//.test(name)) return { __esModule: true, ...clerk, default: clerk };
    if (MODULES[name]) return MODULES[name]();
    if (name.startsWith('.')) return {};
    throw new Error(`no module ${name}`);
  };
  await program(load, module, module.exports, clerk.useAuth, MODULES['clerk-fetch']());
  return module.exports;
};

/** A page in a situation: Clerk, and an API whose calls are noted. */
const page = (situation) => {
  const calls = [];
  const Clerk = testing.createFakeClerk({ user: situation === 'signed out' ? null : 'user_ada', tokenLifetime: 3600 });
  const api = async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(input, `${OWN}/`), init);
    const header = request.headers.get('Authorization');
    const verified = Clerk.verify(request);
    const isOurs = new URL(request.url).host.endsWith('foo.com');
    calls.push({
      url: request.url,
      method: request.method,
      user: verified.ok ? verified.userId : /^Bearer ey/.test(header ?? '') ? REFUSED : isNobody(header) ? 'Bearer null' : header,
      type: request.headers.get('Content-Type'),
      own: request.headers.get('X-Own'),
      accept: request.headers.get('Accept'),
      body: await request.text(),
    });
    if (isOurs && !verified.ok && !/public/.test(request.url)) return Response.json(UNAUTHENTICATED, { status: 401 });
    if (situation === 'API refuses') return Response.json(REFUSAL, { status: 422 });
    return Response.json(ANSWER);
  };
  Object.assign(globalThis, { Clerk, fetch: api });
  Object.assign(window, { Clerk, fetch: api });
  if (situation === 'Clerk absent') {
    for (const scope of [globalThis, window]) delete scope.Clerk;
  }
  return { calls, Clerk };
};

const KEPT = { defaultOptions: { queries: { gcTime: Infinity, retry: false }, mutations: { gcTime: Infinity, retry: false } } };

/** What renders a hook or a component, as an application has it. */
const tree = (element) => {
  const h = react.createElement;
  const client = new tanstack.QueryClient(KEPT);
  const value = { provider: () => new Map(), loadingTimeout: 0, revalidateOnFocus: false, revalidateOnReconnect: false, shouldRetryOnError: false };
  const options = { allowedOrigins: ['https://api.foo.com'] };
  return h(swr.SWRConfig, { value }, h(tanstack.QueryClientProvider, { client }, h(clerkReact.ClerkFetchProvider, { options }, element)));
};

const mounted = new Set();

/** Renders; `inner()` is what is on the screen. */
export const mount = (element) => {
  const container = document.createElement('div');
  document.body.append(container);
  const problems = [];
  const root = reactDom.createRoot(container, { onUncaughtError: (error) => problems.push(error) });
  root.render(tree(element));
  mounted.add(root);
  return { container, problems, inner: () => container.innerHTML };
};

/** Calls a hook in a component, and hands what it gives to `act` in an effect, once `ready` says so. */
export const withHook = (useHook, act, ready = () => true) =>
  new Promise((resolve, reject) => {
    let done = false;
    const Probe = () => {
      const value = useHook();
      const isReady = ready(value);
      react.useEffect(() => {
        if (done || !isReady) return;
        done = true;
        Promise.resolve()
          .then(() => act(value))
          .then(resolve, reject);
      });
      return null;
    };
    const { problems } = mount(react.createElement(Probe));
    RealTimeout(() => problems.length && reject(problems[0]), 20);
  });

/** What a value is for a comparison: answers by status and body, errors by what a program can tell them by. */
const plain = async (value) => {
  if (value instanceof Response) return { status: value.status, body: await value.text().catch(() => 'read') };
  return value === undefined ? null : JSON.parse(JSON.stringify(value ?? null));
};

const errorOf = (error) => ({
  name: error?.name ?? String(error),
  message: error?.message,
  code: clerkFetch.isClerkFetchError(error) ? error.code : error?.code === undefined ? undefined : String(error.code),
  status: error?.response?.status ?? error?.status,
  body: error?.body,
  ours: clerkFetch.isClerkFetchError(error) || clerkFetch.isClerkFetchError(error?.cause),
});

/**
 * Runs one program in one situation: `{ calls, outcome, shown }`. `outcome` is `['value', …]`, `['error', …]` or `['pending']`.
 * `drive(loaded, tools)` puts it to use. `toldOrigin`: the command said that the API's origin is to be added, and somebody did.
 */
export const trace = async (program, situation, drive, { toldOrigin = false } = {}) => {
  isToldOrigin = toldOrigin;
  hasten();
  axiosDefault.interceptors.request.clear();
  axiosDefault.interceptors.response.clear();
  Object.assign(axiosDefault.defaults, { adapter: 'fetch', env: { ...axiosDefault.defaults.env, fetch: (...args) => globalThis.fetch(...args), Request: null, Response: null } });
  const { calls, Clerk } = page(situation);
  const shown = [];
  // What nobody awaits may reject, before and after alike: it is compared, and is no failure of the test.
  const unhandled = [];
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (error) => unhandled.push(errorOf(error)));
  const tools = { createElement: react.createElement, isFetchHook: (hook) => hook === clerkReact.useFetch, isOfPackage: (hook) => [clerkReact, clerkSWR, clerkQuery].some((module) => Object.values(module).includes(hook)), mount: (element) => shown[shown.push(mount(element)) - 1], axios: axiosDefault };
  const expired = async () => {
    if (situation !== 'token expired') return;
    await Clerk.session.getToken();
    Clerk.expire();
  };
  const work = (async () => {
    await expired();
    const loaded = await run(program);
    return plain(await drive(loaded, tools));
  })().then(
    (value) => ['value', value],
    (error) => ['error', errorOf(error)],
  );
  // Turns of the loop, no time: on a busy machine they take longer, as all else does.
  let outcome;
  work.then((settled) => (outcome = settled));
  for (let turn = 0; turn < (situation === 'Clerk absent' ? 16 : 90) && !outcome; turn++) await wait(turn < 10 ? 1 : 5);
  outcome ??= ['pending'];
  // What is not awaited: requests of effects and handlers.
  for (let idle = 0, last = calls.length; idle < 2; idle++) {
    await wait(1);
    if (calls.length !== last) [idle, last] = [0, calls.length];
  }
  if (situation === 'Clerk absent') for (let turn = 0; turn < 8; turn++) await wait(5);
  const screens = shown.map(({ inner }) => inner());
  const problems = shown.flatMap((one) => one.problems.map((error) => errorOf(error)));
  for (const root of mounted) root.unmount();
  mounted.clear();
  document.body.replaceChildren();
  await wait(0);
  process.removeAllListeners('unhandledRejection');
  for (const listener of listeners) process.on('unhandledRejection', listener);
  const [first] = problems.length ? problems : unhandled;
  calls.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return { calls: structuredClone(calls), outcome: outcome[0] === 'value' && first ? ['error', first] : outcome, screens };
};

/** What docs/migrate.md says may be other than before, by the words of its table. */
export const DIFFERENCES = {
  nobody: 'Signed out, no header guard',
  quiet: 'Signed out, in a hook',
  header: 'Signed out, code that looks at the status',
  loading: 'Clerk not there yet',
  refresh: 'A token that the API refuses',
  errors: 'An error status, in a hook',
  foreign: 'An interceptor, a request to another origin',
  words: 'The words of a technical error',
};

const isNobody = (header) => typeof header === 'string' && /^(Bearer( (null|undefined|false)?)?|null|undefined)?$/.test(header);

/** Calls without those that met a refused token and were sent again. */
const withoutRefused = (calls) => calls.filter((call, index) => !calls.slice(0, index).some((one) => one.url === call.url && one.method === call.method && one.body === call.body && one.user === REFUSED));

/** The calls of the one that are not among the other's; `undefined` where the other has one of its own. */
const lacking = (calls, others) => {
  const rest = others.map((call) => JSON.stringify(call));
  const missing = calls.filter((call) => {
    const at = rest.indexOf(JSON.stringify(isNobody(call.user) ? { ...call, user: null } : call));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return rest.length ? undefined : missing;
};

const isError = ({ outcome }) => outcome[0] === 'error';
const ofApi = ({ outcome }) => outcome[0] === 'value' && (isDeepStrictEqual(outcome[1], REFUSAL) || isDeepStrictEqual(outcome[1], UNAUTHENTICATED) || /"?(Titles are never empty|Who are you)/.test(JSON.stringify(outcome[1])));

/** Their names in DIFFERENCES, or `undefined` where there is one that is in no list. `replaced`: a hook of the package stands for the program's own. */
export const differences = (situation, before, after, options) => {
  const { replaced } = options;
  const found = new Set();
  const same = (one, other) => isDeepStrictEqual(one, other);
  if (same(before, after)) return found;
  const isForeign = (call) => new URL(call.url).host === 'other.example';
  if (before.calls.some((call) => isForeign(call) && call.user)) {
    const without = ({ calls, ...rest }) => ({ ...rest, calls: calls.map((call) => (isForeign(call) ? { ...call, user: null } : call)) });
    if (after.calls.some((call) => isForeign(call) && call.user)) return undefined;
    const more = differences(situation, without(before), without(after), options);
    return more?.add('foreign');
  }
  // An answer that is an error is one for a hook of the package, where it was data.
  const isRefused = situation === 'API refuses' || (/signed out|Clerk absent/.test(situation) && before.calls.some((call) => !call.user || isNobody(call.user)));
  if (replaced && isRefused && lacking(before.calls, after.calls)?.length === 0) {
    if (before.calls.some((call) => isNobody(call.user))) found.add('header');
    return found.add(isError(before) && isError(after) ? 'words' : 'errors');
  }
  const nobody = before.calls.length > 0 && before.calls.some((call) => isNobody(call.user));

  if (situation === 'signed out') {
    const rejects = ['signed_out', 'token_unavailable'].includes(after.outcome[1]?.code);
    const sends = lacking(before.calls, after.calls)?.length === 0;
    if (sends && nobody) found.add('header');
    if (sends && same({ ...before, calls: 0 }, { ...after, calls: 0 })) return found;
    if (sends && isError(before) && rejects) return found.add('nobody');
    // What was sent for nobody is not sent; what comes behind it is not either.
    const missing = lacking(before.calls, after.calls);
    const isPart = missing?.some((call) => isNobody(call.user));
    if (isPart && rejects) return found.add('nobody');
    if (isPart && replaced) return found.add('quiet');
    if (isPart && missing.every((call) => isNobody(call.user))) return found.add('nobody');
    return undefined;
  }
  if (situation === 'Clerk absent') {
    if (before.outcome[0] === 'pending' && !before.calls.length && after.calls.every((call) => isForeign(call) && !call.user)) return found.add('loading');
    const missing = lacking(before.calls, after.calls);
    if (missing?.length && missing.every((call) => isNobody(call.user))) return found.add('loading');
    if (missing?.some((call) => isNobody(call.user)) && after.outcome[1]?.code === 'clerk_not_loaded') return found.add('loading');
    const waited = !before.calls.length && !after.calls.length;
    if (same(before.calls, after.calls) && isError(before) && after.outcome[1]?.code === 'token_unavailable') return found.add('loading');
    if (same(before.calls, after.calls) && after.outcome[1]?.code === 'clerk_not_loaded') return found.add('loading');
    if (waited && before.outcome[0] !== 'value' && after.outcome[0] !== 'value') return found.add('loading');
    if (waited && replaced) return found.add('loading');
    if (waited && same(before.outcome, after.outcome)) return found.add('loading');
    if (nobody && lacking(before.calls, after.calls)?.length === 0 && same({ ...before, calls: 0 }, { ...after, calls: 0 })) return found.add('header');
    return undefined;
  }
  if (situation === 'token expired' && after.calls.length >= before.calls.length) {
    const replayed = after.calls.filter((call) => call.user === 'user_ada');
    const refused = after.calls.filter((call) => call.user === REFUSED);
    if (refused.length && replayed.length && ['value', 'pending'].includes(after.outcome[0])) return found.add('refresh');
  }
  if (situation === 'token expired' && replaced && isError(after)) found.add('errors');
  if (same(before.calls, after.calls) || (situation === 'token expired' && same(withoutRefused(before.calls), withoutRefused(after.calls)))) {
    if (isError(before) && isError(after) && replaced) return found.add('words');
    if (ofApi(before) && isError(after) && after.outcome[1].code === 'http' && replaced) return found.add('errors');
    if (same(before.outcome, after.outcome) && replaced && !same(before.screens, after.screens)) return found.add('errors');
  }
  return undefined;
};
