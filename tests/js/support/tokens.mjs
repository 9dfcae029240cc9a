// Token sources, and the tokens they give.

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

let made = 0;

/** A token as Clerk makes them, each of its own; `claims` are the identity: `sub`, `sid`, `o`. */
export const jwt = (claims = {}) =>
  [
    encode({ alg: 'RS256', typ: 'JWT' }),
    encode({ sub: 'user_1', sid: 'sess_1', v: 2, jti: String(++made), ...claims }),
    'c2lnbmF0dXJl',
  ].join('.');

/** A `getToken` that gives these answers in turn and then keeps to the last; an Error is thrown, a function called. */
export function giving(...answers) {
  const calls = [];
  const getToken = async (...args) => {
    const answer = answers[Math.min(calls.push(args) - 1, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer(...args) : answer;
  };
  return { getToken, calls };
}

/** A `getToken` that caches as Clerk's does, and mints on `skipCache`: `mints` counts, `current` is the newest. */
export function minting(claims) {
  const source = { mints: 0, calls: [], current: jwt(claims) };
  source.getToken = async (options) => {
    source.calls.push(options);
    if (options?.skipCache) {
      source.mints++;
      source.current = jwt(claims);
    }
    return source.current;
  };
  return source;
}

/** An API's route that accepts the token `isValid` accepts, and answers anything else with 401. */
export const guarded = (isValid) => (request) =>
  isValid(request.authorization?.replace('Bearer ', ''))
    ? { body: { ok: true, text: request.text } }
    : { status: 401, body: { error: 'unauthorized' } };
