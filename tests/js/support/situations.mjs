// A program in the six situations of its life, before `clerk-fetch migrate` and after: what it asks a local API, in which order, and what
// comes of it. Each difference that docs/migrate.md lists is a change of the world: the program of before, run in the changed world, does exactly
// what the new program does in the real one. Any other difference is a fault.
import './dom.mjs'; // first: what comes next asks for a page
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import { clearTimeout as clear, setTimeout as soon } from './clock.mjs';

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

export const SITUATIONS = ['signed in', 'signed out', 'Clerk absent', 'token expired', 'API refuses', 'no token comes'];

/** The page's own origin. */
export const OWN = 'https://foo.com';
export const API = 'https://api.foo.com/todos';

/** What the API says to a call that it does not like, and to one without a token. */
const REFUSAL = { error: 'Titles are never empty.', message: 'Titles are never empty.' };
const UNAUTHENTICATED = { error: 'Who are you?' };
/** A token that is not asked for yet. */
const UNASKED = 'unasked';
/** Instead of a token that the API does not accept. */
const REFUSED = 'a refused token';
const ANSWER = { items: ['Learn Rust'], id: 1, name: 'Ada' };

const given = { fetch: globalThis.fetch, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

/** No timer is waited for, and Clerk's time limit of ten seconds comes before a program counts as one that waits for ever. */
const hasten = () => {
  Object.assign(globalThis, { setTimeout: (run, wait = 0, ...more) => soon(run, wait >= 5_000 ? wait / 400 : wait, ...more), clearTimeout: clear });
};

/** Restores what the page had. */
export const restore = () => Object.assign(globalThis, given);

export const wait = (milliseconds) => new Promise((resolve) => soon(resolve, milliseconds));

const never = new Promise(() => {});

/** Clerk's packages for React as far as programs ask them, in front of the page's Clerk: without one they go on loading. `asked` is the session of a changed world. */
const clerkPackage = (asked) => {
  const current = () => (asked ? undefined : globalThis.Clerk);
  const getToken = asked ? asked.getToken : async (options) => (current() ? ((await current().session?.getToken(options)) ?? null) : never);
  return {
    useAuth: () => ({ getToken: react.useCallback(getToken, []), isLoaded: !!current(), isSignedIn: !!current()?.session, userId: current()?.user?.id }),
    useSession: () => ({ session: asked ?? (current() ? current().session : undefined), isLoaded: !!current() }),
    useClerk: () => ({ session: asked ?? current()?.session }),
    useUser: () => ({ user: current()?.user }),
    useReverification: (fetcher) => fetcher,
    getToken: async (options) => {
      if (asked) return asked.getToken();
      if (!current()) await wait(30).then(() => Promise.reject(Object.assign(new Error('Clerk did not load'), { code: 'clerk_runtime_load_timeout' })));
      return (await current().session?.getToken(options)) ?? null;
    },
    getClerkInstance: () => (asked ? { session: asked } : (current() ?? { session: undefined })),
    Clerk: function Clerk() {
      return asked ? { load: () => never, session: asked } : (current() ?? { load: () => never, session: null });
    },
  };
};

let isToldOrigin = false;
/** What a person was told to add, was added. */
const make = (options) => clerkFetch.createAuthenticatedFetch(isToldOrigin ? { allowedOrigins: ['https://api.foo.com'], ...options } : options);

/** What the fetchers of SWR and TanStack Query gave to them. */
let fetched = [];
const recorded =
  (fetcher) =>
  async (...args) => {
    try {
      const value = await fetcher(...args);
      fetched.push(['value', value]);
      return value;
    } catch (error) {
      fetched.push(['error', errorOf(error)]);
      throw error;
    }
  };
const useSWR = (...args) => swr.default(...args.map((one) => (typeof one === 'function' && one !== args[0] ? recorded(one) : one)));
/** In a world whose errors have a status, TanStack Query tries again what the package's hook does: no 4xx. */
let retry = {};
const useQuery = ({ queryFn, ...options }, ...more) => tanstack.useQuery({ ...retry, ...options, ...(typeof queryFn === 'function' ? { queryFn: recorded(queryFn) } : { queryFn }) }, ...more);

const { default: axiosDefault, ...axiosRest } = axios;
const esm = (module) => ({ __esModule: true, ...module, default: module.default });
const MODULES = {
  react: () => esm(react),
  'react/jsx-runtime': () => jsx,
  swr: () => ({ ...esm(swr), default: useSWR }),
  'swr/mutation': () => esm(swrMutation),
  'swr/infinite': () => esm(swrInfinite),
  '@tanstack/react-query': () => ({ ...esm(tanstack), useQuery }),
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

const run = async (program, asked) => {
  const module = { exports: {} };
  const clerk = clerkPackage(asked);
  const load = (name) => {
    if (/^@clerk\//.test(name)) return { __esModule: true, ...clerk, default: clerk };
    if (MODULES[name]) return MODULES[name]();
    if (name.startsWith('.')) return {};
    throw new Error(`no module ${name}`);
  };
  await program(load, module, module.exports, clerk.useAuth, MODULES['clerk-fetch']());
  return module.exports;
};

const ours = (code) => new clerkFetch.ClerkFetchError(code, 'A call was not sent: no token.');

/** The error of a parsed call for an answer. */
const httpError = (url, response) => clerkFetch.createAuthenticatedFetch({ getToken: async () => 'x', fetch: async () => response }).json(url, { token: false }).then(() => ours('http'), (error) => error);

/** `fetch` with another `Authorization`. */
const withHeader = (input, init, value) => {
  const request = new Request(input instanceof Request ? input.clone() : new URL(input, `${OWN}/`), init);
  if (value === null) request.headers.delete('Authorization');
  else request.headers.set('Authorization', value);
  return request;
};

/**
 * `fetch` in a world that is changed by what docs/migrate.md lists: `nobody` says what becomes of a request that says that nobody is signed in (`drop`: its
 * header goes; `hang`: it is never sent; else a code), `foreign` whether a third party gets no token, `http` whether an error's status rejects (`once`: it rejects already, and is
 * not tried again), `refresh` whether a
 * refused token is replaced.
 */
const changed = (api, Clerk, { nobody, asks, foreign, http, refresh }) => {
  const renewed = new Map();
  const renew = async (header) => {
    if (!renewed.has(header)) renewed.set(header, Clerk.session.getToken({ skipCache: true }));
    return `Bearer ${await renewed.get(header)}`;
  };
  return async (input, init) => {
    let request = withHeader(input, init, new Request(input instanceof Request ? input : new URL(input, `${OWN}/`), init).headers.get('Authorization'));
    const given = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined)).get('Authorization');
    if (given === null) request.headers.delete('Authorization');
    if (foreign && isForeign(request)) request = withHeader(request, undefined, null);
    else if ((nobody && isNobody(given)) || given === `Bearer ${UNASKED}`) {
      const becomes = isNobody(given) ? nobody : asks;
      if (becomes === 'hang') return never;
      if (becomes !== 'drop') {
        await wait(Clerk ? 0 : 25);
        throw ours(becomes);
      }
      request = withHeader(request, undefined, null);
    }
    const isOurs = /^Bearer ey/.test(request.headers.get('Authorization') ?? '');
    const renews = refresh && isOurs && !renewed.has(given);
    if (refresh && isOurs && !renews) request = withHeader(request, undefined, await renew(given));
    const again = request.clone();
    let response = await api(request);
    if (renews && response.status === 401) response = await api(withHeader(again, undefined, await renew(given)));
    if (http === true && !response.ok) throw await httpError(request.url, response);
    return response;
  };
};

/** A page in a situation: Clerk, and an API whose calls are noted, with the moments in which they come and are answered. */
const page = (situation, world) => {
  const calls = [];
  const marks = [];
  let moment = 0;
  let answers;
  /** All calls that wait for no other's answer are there before any of them is answered. */
  const gather = async () => {
    for (let idle = 0, count = 0; idle < 3; idle = count === calls.length ? idle + 1 : 0, count = calls.length) await wait(1);
    answers = undefined;
  };
  const Clerk = testing.createFakeClerk({ user: situation === 'signed out' ? null : 'user_ada', tokenLifetime: 3600 });
  const api = async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(input, `${OWN}/`), init);
    const header = request.headers.get('Authorization');
    const verified = Clerk.verify(request);
    const isOurs = new URL(request.url).host.endsWith('foo.com');
    const user = verified.ok ? verified.userId : /^Bearer ey/.test(header ?? '') ? REFUSED : header && isNobody(header) ? 'Bearer null' : header;
    const call = {
      url: request.url,
      method: request.method,
      user,
      headers: Object.fromEntries([...request.headers].filter(([name]) => name !== 'authorization')),
      credentials: request.credentials,
      redirect: request.redirect,
      // A call with the token is sent with `no-store`: docs/migrate.md says so below its table.
      cache: request.cache === 'no-store' && /^(user_ada|a refused token)$/.test(user ?? '') ? 'default' : request.cache,
      sent: moment++,
      answered: Infinity,
    };
    calls.push(call);
    call.body = await request.text();
    await (answers ??= gather());
    call.answered = moment++;
    if (isOurs && !verified.ok && !/public/.test(request.url)) return Response.json(UNAUTHENTICATED, { status: 401 });
    if (situation === 'API refuses') return Response.json(REFUSAL, { status: 422 });
    return Response.json(ANSWER);
  };
  const fetch = world ? changed(api, situation === 'Clerk absent' ? undefined : Clerk, world) : api;
  const mark = (name) => marks.push({ name, sent: moment, answered: moment++ });
  Object.assign(globalThis, { Clerk, fetch, mark });
  Object.assign(window, { Clerk, fetch });
  // The request, and no more the program, waits for the token: what becomes of a request with this one is what becomes of the request without any.
  const asked = world?.asks && { getToken: async () => UNASKED };
  if (situation === 'no token comes') Clerk.fail(world?.fails ? ours('token_unavailable') : new TypeError('Failed to fetch'));
  for (const scope of [globalThis, window]) {
    if (asked) scope.Clerk = { session: asked };
    else if (situation === 'Clerk absent') delete scope.Clerk;
  }
  return { calls, marks, Clerk, asked };
};

const KEPT = { defaultOptions: { queries: { gcTime: Infinity, retryDelay: 1 }, mutations: { gcTime: Infinity, retry: false } } };

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
    const look = (turns) => (problems.length ? reject(problems[0]) : !done && turns && soon(() => look(turns - 1), 5));
    look(100);
  });

/** A text without the words of the package's own errors. */
const withoutWords = (text) => text.replace(/(A call|[A-Z]+ \S+) was not sent: [^"]*?clerk-fetch\/docs\/errors\.md#(\w+)/g, '[$2]');

/** What a value is for a comparison: answers by status and body, errors by what a program can tell them by. */
const plain = async (value) => {
  if (value instanceof Response) return { status: value.status, body: await value.text().catch(() => 'read') };
  return value === undefined ? null : JSON.parse(withoutWords(JSON.stringify(value ?? null)));
};

/** Of the package's own errors, the words are no part of it. */
const errorOf = (error) => {
  const own = [error, error?.cause].find((one) => clerkFetch.isClerkFetchError(one));
  if (own) return { code: own.code, status: own.status, body: own.body };
  return { name: error?.name ?? String(error), message: error?.message, code: error?.code === undefined ? undefined : String(error.code), status: error?.response?.status ?? error?.status, body: error?.body };
};

/**
 * Runs one program in one situation: `{ calls, marks, outcome, screens, fetched }`. `outcome` is `['value', …]`, `['error', …]` or `['pending']`.
 * `drive(loaded, tools)` puts it to use. `toldOrigin`: the command said that the API's origin is to be added, and somebody did. `world` is what is other than in
 * the real one.
 */
export const trace = async (program, situation, drive, { toldOrigin = false, world } = {}) => {
  isToldOrigin = toldOrigin;
  retry = world?.http === 'once' ? { retry: false } : world?.http ? { retry: clerkFetch.clerkRetry } : {};
  fetched = [];
  hasten();
  axiosDefault.interceptors.request.clear();
  axiosDefault.interceptors.response.clear();
  Object.assign(axiosDefault.defaults, { adapter: 'fetch', env: { ...axiosDefault.defaults.env, fetch: (...args) => globalThis.fetch(...args), Request: null, Response: null } });
  const { calls, marks, Clerk, asked } = page(situation, world);
  const shown = [];
  // What nobody awaits may reject, before and after alike: it is compared, and is no failure of the test.
  const unhandled = [];
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (error) => unhandled.push(errorOf(error)));
  const tools = { hasClerk: situation !== 'Clerk absent', createElement: react.createElement, isFetchHook: (hook) => hook === clerkReact.useFetch, isOfPackage: (hook) => [clerkReact, clerkSWR, clerkQuery].some((module) => Object.values(module).includes(hook)), mount: (element) => shown[shown.push(mount(element)) - 1], axios: axiosDefault };
  const expired = async () => {
    if (situation !== 'token expired') return;
    await Clerk.session.getToken();
    Clerk.expire();
  };
  const work = (async () => {
    await expired();
    const loaded = await run(program, asked);
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
  for (let idle = 0, last = calls.length; idle < 8; idle++) {
    await wait(1);
    if (calls.length !== last || calls.some(({ answered }) => answered === Infinity)) [idle, last] = [0, calls.length];
  }
  if (situation === 'Clerk absent') for (let turn = 0; turn < 8; turn++) await wait(5);
  const screens = shown.map(({ inner }) => withoutWords(inner()));
  const problems = shown.flatMap((one) => one.problems.map((error) => errorOf(error)));
  for (const root of mounted) root.unmount();
  mounted.clear();
  document.body.replaceChildren();
  await wait(0);
  process.removeAllListeners('unhandledRejection');
  for (const listener of listeners) process.on('unhandledRejection', listener);
  const [first] = problems.length ? problems : unhandled;
  return { calls: structuredClone(calls), marks, outcome: outcome[0] === 'value' && first ? ['error', first] : outcome, screens, fetched };
};

/** What docs/migrate.md says may be other than before, by the words of its table. */
export const DIFFERENCES = {
  nobody: 'Signed out, no header guard',
  quiet: 'Signed out, in a hook',
  header: 'Signed out, code that goes on',
  loading: 'Clerk not there yet',
  refresh: 'A token that the API refuses',
  errors: 'An error status, in a hook',
  foreign: 'An interceptor, a request to another origin',
  words: 'The words of a technical error',
  failed: 'No token comes',
};

const isNobody = (header) => typeof header === 'string' && /^(Bearer( (null|undefined|false)?)?|null|undefined|false)?$/.test(header);
const isForeign = ({ url }) => new URL(url).host === 'other.example';

const keyOf = ({ sent, answered, ...call }) => JSON.stringify(call);

/** The calls and marks of the one, each with its like among the other's; `undefined` where one of the two has more. */
const matched = (one, other) => {
  if (one.length !== other.length) return undefined;
  const rest = [...other];
  const pairs = [];
  for (const event of one) {
    const at = rest.findIndex((like) => keyOf(like) === keyOf(event));
    if (at < 0) return undefined;
    pairs.push([event, ...rest.splice(at, 1)]);
  }
  return pairs;
};

/** Whether all calls of the one are the other's too. */
const isPart = (one, other) => {
  const rest = other.calls.map(keyOf);
  return one.calls.map(keyOf).every((key) => rest.includes(key) && rest.splice(rest.indexOf(key), 1));
};

/** Whether what waited for an answer in the one waits for it in the other too. */
const inOrder = (one, other) => {
  const pairs = matched([...one.calls, ...one.marks], [...other.calls, ...other.marks]);
  return !!pairs && pairs.every(([first, like]) => pairs.every(([second, also]) => first.answered >= second.sent || like.answered < also.sent));
};

const same = (one, other) => isDeepStrictEqual([one.outcome, one.screens], [other.outcome, other.screens]) && inOrder(one, other);

/** Words that say no more than the package's own errors. */
const TECHNICAL = /^(\W|\d|api|http|network|response|request|error|status|code|was|not|ok|an?|the|occurred|while|fetching|fetch|data|failed|to)+$/i;

const isOfApi = (value) => value === null || value === undefined || isDeepStrictEqual(value, REFUSAL) || isDeepStrictEqual(value, UNAUTHENTICATED) || isDeepStrictEqual(value, ANSWER);

/** The row for a hook of the package, whose errors have a status: no program of before had a branch of its own, or words, for those. */
const httpRow = ({ outcome, screens, fetched: given }) => {
  const all = [outcome, ...given];
  const errors = all.filter(([kind, error]) => kind === 'error' && error.code === undefined).map(([, { message }]) => message);
  const isPlain = errors.every((message) => TECHNICAL.test(message)) && all.every(([kind, value]) => kind !== 'value' || isOfApi(value)) && !/Titles are|Who are you/.test(screens.join());
  return isPlain ? (errors.length ? 'words' : 'errors') : undefined;
};

/** What may be other in a situation: `[field, value, row]`. */
const changesIn = (situation, before, { replaced, intercepts }) => {
  const says = before.calls.some(({ user }) => isNobody(user));
  const http = replaced && httpRow(before);
  return [
    situation === 'token expired' && ['refresh', [[true, 'refresh']]],
    situation === 'no token comes' && ['fails', [[true, 'failed']]],
    situation === 'no token comes' && intercepts && ['asks', [['token_unavailable', 'failed']]],
    intercepts && ['foreign', [[true, 'foreign']]],
    says && /signed out|no token/.test(situation) && ['nobody', [['signed_out', 'nobody'], ['drop', 'header'], ...(replaced ? [['hang', 'quiet']] : []), ['token_unavailable', 'nobody']]],
    says && situation === 'Clerk absent' && ['nobody', [['clerk_not_loaded', 'loading'], ['drop', 'loading'], ['signed_out', 'loading'], ...(replaced ? [['hang', 'loading']] : [])]],
    situation === 'signed out' && ['asks', [['signed_out', 'nobody'], ['token_unavailable', 'nobody'], ...(replaced ? [['hang', 'quiet']] : [])]],
    situation === 'Clerk absent' && ['asks', [['clerk_not_loaded', 'loading'], ['token_unavailable', 'loading'], ['drop', 'loading'], ...(replaced ? [['hang', 'loading']] : [])]],
    http && ['http', [[true, http], ['once', http]]],
  ].filter(Boolean);
};

/** The worlds in which there is at least one of the differences, those with few first: `{ world, rows }`. */
const worldsOf = (changes) => {
  const all = changes.reduce((list, [field, values]) => [...list, ...list.flatMap(({ world, rows }) => values.map(([value, row]) => ({ world: { ...world, [field]: value }, rows: [...rows, row] })))], [{ world: {}, rows: [] }]);
  return all.slice(1).sort((one, other) => one.rows.length - other.rows.length);
};

/**
 * The rows of DIFFERENCES that there are between the traces of two programs, or `undefined` where there is a difference that is in no row. `again(world)` runs the
 * program of before in another world. `replaced`: a hook of the package stands for the program's own. `intercepts`: a client of others asks for its token.
 */
export const differences = async (situation, before, after, again, options) => {
  if (same(before, after)) return new Set();
  for (const { world, rows } of worldsOf(changesIn(situation, before, options))) {
    const traced = await again(world);
    if (!same(traced, after)) continue;
    const { asks, ...rest } = world;
    // What was sent without waiting for a token is sent.
    if (!asks || isPart(Object.keys(rest).length ? await again(rest) : before, traced)) return new Set(rows);
  }
  return undefined;
};

const HOOKS = /\b(useFetch|useClerkSWR|useClerkQuery)\b/;

/** Runs a program and what became of it in one situation: `{ one, other, found }`, where `found` are the differences by name. */
export const compare = async ([was, is], code, situation, drive, toldOrigin) => {
  const one = await trace(was, situation, drive);
  const other = await trace(is, situation, drive, { toldOrigin });
  const isOfPackage = /clerk-fetch/.test(code);
  const options = { replaced: isOfPackage && HOOKS.test(code), intercepts: isOfPackage && /foreignOrigin/.test(code) };
  return { one, other, found: await differences(situation, one, other, (world) => trace(was, situation, drive, { world }), options) };
};
