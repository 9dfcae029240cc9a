// What is done a million times, in Node and in Chromium. Each loop gives a function that does it once, for number `index`.

const BASE = 'https://api.foo.com';

let serial = 0;
const encode = (value) => btoa(JSON.stringify(value)).replace(/=/g, '');
const mint = () => `${encode({ alg: 'RS256' })}.${encode({ sub: 'user_1', sid: 'sess_1', jti: ++serial })}.c2ln`;

/** A `getToken` that caches, and mints when it is told to, as Clerk's does. */
const minting = () => {
  let token = mint();
  return async (options) => (options?.skipCache ? (token = mint()) : token);
};

const OK = { status: 200 };
/** So that each refusal may mint: otherwise one in 30 s does. */
const REFUSED = { status: 401, headers: new Headers({ 'x-clerk-auth-reason': 'token-expired' }) };
const BUSY = { status: 503 };
const answering = async () => OK;

/** Refuses the first token that each URL comes with. */
const refusingFirst = () => {
  const seen = new Map();
  return async (url, { headers }) => {
    const { Authorization } = headers;
    const refused = seen.get(url);
    if (refused === undefined) seen.set(url, Authorization);
    if (refused === undefined || refused === Authorization) return REFUSED;
    seen.delete(url);
    return OK;
  };
};

const never = () => new Promise(() => {});

/** Fails a URL once by `fault`, and then answers. */
const failingOnce = (fault) => {
  const seen = new Set();
  return async (url) => {
    if (seen.delete(url)) return OK;
    seen.add(url);
    return fault();
  };
};

/** The documentation's own snippet, which keeps nothing: the measure of what the engine itself does. */
const snippet = () => {
  const getToken = minting();
  return async () => answering(`${BASE}/todos`, { headers: { Authorization: `Bearer ${await getToken()}` } });
};

const plain = ({ createAuthenticatedFetch }) => {
  const api = createAuthenticatedFetch({ getToken: minting(), baseUrl: BASE, fetch: answering });
  return () => api('/todos');
};

/** All that a call can meet: a refusal, a fault, an abort in each phase, a time limit, an answer to read, a bad one. */
const mixed = ({ createAuthenticatedFetch }) => {
  const getToken = minting();
  const make = (options) => createAuthenticatedFetch({ getToken, baseUrl: BASE, ...options });
  const expired = make({ fetch: refusingFirst() });
  const busy = make({ fetch: failingOnce(() => BUSY), retry: { attempts: 1, maxDelay: 0 } });
  const lost = make({ fetch: failingOnce(() => Promise.reject(new TypeError('lost'))), retry: { attempts: 1, maxDelay: 0 } });
  const hanging = make({ fetch: never });
  const silent = make({ getToken: never, fetch: answering });
  const limited = make({ fetch: async () => ({ ...OK, body: {} }), timeout: 60_000 });
  const reading = make({ fetch: async () => Response.json({ done: true }), onEvent: () => {} });
  const failing = make({ fetch: async () => Response.json({ why: 'no' }, { status: 404 }) });
  const aborted = (call) => {
    const controller = new AbortController();
    const pending = call(controller.signal).catch(() => {});
    Promise.resolve().then(() => controller.abort());
    return pending;
  };
  const ways = [
    (index) => expired(`/expired/${index}`),
    (index) => busy(`/busy/${index}`),
    (index) => lost(`/lost/${index}`),
    () => aborted((signal) => hanging('/hanging', { signal })),
    () => aborted((signal) => silent('/silent', { signal })),
    () => limited('/limited'),
    () => limited('/kept', { token: false }),
    () => reading.json('/todos', { json: { done: true } }),
    () => failing.json('/todos').catch(() => {}),
    () => make({ fetch: answering })('https://evil.com/').catch(() => {}),
  ];
  return (index) => ways[index % ways.length](index);
};

const fetchers = ({ createAuthenticatedFetch, clerkSWRFetcher, clerkQueryFn }) => {
  const makers = [createAuthenticatedFetch, clerkSWRFetcher, clerkQueryFn];
  const getToken = minting();
  return (index) => makers[index % 3]({ getToken, baseUrl: BASE, allowedOrigins: [`https://a${index}.foo.com`] });
};

/** Another URL each time: decisions on URLs are remembered, as far as there is room. */
const urls = ({ createAuthenticatedFetch }) => {
  const getToken = minting();
  const api = createAuthenticatedFetch({ getToken, allowedOrigins: ['https://*.foo.com'], fetch: answering });
  return (index) => api(`https://a${index % 5_000}.foo.com/${index}`);
};

/** Another template and organization each time, each refused once: refreshes are remembered, as far as there is room. */
const templates = ({ createAuthenticatedFetch }) => {
  const api = createAuthenticatedFetch({ getToken: minting(), baseUrl: BASE, fetch: refusingFirst() });
  return (index) => api(`/${index}`, { token: { template: `template_${index}`, organizationId: `org_${index}` } });
};

/** Another token source each time, as on a server: a `getToken` for each request, and a refresh for each. */
const sources = ({ createAuthenticatedFetch }) => {
  const fetch = refusingFirst();
  return (index) => createAuthenticatedFetch({ getToken: minting(), baseUrl: BASE, fetch })(`/${index}`);
};

/** One signal that outlives all calls, joined each time with a time limit. */
const signals = ({ createAuthenticatedFetch, clerkQueryFn }) => {
  const { signal } = new AbortController();
  const options = { getToken: minting(), baseUrl: BASE, fetch: async () => ({ ...OK, body: {}, text: async () => '1' }), timeout: 60_000 };
  const api = createAuthenticatedFetch(options);
  const query = clerkQueryFn(options);
  return (index) => (index % 2 ? api('/todos', { signal }) : query({ queryKey: ['/todos'], signal }));
};

/** Keeps one small object a time, to see that it is seen. */
const leaking = () => {
  const kept = [];
  return async (index) => void kept.push({ index });
};

/** What every other loop is measured beside. */
export const CONTROL = "the documentation's snippet";

/** What must be seen. */
export const LEAK = 'a leak of one object';

const [SHORT, MILLION] = [48_000, 1_000_000];

/** `at` is how many run at the same time, `times` how often a short and a full run do it. */
export const LOOPS = {
  [CONTROL]: { make: snippet, at: 1, times: [SHORT, MILLION] },
  [LEAK]: { make: leaking, at: 1, times: [SHORT, SHORT] },
  calls: { make: plain, at: 1, times: [SHORT, MILLION] },
  'calls that are refused, repeated, aborted, limited, read or fail': { make: mixed, at: 100, times: [72_000, MILLION] },
  fetchers: { make: fetchers, at: 1, times: [SHORT, MILLION] },
  'other URLs': { make: urls, at: 1, times: [SHORT, MILLION] },
  'other templates and organizations': { make: templates, at: 1, times: [24_000, 200_000] },
  'other token sources': { make: sources, at: 1, times: [24_000, 200_000] },
  'calls with one long-lived signal': { make: signals, at: 10, times: [36_000, 200_000] },
};

/** How often this run does a loop: `FULL=1` is the full one. */
export const timesOf = (name, full) => LOOPS[name].times[full ? 1 : 0];

/** Does one window of a loop: `from` up to `to`. */
export const runWindow = async (once, at, from, to) => {
  for (let index = from; index < to; ) {
    if (at === 1) {
      await once(index++);
      continue;
    }
    const together = [];
    while (together.length < at && index < to) together.push(once(index++));
    await Promise.all(together);
  }
};
