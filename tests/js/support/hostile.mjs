// Values that no careful program throws or returns, and how an error is told that should not have come from inside.
import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';

const explode = () => {
  throw new Error('a trap');
};

/** An error each of whose fields throws when it is read. */
const trapped = () => {
  const error = new Error('x');
  for (const name of ['message', 'name', 'stack', 'cause', 'code']) Object.defineProperty(error, name, { get: explode });
  return error;
};

const TRAPS = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'set', 'defineProperty', 'isExtensible'];

/** An object that throws whatever is done with it; `then` may be looked at, so that a promise can hold it. */
const proxied = () =>
  new Proxy(() => {}, {
    ...Object.fromEntries(TRAPS.map((trap) => [trap, explode])),
    get: (_, name) => (name === 'then' ? undefined : explode()),
    apply: explode,
  });

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** What may be thrown, by what it is called in a test's name. */
export const THROWN = {
  'a string': () => 'thrown',
  undefined: () => undefined,
  null: () => null,
  'a number': () => 0,
  'a symbol': () => Symbol('thrown'),
  'a bigint': () => 1n,
  'an object without a prototype': () => Object.create(null),
  'a frozen error': () => Object.freeze(new Error('frozen')),
  "another realm's error": () => runInNewContext('new TypeError("elsewhere")'),
  'an error whose fields throw': trapped,
  'a Proxy that throws on everything': proxied,
  'a revoked Proxy': revoked,
};

/** Promises of a kind: they settle twice, throw at once, or give what throws. */
export const THENABLES = {
  'a thenable that settles twice': (value) => ({ then: (resolve, reject) => (resolve(value), reject(new Error('late')), resolve('later')) }),
  'a thenable that throws after it settled': (value) => ({ then: (resolve) => (resolve(value), explode()) }),
  'a thenable that settles in another turn': (value) => ({ then: (resolve) => void setImmediate(resolve, value) }),
};
export const BROKEN_THENABLES = {
  'a thenable that throws at once': () => ({ then: explode }),
  'a thenable whose `then` cannot be read': () => Object.defineProperty({}, 'then', { get: explode }),
  'a thenable that rejects with nothing': () => ({ then: (_, reject) => reject() }),
};

/** Without looking at it: the assertion's own message would. */
export const assertUntouched = (actual, expected) => assert.ok(Object.is(actual, expected), 'not the value itself');

/** An engine's own error whose top frame is in the package's code came from a mistake there. */
export function assertNotFromInside(error) {
  if (Object(error) !== error || error.name === 'ClerkFetchError') return;
  const [, frame = ''] = /\n\s+at (.*)/.exec(String(error.stack)) ?? [];
  assert.doesNotMatch(frame, /clerk-fetch[\\/]dist/, `${error.message} at ${frame}`);
}

/** What a promise comes to: `{ value }` or `{ error }`. Held in an object, since a promise would look for a `then`. */
export const outcome = (pending) => pending.then((value) => ({ value }), (error) => ({ error }));
