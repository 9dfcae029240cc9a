// Many calls that meet a 401 at once: the three fetchers over one token source, and what each caller gets.
import assert from 'node:assert/strict';
import { assertCode, eventually } from './suite.mjs';

/** What a parsed call that was refused rejects with becomes its status; any other error stays one. */
const refused = (error) => {
  if (error?.code !== 'http') throw error;
  assertCode(error, 'http', '401');
  assert.equal(error.status, 401);
  return { status: error.status, body: error.body };
};
const parsed = (value) => ({ status: 200, body: value });

/** The three ways to call, each made of its own with the same options; each gives `{ status, body }`. */
export function threeFetchers(build, options) {
  const plain = build.createAuthenticatedFetch(options);
  const swr = build.clerkSWRFetcher({ ...options, request: ([path, init]) => [path, init] });
  const queryFn = build.clerkQueryFn(options);
  return [
    async (path, signal) => {
      const response = await plain(path, { signal });
      return { status: response.status, body: await response.json() };
    },
    (path, signal) => swr([path, { signal }]).then(parsed, refused),
    (path, signal) => queryFn({ queryKey: [path], signal }).then(parsed, refused),
  ];
}

/** `count` calls at once, in turn by each of the ways, to `/0`, `/1` … */
export const atOnce = (ways, count) => Array.from({ length: count }, (_, n) => ways[n % ways.length](`/${n}`));

/** How often a source was asked for a token past its cache. */
export const forced = ({ calls }) => calls.filter((options) => options?.skipCache).length;

/** A token source as Clerk's: `current` is cached; a forced mint waits for `mint(token)`, which settles it. */
export function heldSource(first) {
  const waiting = [];
  const source = { current: first, calls: [], waiting };
  source.getToken = (options) => {
    source.calls.push(options);
    if (!options?.skipCache) return Promise.resolve(source.current);
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  /** Waits until a mint is asked for and settles it: with a token, which is then cached, or with an Error. */
  source.mint = async (token) => {
    await eventually(() => waiting.length);
    const { resolve, reject } = waiting.shift();
    if (token instanceof Error) return reject(token);
    if (typeof token === 'string' && token) source.current = token;
    resolve(token);
  };
  return source;
}
