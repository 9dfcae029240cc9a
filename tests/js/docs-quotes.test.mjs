// What the pages say that a program prints: messages that docs/troubleshooting.md quotes, and flags that the prose names.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { QueryClientProvider } from '@tanstack/react-query';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { useFetch } from 'clerk-fetch/react';
import { useClerkQuery } from 'clerk-fetch/react-query';
import { transformSync } from 'esbuild';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { createServer as createDevServer } from 'vite';
import { blocksOf, textOf } from './support/markdown.mjs';

const baseUrl = 'https://api.foo.com';
const failure = (call) => call.then(
  () => assert.fail('it must reject'),
  (error) => error,
);
const { json } = createAuthenticatedFetch({ baseUrl, getToken: async () => 'token', fetch: async () => new Response('<!doctype html>') });
/** What a component that calls `use` ends in. */
const rendered = async (use) => renderToString(createElement(() => use() && null));

/** How a reader comes to each message that docs/troubleshooting.md quotes. */
const QUOTED = {
  '… with a body that is not JSON': () => json('/todos'),
  '… may not get the token': () => json('https://bar.com/todos'),
  'Clerk is not defined': async () => Clerk.load(),
  'No QueryClient set': () => rendered(() => useClerkQuery(['/todos'])),
  'r.json is not a function': () => createAuthenticatedFetch({ baseUrl, getToken: async () => 'token', fetch: async () => Response.json([]) }).json('/todos').then((r) => r.json()),
  'useFetch(...).json is not a function': () => rendered(() => useFetch().json('/todos')),
};
/** Said by a browser of a page's policy, and by a bundler: tests/browser/loading.test.mjs and tests/packaging/old-bundlers look at them. */
const ELSEWHERE = ['wasm-unsafe-eval', 'Module parse failed: Unexpected token'];

describe('docs/troubleshooting.md', () => {
  const rows = [...textOf('docs/troubleshooting.md').matchAll(/^\| (.+?) \|/gm)].map(([, seen]) => seen);
  // A quote is the whole of a message, or of its end; other code in a row is a name.
  const quotes = rows.flatMap((row) => [/^"(.+?)"/.exec(row)?.[1], /^(?:The console mentions )?`([^`]+ [^`]+|wasm-[^`]+)`/.exec(row)?.[1]]).filter(Boolean);

  test('quotes no message that is not known here', () => assert.deepEqual(quotes.sort(), [...Object.keys(QUOTED), ...ELSEWHERE].sort()));

  for (const [quote, meet] of Object.entries(QUOTED)) {
    test(`"${quote}" is what a reader sees`, async () => {
      const { message } = await failure(meet());
      assert.ok(message.includes(quote.replace('… ', '')), message);
    });
  }
});

test("docs/troubleshooting.md: Vite's dev server forwards a call, with its token, to the API", async (t) => {
  const api = createServer(({ url, headers: { authorization } }, response) => response.end(JSON.stringify({ url, authorization })));
  await new Promise((listening) => api.listen(0, '127.0.0.1', listening));
  t.after(() => api.close());
  const [{ code }] = blocksOf('docs/troubleshooting.md');
  const script = transformSync(code.replace('http://localhost:3000', `http://127.0.0.1:${api.address().port}`), { loader: 'ts', format: 'cjs' }).code;
  const module = { exports: {} };
  new Function('module', 'exports', 'require', script)(module, module.exports, () => ({ defineConfig: (config) => config }));
  const { server } = module.exports.default;
  const vite = await createDevServer({ configFile: false, logLevel: 'error', root: join(INSTALLED, 'docs'), optimizeDeps: { noDiscovery: true }, server: { ...server, port: 0, host: '127.0.0.1', hmr: false, ws: false } });
  t.after(() => vite.close());
  await vite.listen();
  const page = `http://127.0.0.1:${vite.httpServer.address().port}`;
  const { json } = createAuthenticatedFetch({ baseUrl: `${page}/api`, getToken: async () => 'token' });
  assert.deepEqual(await json('/todos?done=true'), { url: '/todos?done=true', authorization: 'Bearer token' });
});

test('docs/nextjs.md: without the address of the API, a call on the server is invalid_key, with the words that the page has', async () => {
  const { code, message } = await failure(createAuthenticatedFetch({ baseUrl: undefined, getToken: async () => 'token' }).json('/todos'));
  const [, page, words] = /\[`(\w+)`\]\(errors\.md#\w+\) and "([^"]+)"/.exec(textOf('docs/nextjs.md'));
  assert.equal(code, page);
  assert.ok(message.includes(words), message);
});

describe('docs/doctor.md: what the command sends', () => {
  const listen = async (t, answer) => {
    const server = createServer(answer);
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    t.after(() => server.close());
    return `http://127.0.0.1:${server.address().port}`;
  };
  const CASES = {
    'without a token and an origin': [{}, ['API GET']],
    'with an origin': [{ origin: true }, ['API GET', 'API OPTIONS', 'page GET']],
    'with a token, whose `azp` is the origin': [{ token: true }, ['API GET', 'API OPTIONS', 'API GET', 'page GET']],
  };
  for (const [name, [{ origin, token }, expected]] of Object.entries(CASES)) {
    test(name, async (t) => {
      const sent = [];
      const api = await listen(t, ({ method }, response) => (sent.push(`API ${method}`), response.writeHead(401).end()));
      const page = await listen(t, ({ method }, response) => (sent.push(`page ${method}`), response.end()));
      const claims = Buffer.from(JSON.stringify({ sub: 'user_ada', azp: page, exp: 4_000_000_000 })).toString('base64url');
      const args = ['doctor', `${api}/me`, ...(origin ? ['--origin', page] : []), ...(token ? ['--token', '-'] : [])];
      const child = spawn(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), ...args], { stdio: ['pipe', 'ignore', 'inherit'] });
      child.stdin.end(token ? `e30.${claims}.x` : '');
      await once(child, 'exit');
      assert.deepEqual(sent, expected);
    });
  }
});

describe('the commands in the prose', () => {
  const help = (command) => spawnSync(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), command, '--help'], { encoding: 'utf8' }).stdout;
  const helps = { doctor: help('doctor'), migrate: help('migrate') };
  const commands = (page) => [...textOf(page).matchAll(/`npx clerk-fetch (\w+)([^`]*)`/g)];
  /** The pages of one command name its flags alone. */
  const flags = (page) => [...textOf(page).replace(/^```[^]*?^```/gm, '').matchAll(/`(--[\w-]+)/g)].map(([, flag]) => flag);

  for (const page of ['README.md', 'llms.txt', 'docs/README.md', 'docs/troubleshooting.md', 'docs/doctor.md', 'docs/migrate.md']) {
    test(`${page}: there is each command, with each of its flags`, () => {
      for (const [text, command, given] of commands(page)) {
        assert.ok(command in helps, text);
        for (const [flag] of given.matchAll(/--[\w-]+/g)) assert.ok(helps[command].includes(flag), text);
      }
      const own = /doctor/.test(page) ? helps.doctor : helps.migrate;
      for (const flag of page === 'llms.txt' ? [] : flags(page)) assert.ok(own.includes(flag), flag);
    });
  }
});
