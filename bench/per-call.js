// One scenario, in Node or in a page: what a call costs with each caller.
import { TOKEN, check, getToken, installFetch } from './fake-fetch.js';
import { measure } from './rounds.js';

const LISTED = 'https://api.foo.com';

const urlsOf = (origin, count) => Array.from({ length: count }, (_, index) => `${origin}/todos/${index}?page=${index % 7}`);

/**
 * @param {{ callers: string[], answer: 'light' | 'light-json' | 'response', urls: number, origin: 'listed' | 'own', rounds: number, slot: number }} scenario
 *   a caller named twice is measured twice: what differs then is noise
 * @param {(name: string) => Promise<object>} load
 */
export const perCall = async ({ callers: names, answer, urls: count, origin, rounds, slot }, load) => {
  const fake = installFetch(answer);
  const urls = urlsOf(origin === 'own' ? location.origin : LISTED, count);
  const callers = [];
  for (const [index, name] of names.entries()) {
    const { make, gives } = await load(name);
    const call = make({ getToken, allowedOrigins: [LISTED] }, TOKEN);
    const caller = { name: names.indexOf(name) < index ? `${name} again` : name, gives, call };
    await check(fake, caller, urls[0]);
    callers.push(caller);
  }
  const { times, calls } = await measure(callers, urls, { rounds, slot });
  return { times, calls: calls + callers.length, fetches: fake.fetches() };
};
