// The watch over the whole suite (support/no-token.mjs) sees all that the package makes: each place that could show a token
// is made to show one, in a process of its own, and the watch must fail it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { createRequire } from 'node:module';
import { describe } from 'node:test';
import { z } from 'zod';
import { seen } from './support/no-token.mjs';
import { assertCode, caught, forBothBuilds, promise, thrown } from './support/suite.mjs';
import { giving, jwt } from './support/tokens.mjs';

const PRELOAD = new URL('./support/no-token.mjs', import.meta.url).href;
const HERE = new URL('.', import.meta.url);

/** What every planted program begins with: `token` is one, and `api` calls a stub of `fetch`. */
const PRELUDE = `
import * as pkg from 'clerk-fetch';
import { jwt } from './support/tokens.mjs';
const { ClerkFetchError } = pkg;
const token = jwt();
const payload = token.split('.')[1];
const failing = { getToken: async () => token, fetch: async () => Response.json({ error: 'no' }, { status: 500 }) };
const api = (options) => pkg.createAuthenticatedFetch({ baseUrl: 'https://a.foo.com', ...failing, ...options });
const quiet = () => {};
`;

/** Programs that show a token, each in one place. */
const PLANTED = {
  "an error's message": "new ClerkFetchError('http', 'words ' + token);",
  'a part of a token': "new ClerkFetchError('http', 'words ' + payload.slice(0, 40));",
  "an error's cause": "new ClerkFetchError('http', 'words', { cause: new Error(token) });",
  "a cause's own field": "new ClerkFetchError('http', 'words', { cause: Object.assign(new Error('x'), { request: { token } }) });",
  "an error's body": "new ClerkFetchError('http', 'words', { body: { a: [{ b: token }] } });",
  "an error's headers": "new ClerkFetchError('http', 'words', { headers: new Headers({ 'x-echo': token }) });",
  "an error's problem": "new ClerkFetchError('http', 'words', { problem: { detail: token } });",
  "an error's issues": "new ClerkFetchError('http', 'words', { issues: [{ message: 'x', input: token }] });",
  'a Map in an error': "new ClerkFetchError('http', 'words', { body: new Map([['a', token]]) });",
  'a hidden property of an error': "new ClerkFetchError('http', 'words', { body: Object.defineProperty({}, 'x', { value: token }) });",
  'an error of a subclass': "new (class Mine extends ClerkFetchError {})('http', token);",
  'an error of the CommonJS build': "import { createRequire } from 'node:module'; const { ClerkFetchError: Other } = createRequire(import.meta.resolve('./x.js'))('clerk-fetch'); new Other('http', token);",
  'an error that a call rejects with': "const other = jwt(); await api({ fetch: () => Promise.reject(new Error(other)) }).json('/x').catch(quiet);",
  'a TypeError of the package': "await pkg.createAuthenticatedFetch(failing)('/' + token).catch(quiet);",
  'an event': "await api({ getToken: async () => 'another', onEvent: quiet })('/' + token);",
  'an event that nobody observes': "await api({ getToken: async () => 'another' })('/' + token);",
  'a console line': 'console.error(token);',
  'an object in a console line': "console.log('all is well', { deep: { deeper: { token } } });",
  'a process warning': 'process.emitWarning(token);',
};

/** Runs a program under the watch: its exit code, and what it said. */
async function watched(program) {
  const args = ['--import', PRELOAD, '--input-type=module', '--eval', PRELUDE + program];
  const child = spawn(process.execPath, args, { cwd: HERE, stdio: ['ignore', 'ignore', 'pipe'] });
  const said = text(child.stderr);
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, said: await said };
}

describe('the watch', () => {
  for (const [name, program] of Object.entries(PLANTED)) {
    promise(`fails for a token in ${name}, and does not show it itself`, async () => {
      const { code, said } = await watched(program);
      assert.equal(code, 1, said);
      assert.match(said, /a token shows in /);
      assert.doesNotMatch(said.replaceAll(program, ''), /eyJ[\w-]{20}/);
    }, 60);
  }

  promise('lets all pass that shows none', async () => {
    const program = `
      const onEvent = (event) => console.log(event);
      console.error(await api({ onEvent }).json('/x').catch((error) => error));
      console.log(JSON.stringify(await pkg.clerkQueryFn(failing)({ queryKey: [{}] }).catch((error) => error)));
      process.emitWarning('nothing');`;
    const { code, said } = await watched(program);
    assert.equal(code, 0, said);
  }, 60);

  promise('sees the errors and events of this very process', async () => {
    const before = seen();
    const { createAuthenticatedFetch } = createRequire(import.meta.url)('clerk-fetch');
    thrown(() => createAuthenticatedFetch({ nope: 1 }));
    const options = { getToken: async () => jwt(), baseUrl: 'https://a.foo.com', fetch: async () => new Response('', { status: 500 }) };
    await caught(createAuthenticatedFetch(options).json('/x'));
    const after = seen();
    assert.deepEqual([after.error - before.error, after.event - before.event], [2, 3]);
  });
});

forBothBuilds(({ createAuthenticatedFetch }) => {
  describe('an API that echoes the token', () => {
    /** The error of a call whose answer is made of the token. */
    const refused = async (answer, how) => {
      const token = jwt();
      const fetch = async () => answer(token);
      const options = { getToken: giving(token).getToken, baseUrl: 'https://a.foo.com', fetch };
      return caught(createAuthenticatedFetch(options).json('/x', how));
    };

    promise('in a bad status finds it masked', async () => {
      const error = await refused((token) => Response.json({ token, deep: [`Bearer ${token}`] }, { status: 500 }));
      assertCode(error, 'http');
      assert.deepEqual(error.body, { token: '[token]', deep: ['Bearer [token]'] });
    });

    promise('in what is no JSON finds it masked', async () => {
      const error = await refused((token) => new Response(`<p>${token}</p>`));
      assertCode(error, 'invalid_json');
      assert.equal(error.body, '<p>[token]</p>');
    });

    promise('in a value that the schema refuses finds it masked', async () => {
      const error = await refused((token) => Response.json({ token }), { schema: z.object({ token: z.number() }) });
      assertCode(error, 'invalid_response');
      assert.deepEqual(error.body, { token: '[token]' });
    });

    promise('in a header of a bad status finds it masked', async () => {
      const error = await refused((token) => new Response('', { status: 500, headers: { 'x-echo': `Bearer ${token}` } }));
      assertCode(error, 'http');
      assert.equal(error.headers.get('x-echo'), 'Bearer [token]');
    });
  });
});
