// The real call that every shape makes: an expired token, the API's 401, one forced token, and the answer for the user
// whom Clerk's middleware recognises; then, a redirect to another origin, which must get no token. scripts/matrix.mjs lays
// it beside each shape's own files.

/** What the harness says in `?probe=`: where the API is, and two tokens of the same session, one of them expired. */
export const configFrom = (url) => {
  const text = new URL(url).searchParams.get('probe');
  if (!text) throw new Error('no ?probe= in the URL');
  return JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
};

/**
 * Counts the instances of WebAssembly that succeed, to tell which build of the core did the work. One count for all the
 * bundles of a process: a core that is loaded serves later calls, too.
 */
const watchWasm = () => {
  const key = Symbol.for('clerk-fetch.probe');
  if (globalThis[key]) return globalThis[key];
  const seen = { instances: 0 };
  globalThis[key] = seen;
  const wasm = globalThis.WebAssembly;
  if (!wasm) return seen;
  const construct = (target, args) => {
    const instance = new target(...args);
    seen.instances++;
    return instance;
  };
  wasm.Instance = new Proxy(wasm.Instance, { construct });
  return seen;
};

/**
 * @param {{ createAuthenticatedFetch: Function }} clerkFetch the package, however it was imported
 * @param {{ apiUrl: string, token: string, expired: string }} config
 */
export const probe = async ({ createAuthenticatedFetch }, { apiUrl, token, expired }) => {
  const seen = watchWasm();
  const asked = [];
  let current = expired;
  const getToken = async (options) => {
    const forced = Boolean(options && options.skipCache);
    asked.push(forced ? 'forced' : 'plain');
    if (forced) current = token;
    return current;
  };
  const api = createAuthenticatedFetch({ baseUrl: apiUrl, getToken });
  const refused = await api('https://evil.example/').then(
    () => 'sent',
    (error) => error.code,
  );
  const me = await api.json('/me');
  const echo = await api.json('/echo?from=probe', { json: { title: 'Grüße' } });
  const problem = await api.json('/problem').catch((error) => `${error.name} ${error.code} ${error.status}`);
  // The same server under another name: to the platform, another origin.
  const elsewhere = `${apiUrl.replace('127.0.0.1', 'localhost')}/echo`;
  const redirect = `${apiUrl}/redirect?to=${encodeURIComponent(elsewhere)}`;
  const [natively, moved] = [await fetch(redirect), await api(redirect)];
  const { headers, path, authorization } = await moved.json();
  const core = seen.instances ? 'wasm' : 'js';
  return {
    userId: me.userId,
    text: echo.text,
    authorized: echo.authorized,
    problem,
    refused,
    moved: {
      status: moved.status,
      to: headers.host.replace(/:.*/, path),
      authorization,
      saysSo: moved.redirected || moved.redirected === natively.redirected, // not every runtime's `fetch` does; what is followed here does
    },
    asked: asked.join(' '),
    core,
  };
};

/** The same, with a rejection as `{ error }`: what a page leaves for the harness to read. */
export const outcomeOf = (clerkFetch, url) =>
  Promise.resolve()
    .then(() => probe(clerkFetch, configFrom(url)))
    .catch((error) => ({ error: `${error.name}: ${error.message}`, code: error.code }));
