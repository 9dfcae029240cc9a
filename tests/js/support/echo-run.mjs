// Calls of every surface whose answers repeat the token, by chance. Without the suite's watch, which costs more than the calls.
//
//   node tests/js/support/echo-run.mjs SEED ANSWERS
import { strictEqual } from 'node:assert/strict';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as wasm from 'clerk-fetch';
import { debug } from 'clerk-fetch/debug';
import { diagnose } from 'clerk-fetch/doctor';
import * as translated from 'clerk-fetch/no-wasm';
import { z } from 'zod';
import { echoing, shows, SPELLINGS, THROWN_WITH } from './echo.mjs';
import { seeded } from './seeded.mjs';

export const BASE = 'https://a.foo.com';
export const BUILDS = { wasm, 'no-wasm': translated };

/** As many calls in a row have the same two tokens: what is kept of a failed call is used by the next one then. */
const OF_ONE_TOKEN = 20;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const letters = ({ pick }, length) => Array.from({ length }, () => pick(LETTERS)).join('');
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT, and a token with each character that RFC 6750 (§2.1) allows. */
const TOKENS = [
  (chance) => `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ sub: 'user_1', sid: 'sess_1', jti: letters(chance, 8), exp: 2e9, azp: BASE })}.${letters(chance, 43)}`,
  (chance) => `sk_${chance.shuffled('Ab-_.~+/0').join('')}${letters(chance, 30)}`,
];

const tokensOf = (seed) => {
  const chance = seeded(Math.floor(seed / OF_ONE_TOKEN));
  const make = chance.pick(TOKENS);
  return [make(chance), make(chance)];
};

const NEVER = z.object({ never: z.literal(1), t: z.enum(['a']) });

/** Each way to call. */
export const SURFACES = {
  fetch: ({ createAuthenticatedFetch }, options) => createAuthenticatedFetch(options)('/x'),
  json: ({ createAuthenticatedFetch }, options) => createAuthenticatedFetch(options).json('/x'),
  'json with a schema': ({ createAuthenticatedFetch }, options) => createAuthenticatedFetch({ ...options, schema: NEVER }).json('/x'),
  text: ({ createAuthenticatedFetch }, options) => createAuthenticatedFetch({ ...options, parseAs: 'text', schema: z.literal('never') }).json('/x'),
  blob: ({ createAuthenticatedFetch }, options) => createAuthenticatedFetch({ ...options, parseAs: 'blob', schema: z.number() }).json('/x'),
  SWR: ({ clerkSWRFetcher }, options) => clerkSWRFetcher(options)('/x'),
  'an SWR mutation': ({ clerkSWRFetcher }, options) => clerkSWRFetcher(options)('/x', { arg: { a: 1 } }),
  TanStack: ({ clerkQueryFn }, options) => clerkQueryFn(options)({ queryKey: ['/x'] }),
  'a `Request`': ({ createAuthenticatedFetch }, options) => createAuthenticatedFetch(options).json(new Request(`${BASE}/x`)),
  "the caller's own token": ({ createAuthenticatedFetch }, options, own) => createAuthenticatedFetch(options).json('/x', { headers: { authorization: `Bearer ${own}` } }),
};

const assertHidden = (value, tokens, what) => {
  const text = shows(value, ...tokens);
  if (text !== undefined) throw new Error(`${what}: ${text.slice(0, 9_000)}`);
};

/** One in so many `fetch` rejects, and one in so many answers goes to the doctor, who asks for four. */
const REJECTS = 8;
const DOCTORED = 16;

/** What `fetch` rejects with, or gives. */
const outcome = (chance, tokens) => {
  if (chance.below(REJECTS)) return () => Promise.resolve(echoing(chance, chance.pick(tokens)));
  const thrown = chance.pick(Object.values(THROWN_WITH))(chance.pick(Object.values(SPELLINGS))(chance.pick(tokens)));
  return () => Promise.reject(thrown);
};

async function call(chance, build, seed) {
  const [first, second] = tokensOf(seed);
  const [surface, start] = chance.pick(Object.entries(SURFACES));
  const events = [];
  const lines = [];
  const observe = debug({ log: (line) => lines.push(line) });
  // The second is asked for after a 401 only: before, nobody has it who could repeat it.
  let asked = 0;
  const outcomes = [outcome(chance, [first]), outcome(chance, [first, second])];
  const options = {
    baseUrl: BASE,
    getToken: async () => (asked++ ? second : first),
    fetch: () => outcomes[asked > 1 ? 1 : 0](),
    onEvent: (event) => {
      events.push(event);
      observe(event);
    },
  };
  const error = await start(build, options, first).then(() => undefined, (reason) => reason);
  assertHidden(`${JSON.stringify(events)} ${lines.join(' ')}`, [first, second], `seed ${seed}, events of ${surface}`);
  if (error) assertHidden(error, [first, second], `seed ${seed}, ${surface}`);
}

/** The doctor sends by the platform's own `fetch`. `terminal`: the command, where it is there. */
async function examine(chance, terminal, seed) {
  const [token] = tokensOf(seed);
  const { fetch } = globalThis;
  globalThis.fetch = () => outcome(chance, [token])();
  try {
    if (!terminal || chance.below(2)) {
      const report = await diagnose(`${BASE}/x`, { getToken: async () => token, origin: 'https://foo.com' });
      assertHidden(`${JSON.stringify(report)} ${report.text}`, [token], `seed ${seed}, the doctor's report`);
      return;
    }
    let said = '';
    const out = { write: (text) => (said += text) };
    const code = await terminal.run([`${BASE}/x`, '--origin', 'https://foo.com', '--token', '-', ...chance.pick([[], ['--json']])], { stdout: out, stderr: out, stdin: Readable.from([Buffer.from(token)]) });
    strictEqual(code < 2, true, said);
    assertHidden(said, [token], `seed ${seed}, the doctor's command`);
  } finally {
    globalThis.fetch = fetch;
  }
}

/** As many answers, each by a seed of its own; rejects with the first that shows a token, unless `found` is told of it. */
export async function run(seed, answers, { builds = Object.values(BUILDS), terminal, progress, found } = {}) {
  for (let each = seed; each < seed + answers; each++) {
    const chance = seeded(each);
    try {
      if (each % DOCTORED) await call(chance, chance.pick(builds), each);
      else await examine(chance, terminal, each);
    } catch (error) {
      if (!found) throw error;
      found(error);
    }
    if (progress && each % 10_000 === 0) progress(each);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seed, answers] = process.argv.slice(2).map(Number);
  const { prepare } = await import('../../support/doctor/terminal.mjs');
  process.chdir('/'); // the command looks for copies of the package below it
  let shown = 0;
  const found = (error) => {
    if (shown++ < 20) console.log(error.message.slice(0, 2_000));
  };
  const progress = (at) => console.log(`${at}: ${Math.round(performance.now() / 1_000)} s, ${shown} show a token`);
  await run(seed, answers, { terminal: await prepare(), progress, found });
  console.log(`${answers} answers from seed ${seed}: ${shown || 'none'} show${shown ? '' : 's'} a token`);
  process.exitCode = shown ? 1 : 0;
}
