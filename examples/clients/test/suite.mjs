// The same promises for each client. A client's test says how to call it and where its users find our error.
import { createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inspect } from 'node:util';
import { guard } from '../servers/guard.ts';
import { lineOf } from './recipes.mjs';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const LIMIT = { timeout: 60_000 };

/** Waits for what another end of a connection does. */
export async function eventually(check) {
  for (const start = Date.now(); !check(); ) {
    assert.ok(Date.now() - start < 30_000, `it never came: ${check}`);
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

/** A signed-in user, a server that lets no one else in, and a fetch whose token is for that server alone. */
export async function world(t, handler, { refuse, ...options } = {}) {
  const clerk = createFakeClerk({ user: 'user_ada' });
  const server = await guard(clerk, handler, refuse);
  t.after(server.close);
  return { clerk, server, authenticatedFetch: createAuthenticatedFetch({ clerk, allowedOrigins: [server.url], ...options }) };
}

/** What a call of a client fails with. */
const failureOf = (pending) =>
  pending.then(
    (value) => assert.fail(`it gave ${inspect(value)}`),
    (error) => error,
  );

const codeOfOurs = (error) => isClerkFetchError(error) && error.code;

/** For clients that wrap it. */
export const codeOfCause = ({ cause }) => codeOfOurs(cause);

/**
 * `handler` is the server behind the guard, `connect(url, authenticatedFetch, world)` the example.
 * `call(client, { headers, signal })` has the API rename a to-do to `Milk`, and gives its answer: `{ userId, title }`.
 * `codeOf(failure)` finds the code of our error in what `call` rejects with. `method` is what the client sends by.
 * `library` is run by its line in docs/other-clients.md too, whose names `libraries` has. `refuse` is how the API refuses a token.
 * Clients that cannot be given headers or a signal for one call say so by `headers: false`, `signal: false`, and those that try again
 * after whatever failure by `failure: false`.
 */
export function promises({ library, libraries, byLine: { made = (client) => client, ...byLine } = {}, connect, ...rest }) {
  const connectByLine = async (...args) => made(await lineOf(library, libraries)(...args));
  if (library) describe('by the line of docs/other-clients.md', () => promises({ ...rest, ...byLine, connect: connectByLine }));
  if (connect) keeps({ ...rest, connect });
}

function keeps({ handler, connect, call, codeOf = codeOfOurs, method = 'POST', refuse, options, refusedBy = 401, ...can }) {
  const start = async (t) => {
    const all = await world(t, handler, { refuse, ...options });
    return { ...all, client: await connect(all.server.url, all.authenticatedFetch, all) };
  };

  test('the token is on the wire, with what the client sends itself', LIMIT, async (t) => {
    const { client, server } = await start(t);
    const headers = can.headers === false ? undefined : { 'X-Caller': 'mine' };
    assert.deepEqual(await call(client, { headers }), { userId: 'user_ada', title: 'Milk' });
    const [{ method: sent, headers: received }] = server.arrived;
    assert.equal(sent, method);
    if (method === 'POST') assert.match(received['content-type'], /^application\/json/);
    if (headers) assert.equal(received['x-caller'], 'mine');
  });

  test('an expired token is renewed once and the request sent again', LIMIT, async (t) => {
    const { client, clerk, server } = await start(t);
    await call(client, {});
    clerk.expire();
    const mints = clerk.mints;
    const three = await Promise.all([call(client, {}), call(client, {}), call(client, {})]);
    assert.deepEqual(three, Array(3).fill({ userId: 'user_ada', title: 'Milk' }));
    assert.equal(clerk.mints - mints, 1);
    const refused = server.arrived.filter((each) => each.refused);
    assert.ok(refused.length);
    for (const { status } of refused) assert.equal(status, refusedBy);
  });

  if (can.failure === false) return;
  test('a foreign origin gets no token, and no request', LIMIT, async (t) => {
    const all = await world(t, handler);
    const { clerk, server } = all;
    const foreign = await connect(server.foreignUrl, all.authenticatedFetch, all);
    const failure = await failureOf(call(foreign, {}));
    assert.equal(codeOf(failure), 'origin_not_allowed', inspect(failure));
    assert.equal(clerk.mints, 0);
    assert.deepEqual(server.arrived, []);
  });

  test('signed out, its user finds our code, and there is no request', LIMIT, async (t) => {
    const { client, clerk, server } = await start(t);
    await clerk.signOut();
    const failure = await failureOf(call(client, {}));
    assert.equal(codeOf(failure), 'signed_out', inspect(failure));
    assert.deepEqual(server.arrived, []);
  });

  if (can.signal === false) return;
  test("the client's abort ends the request", LIMIT, async (t) => {
    const { client, server } = await start(t);
    server.state.held = true;
    const controller = new AbortController();
    const pending = failureOf(call(client, { signal: controller.signal }));
    await eventually(() => server.arrived.length === 1);
    collectGarbage(); // the client may have dropped what the signal stands in
    controller.abort();
    assert.equal(codeOfOurs(await pending), false);
    await eventually(() => server.arrived[0].abandoned);
  });
}
