// Sends seeded inputs through the package's exports and compares with the oracle what `fetch` got.
import * as wasm from 'clerk-fetch';
import * as translated from 'clerk-fetch/no-wasm';
import { judge, readSetup } from './oracle.mjs';
import { random } from './random.mjs';
import { makeSetup } from './setups.mjs';
import { makeInput } from './urls.mjs';

const BUILDS = { wasm, 'no-wasm': translated };
const TOKEN = 'Bearer tok';

/** Inputs for each set-up. */
export const ROUND = 250;

const setGlobal = (name, value) => {
  if (value) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  else delete globalThis[name];
};

/** Is on a page, or on none. */
function bePage(page) {
  setGlobal('location', page && { href: page.href, origin: page.origin });
  setGlobal('document', page && { baseURI: page.base });
}

/** Most are the literal with one name that the package makes; a `Headers` for each of those would be most of the work. */
const authorizationOf = (headers) => {
  if (headers === undefined) return undefined;
  const names = Object.keys(headers);
  if (names.length === 1 && names[0] === 'Authorization') return headers.Authorization;
  return new Headers(headers).get('authorization') ?? undefined;
};

/** A fetcher, and what its `fetch` got last. */
function makeSender({ createAuthenticatedFetch }, { baseUrl, rules, anonymous }) {
  const seen = {};
  const api = createAuthenticatedFetch({
    getToken: async () => 'tok',
    fetch: async (input, init) => {
      seen.calls++;
      seen.input = input;
      seen.authorization = authorizationOf(input.headers ?? init?.headers);
      return ANSWER;
    },
    allowedOrigins: rules.map(({ text }) => text),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(anonymous && { foreignOrigin: 'anonymous' }),
  });
  return { api, seen };
}

const ANSWER = new Response();

const nameOf = (error) => (error.code === 'origin_not_allowed' ? 'refused' : error.constructor === TypeError ? 'type_error' : `${error}`);

/** What became of an input, in the oracle's words. */
async function send({ api, seen }, input) {
  seen.calls = 0;
  try {
    await api(input);
  } catch (error) {
    return { expect: seen.calls ? `${nameOf(error)} after a request` : nameOf(error) };
  }
  if (seen.calls !== 1) return { expect: `${seen.calls} requests` };
  const { input: url, authorization } = seen;
  if (authorization === TOKEN) return { expect: 'token', url };
  return { expect: authorization === undefined ? 'bare' : 'another header', url };
}

/** The same for `.headers()`, which sends nothing. */
async function askHeaders({ api, seen }, input) {
  seen.calls = 0;
  try {
    const authorization = authorizationOf(await api.headers(input));
    return seen.calls ? 'a request' : authorization === TOKEN ? 'token' : 'bare';
  } catch (error) {
    return nameOf(error);
  }
}

/** Other forms of the same text. */
const disguised = (dice, input) => {
  if (dice.once(30)) return { toString: () => input };
  if (dice.once(30) && URL.canParse(input)) return new URL(input);
  return input;
};

async function compare(dice, senders, { setup, law }, input, differences) {
  const given = disguised(dice, input);
  const must = judge(String(given), law);
  const withHeaders = dice.once(8);
  for (const [build, sender] of senders) {
    const got = await send(sender, given);
    const named = withHeaders ? await askHeaders(sender, given) : must.expect;
    if (got.expect === must.expect && got.url === must.url && named === must.expect) continue;
    const { page, baseUrl, rules, anonymous } = setup;
    differences.push({ build, page, input: String(given), baseUrl, allowedOrigins: rules.map(({ text }) => text), anonymous, must, got, headers: named });
  }
  return must.expect;
}

/**
 * Tries `count` inputs. Gives how many there were of each outcome, and what differed, at most a hundred of them: each
 * is a row for tests/data/origins.json. `onProgress(tried, differing)` is called after each round.
 */
export async function runDifferential({ seed, count, onProgress }) {
  const outcomes = { token: 0, bare: 0, refused: 0, type_error: 0 };
  const differences = [];
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0; // most inputs end in an error, and its stack would be most of the work
  try {
    for (let round = 0, tried = 0; tried < count && differences.length < 100; round++) {
      const dice = random(seed, round);
      const setup = makeSetup(dice);
      const law = readSetup(setup);
      bePage(setup.page);
      const senders = Object.entries(BUILDS).map(([name, build]) => [name, makeSender(build, setup)]);
      for (const end = Math.min(count, tried + ROUND); tried < end; tried++) {
        outcomes[await compare(dice, senders, { setup, law }, makeInput(dice, setup), differences)]++;
      }
      onProgress?.(tried, differences.length);
      await new Promise((resume) => setImmediate(resume)); // else no timer, and so no time limit, would ever fire
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    bePage(undefined);
  }
  return { outcomes, differences };
}
