// The command line as it is installed: what it looks at, what it writes, what it says, and how it ends.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tarball } from '../../scripts/lib/artifact.mjs';
import { documented } from './support/snippets.mjs';

const [{ before: SNIPPET }] = documented;
const RESULT = "export { useFetch as default } from 'clerk-fetch/react';\n";

let home;
let bin;
before(() => {
  home = mkdtempSync(join(tmpdir(), 'clerk-fetch-'));
  writeFileSync(join(home, 'package.json'), '{ "private": true }');
  const { status, stderr } = spawnSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--omit=peer', tarball()], { cwd: home, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  bin = join(home, 'node_modules', '.bin', 'clerk-fetch');
});
after(() => rmSync(home, { recursive: true, force: true }));

let count = 0;
/** A folder with these files, by their paths. */
function project(files) {
  const folder = join(home, `project-${count++}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, read: (path) => readFileSync(join(folder, path), 'utf8') };
}

const run = (cwd, args, env = {}) => spawnSync(bin, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '', ...env } });

const git = (cwd, ...args) => assert.equal(spawnSync('git', ['-c', 'init.defaultBranch=main', ...args], { cwd }).status, 0);

describe('clerk-fetch', () => {
  test('says its version, and what there is', () => {
    const { version } = JSON.parse(readFileSync(join(home, 'node_modules', 'clerk-fetch', 'package.json'), 'utf8'));
    assert.equal(run(home, ['--version']).stdout, `${version}\n`);
    for (const args of [[], ['help'], ['--help']]) {
      const { status, stdout } = run(home, args);
      assert.equal(status, 0);
      assert.match(stdout, /Usage: clerk-fetch <command>\n[\s\S]*\n {2}migrate /);
    }
    assert.match(run(home, ['migrate', '--help']).stdout, /--dry-run/);
  });

  test('a declared function of a file in a circle of imports is left, and an arrow function is not', () => {
    const body = (url) => `{ return fetch(${url}, { headers: { Authorization: \`Bearer \${await getToken()}\` } }); }`;
    const clerk = "import { getToken } from '@clerk/react';\n";
    const { folder, read } = project({
      'src/a.ts': `${clerk}import './lib/b';\nexport async function api(url: string) ${body('url')}\n`,
      'src/lib/b.ts': "import { c } from '@/lib/c';\nexport const b = c;\n",
      'src/lib/c/index.ts': "import { api } from '../../a';\nexport const c = () => api('/api/c');\n",
      'src/arrow.ts': `${clerk}import './one';\nexport const api = async (url: string) => ${body('url')};\n`,
      'src/one.ts': "export { api } from './arrow.ts';\n",
      'src/types.ts': `${clerk}import './two';\nexport async function api(url: string) ${body('url')}\n`,
      'src/two.ts': "import type { api } from './types';\nexport type Api = typeof api;\n",
    });
    const { stdout } = run(folder, ['migrate', '.']);
    assert.match(stdout, /src\/a\.ts:3.* import each other/);
    for (const path of ['src/arrow.ts', 'src/types.ts']) assert.match(read(path), /authenticatedFetch/, path);
    assert.doesNotMatch(read('src/a.ts'), /clerk-fetch/);
  });

  test('an unknown command and an unknown option are told, and end with 2', () => {
    for (const [args, words] of [[['migrat'], /there is no command "migrat"/], [['constructor'], /there is no command/], [['migrate', '--force'], /'--force'/]]) {
      const { status, stdout, stderr } = run(home, args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, words);
    }
  });
});

describe('clerk-fetch migrate', () => {
  test('without a path looks at this folder, and not at what is installed, built or hidden', () => {
    const skipped = ['node_modules/a/x.tsx', 'dist/x.tsx', 'build/x.js', '.next/x.js', '.cache/x.ts', 'types.d.ts', 'x.json'];
    const looked = ['a.js', 'b.jsx', 'c.ts', 'd.tsx', 'e.mjs', 'f.mts', 'deep/er/g.tsx'];
    const { folder, read } = project(Object.fromEntries([...skipped, ...looked].map((path) => [path, SNIPPET.replaceAll(/: \[RequestInfo\]/g, '')])));
    const { status, stdout } = run(folder, ['migrate']);
    assert.equal(status, 0);
    for (const path of looked) assert.equal(read(path), RESULT, path);
    for (const path of skipped) assert.notEqual(read(path), RESULT, path);
    assert.match(stdout, /\n7 files looked at, 7 files changed, 0 places left, 7 to do\nIf it is not installed yet: npm install clerk-fetch\n$/);
  });

  test('a second run says nothing of an option getToken that clerk-fetch has, and goes on saying what it left', () => {
    const { folder, read } = project({
      'caught.js': "import { getToken } from '@clerk/react';\nexport const load = async () => {\n  const token = await getToken().catch(() => null);\n  return fetch('/api/log', { headers: token ? { Authorization: `Bearer ${token}` } : {} });\n};\n",
      'hand.jsx':
        "import { useAuth } from '@clerk/react';\nimport { ClerkFetchProvider, useFetch } from 'clerk-fetch/react';\nexport function Root({ children }) {\n  const { getToken } = useAuth();\n  useFetch({ getToken: (options) => getToken({ ...options, template: 'api' }) });\n  return <ClerkFetchProvider options={{ getToken }}>{children}</ClerkFetchProvider>;\n}\n",
      'left.js': "import { getToken } from '@clerk/react';\nexport const load = async () => console.log(await getToken());\n",
    });
    assert.match(run(folder, ['migrate']).stdout, /\n3 files looked at, 1 file changed, 1 place left/);
    assert.match(read('caught.js'), /getToken: async \(options\) => /);
    const { stdout } = run(folder, ['migrate']);
    assert.match(stdout, /^left\.js:2: left: .*$/m);
    assert.match(stdout, /\n3 files looked at, 0 files changed, 1 place left/);
  });

  test('in a repository leaves what .gitignore names, unless it is named itself', () => {
    const { folder, read } = project({ '.gitignore': 'generated\n', 'generated/x.tsx': SNIPPET, 'src/x.tsx': SNIPPET, 'ü/new.tsx': SNIPPET });
    git(folder, 'init');
    git(folder, 'add', 'src');
    assert.match(run(folder, ['migrate']).stdout, /\n2 files looked at, 2 files changed/);
    assert.deepEqual([read('src/x.tsx'), read('ü/new.tsx'), read('generated/x.tsx')], [RESULT, RESULT, SNIPPET]);
    run(folder, ['migrate', 'generated/x.tsx']);
    assert.equal(read('generated/x.tsx'), RESULT);
  });

  test('an `import … = require(…)` goes when nothing uses it any more, unless it is exported', () => {
    const hook = "export function useLoad() {\n  const { getToken } = clerk.useAuth();\n  return async () => {\n    const res = await fetch('/api', { headers: { Authorization: `Bearer ${await getToken()}` } });\n    return res.text();\n  };\n}\n";
    const one = "import clerk = require('@clerk/clerk-react');\n";
    const two = "import React = require('react');\nexport const Context = React.createContext(null);\n";
    const { folder, read } = project({ 'a.ts': one + two + hook, 'b.ts': `export ${one}${two}${hook}`, 'c.cts': `${one}export const User = clerk.UserButton;\n${hook}` });
    run(folder, ['migrate']);
    const added = "import { useAuthenticatedFetch } from 'clerk-fetch/react';\n";
    const now = hook.replace('const { getToken } = clerk.useAuth()', 'const authenticatedFetch = useAuthenticatedFetch()').replace(/fetch\('\/api'.*\)/, "authenticatedFetch('/api')");
    assert.equal(read('a.ts'), added + two + now);
    assert.equal(read('b.ts'), `export ${one}${two.replace(/\n/, `\n${added}`)}${now}`);
    assert.equal(read('c.cts'), `${one}${added}export const User = clerk.UserButton;\n${now}`);
  });

  test('pages with scripts are told, with the page that goes on', () => {
    const token = 'fetch(url, { headers: { Authorization: `Bearer ${await Clerk.session.getToken()}` } });';
    const { folder, read } = project({
      'index.html': `<!-- getToken() -->\n<script>\n  const load = async () => ${token}\n</script>\n`,
      'page.astro': `---\nconst token = await Astro.locals.auth().getToken();\n---\n<p>{token}</p>\n<script>\n  const load = async () => ${token}\n</script>\n`,
      'guide.mdx': '```js\nawait getToken()\n```\nSee `getToken()`.\n\n<button onClick={async () => send(await window.Clerk.session.getToken())} />\n',
      'about.html': '<p>getToken</p>\n',
    });
    const before = ['index.html', 'page.astro', 'guide.mdx'].map(read);
    const { status, stdout } = run(folder, ['migrate']);
    assert.equal(status, 0);
    assert.deepEqual(['index.html', 'page.astro', 'guide.mdx'].map(read), before);
    assert.match(stdout, /^index\.html:3: left: .*\(docs\/vanilla\.md\)$/m);
    assert.match(stdout, /^page\.astro:2: left: .*\(docs\/server\.md\)$/m);
    assert.match(stdout, /^page\.astro:6: left: .*\(docs\/vanilla\.md\)$/m);
    assert.match(stdout, /^guide\.mdx:6: left: .*\(docs\/react\.md\)$/m);
    assert.match(stdout, /\n4 files looked at, 0 files changed, 4 places left\n/);
  });

  test('each file that sends a token has a line: one that it was handed, kept or took from a cookie, and in a worker', () => {
    const bearer = (token) => `fetch('/api', { headers: { Authorization: \`Bearer \${${token}}\` } });\n`;
    const { folder } = project({
      'given.ts': `let current = null;\nexport function setToken(token) {\n  current = token;\n}\nexport const api = () => ${bearer('current')}`,
      'holder.ts': `export class Holder {\n  static set(token) {}\n  static api = () => ${bearer('Holder.token')}}\n`,
      'app.tsx': "import { useAuth } from '@clerk/react';\nimport { setToken } from './given';\nimport { Holder } from './holder';\nexport const useIt = () => {\n  const { getToken } = useAuth();\n  return async () => {\n    const token = await getToken();\n    setToken(token);\n    Holder.set(await getToken());\n  };\n};\n",
      'last.ts': `export const load = () => ${bearer('window.Clerk?.session?.lastActiveToken?.getRawString()')}`,
      'cookie.ts': `export const load = (request) => ${bearer("request.cookies.get('__session')?.value")}`,
      'backend.ts': `import { clerkClient } from './clerk';\nexport const load = async (id) => {\n  const { jwt } = await clerkClient.sessions.getToken(id, 'api');\n  return ${bearer('jwt')}};\n`,
      'sw.js': `self.addEventListener('push', async () => {\n  await ${bearer('await self.Clerk.session.getToken()')}});\n`,
      'false.ts': "import { getToken } from '@clerk/react';\nexport const load = async () => fetch('/api', { headers: { Authorization: `Bearer ${await getToken({ skipCache: false })}` } });\n",
    });
    const { stdout } = run(folder, ['migrate']);
    for (const [file, line] of Object.entries({ given: 5, holder: 3, last: 1, cookie: 1, backend: 3 })) assert.match(stdout, new RegExp(`^${file}\\.ts:${line}: left: `, 'm'), stdout);
    assert.match(stdout, /^app\.tsx:8: left: .*docs\/vanilla\.md/m);
    assert.match(stdout, /^sw\.js:2: left: .*\(docs\/workers\.md\)$/m);
    assert.match(stdout, /\nChanged:\nfalse\.ts\n/);
  });

  test('a function that the file imports already is imported once', () => {
    const { folder, read } = project({ 'a.tsx': "import { useAuth } from '@clerk/react';\nimport { useAuthenticatedFetch as useOwn } from 'clerk-fetch/react';\nexport const useA = () => {\n  const own = useOwn();\n  const { getToken } = useAuth();\n  const load = async () => {\n    const res = await fetch('/api', { headers: { Authorization: `Bearer ${await getToken()}` } });\n    return [await res.json(), own];\n  };\n  return load;\n};\n" });
    run(folder, ['migrate']);
    assert.match(read('a.tsx'), /^import \{ useAuthenticatedFetch as useOwn \} from 'clerk-fetch\/react';\n(.*\n)*? {2}const authenticatedFetch = useOwn\(\);\n/);
    assert.equal(read('a.tsx').match(/clerk-fetch/g).length, 1);
  });

  test('takes files and folders, each file once', () => {
    const { folder, read } = project({ 'a/x.tsx': SNIPPET, 'a/y.tsx': SNIPPET, 'b/x.tsx': SNIPPET });
    assert.match(run(folder, ['migrate', 'a', 'a/x.tsx', './a/y.tsx']).stdout, /\n2 files looked at, 2 files changed/);
    assert.equal(read('b/x.tsx'), SNIPPET);
  });

  test('shows a unified diff, with --dry-run without writing', () => {
    const { folder, read } = project({ 'src/useFetch.tsx': SNIPPET });
    const { status, stdout } = run(folder, ['migrate', '--dry-run']);
    assert.equal(status, 0);
    assert.match(stdout, /^--- a\/src\/useFetch\.tsx\n\+\+\+ b\/src\/useFetch\.tsx\n@@ -1,11 \+1,1 @@\n-import \{ useAuth \} from '@clerk\/react';\n/);
    assert.ok(stdout.includes(`\n+${RESULT}`), stdout);
    assert.match(stdout, /\nWould be changed:\nsrc\/useFetch\.tsx\n/);
    assert.match(stdout, /\nTo do: .*baseUrl.*\nsrc\/useFetch\.tsx:1: to do: where `\.\.\.args` goes is not known here\n/);
    assert.match(stdout, /\n1 file looked at, 1 file would be changed, 0 places left, 1 to do\n$/);
    assert.equal(read('src/useFetch.tsx'), SNIPPET);
    assert.deepEqual(readdirSync(join(folder, 'src')), ['useFetch.tsx']);
  });

  test('is coloured where that is wanted, and only there', () => {
    const { folder } = project({ 'x.tsx': SNIPPET });
    const shown = (env) => run(folder, ['migrate', '--dry-run'], env).stdout;
    assert.ok(shown({ FORCE_COLOR: '1' }).includes(`\x1b[32m+${RESULT.trim()}\x1b[0m`));
    for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '0' }]) assert.ok(!shown(env).includes('\x1b'), JSON.stringify(env));
  });

  test('keeps a byte order mark, line ends and the file’s mode', () => {
    const text = `\uFEFF// mine\r\n\r\n${SNIPPET.replaceAll('\n', '\r\n')}`;
    const { folder, read } = project({ 'x.tsx': text });
    chmodSync(join(folder, 'x.tsx'), 0o755);
    run(folder, ['migrate']);
    assert.equal(read('x.tsx'), `\uFEFF// mine\r\n\r\n${RESULT.replaceAll('\n', '\r\n')}`);
    assert.equal(statSync(join(folder, 'x.tsx')).mode & 0o777, 0o755);
  });

  test('writes through a link', () => {
    const { folder, read } = project({ 'real/x.tsx': SNIPPET });
    symlinkSync(join('real', 'x.tsx'), join(folder, 'link.tsx'));
    run(folder, ['migrate', 'link.tsx']);
    assert.equal(read('real/x.tsx'), RESULT);
    assert.equal(readFileSync(join(folder, 'link.tsx'), 'utf8'), RESULT);
    assert.ok(existsSync(join(folder, 'link.tsx')));
  });

  test('a path that is not there ends with 2, and nothing is changed', () => {
    const { folder, read } = project({ 'x.tsx': SNIPPET });
    const { status, stderr } = run(folder, ['migrate', 'x.tsx', 'nope', 'no/more.ts']);
    assert.equal(status, 2);
    assert.match(stderr, /there is no "nope", "no\/more\.ts"/);
    assert.equal(read('x.tsx'), SNIPPET);
  });

  test('what is no code, or no UTF-8, is told with its line, and the rest is done: it ends with 1', () => {
    const { folder, read } = project({ 'a.ts': `${SNIPPET}\nconst = getToken;\n`, 'b.tsx': Buffer.from([0x67, 0xff, 0xfe]), 'c.tsx': SNIPPET });
    const { status, stdout } = run(folder, ['migrate']);
    assert.equal(status, 1);
    assert.match(stdout, /^a\.ts:13: is no code that could be parsed: Unexpected token$/m);
    assert.match(stdout, /^b\.tsx:1: could not be read: /m);
    assert.match(stdout, /\n3 files looked at, 1 file changed, 0 places left, 1 to do, 2 files failed\n/);
    assert.equal(read('c.tsx'), RESULT);
  });

  test('a file that cannot be written is told, and stays as it is', () => {
    const { folder, read } = project({ 'src/x.tsx': SNIPPET });
    chmodSync(home, 0o755);
    chmodSync(join(folder, 'src'), 0o555);
    const nobody = process.getuid() === 0 ? { uid: 65_534, gid: 65_534 } : {}; // root may write anywhere
    const { status, stdout } = spawnSync(bin, ['migrate'], { cwd: folder, encoding: 'utf8', ...nobody });
    chmodSync(join(folder, 'src'), 0o755);
    assert.equal(status, 1);
    assert.match(stdout, /^src\/x\.tsx:1: could not be written: EACCES/m);
    assert.match(stdout, /\n1 file looked at, 0 files changed, 0 places left, 1 file failed\n$/);
    assert.equal(read('src/x.tsx'), SNIPPET);
    assert.deepEqual(readdirSync(join(folder, 'src')), ['x.tsx']);
  });

  test('an empty folder, and one without Clerk, end well', () => {
    const { folder } = project({ 'src/x.ts': 'export {};\n' });
    assert.deepEqual([run(folder, ['migrate']).stdout, run(folder, ['migrate']).status], ['1 file looked at, 0 files changed, 0 places left\n', 0]);
  });

  test('a line to add is printed once, with all its places; a summary says what was done and what was not', () => {
    const left = "import { useAuth } from '@clerk/react';\nexport const useX = () => {\n  const { getToken } = useAuth();\n  return async () => console.log(await getToken());\n};\n";
    const { folder } = project({ 'a.tsx': SNIPPET, 'b.tsx': SNIPPET, 'c.tsx': left, 'd.js': `// ${'x'.repeat(1 << 20)}\nawait getToken();` });
    const { stdout } = run(folder, ['migrate']);
    assert.equal(stdout.match(/<ClerkFetchProvider/g).length, 1, stdout);
    assert.match(stdout, /\nChanged:\na\.tsx\nb\.tsx\n\nTo do: .*\na\.tsx:1: to do: .*\nb\.tsx:1: to do: .*\n\nLeft as it is:\nc\.tsx:4: left: the token is printed, by `console\.log\(\)`\n\nNot looked at:\nd\.js:1: not looked at: it is larger than 1 MiB\n/);
    assert.match(stdout, /\n4 files looked at, 2 files changed, 1 place left, 2 to do, 1 not looked at\n/);
  });

  test('a test that mocks Clerk is told, where the code that was changed does not call it any more', () => {
    const mocked = "vi.mock('@clerk/react', () => ({ useAuth: () => ({}) }));\n";
    const { folder } = project({ 'a.tsx': SNIPPET, 'a.test.tsx': `\n${mocked}`, '__mocks__/@clerk/react.ts': 'export const useAuth = () => {};\n' });
    const { stdout } = run(folder, ['migrate', '--dry-run']);
    assert.match(stdout, /To do: .*createFakeClerk.*\n(.*\n)?a\.test\.tsx:2: to do: .*passes before and fails after\n/);
    assert.match(stdout, /__mocks__\/@clerk\/react\.ts:1: to do: /);
    const none = project({ 'a.test.tsx': mocked });
    assert.doesNotMatch(run(none.folder, ['migrate']).stdout, /createFakeClerk/);
  });

  test('each way to stand in for Clerk is told, and nothing that only looks like one', () => {
    const all = "import * as clerk from '@clerk/react';\n";
    const hooks = {
      'vitest.test.ts': "vi.mock('@clerk/react');",
      'vitest-import.test.ts': "vi.mock(import('@clerk/nextjs'), async (load) => ({ ...(await load()), useAuth: fake }));",
      'vitest-types.test.ts': "vi.doMock<typeof import('@clerk/react')>('@clerk/react', () => ({ useAuth: () => ({ a: '<' }) }));",
      'vitest-spy.test.ts': `${all}vi.spyOn(clerk, 'useAuth').mockReturnValue({});`,
      'vitest-spy-later.test.ts': "const whole = await import('@clerk/clerk-react');\nvi.spyOn(whole, 'useSession').mockReturnValue({});",
      'jest.test.js': "jest.mock(\n  '@clerk/react', // ours\n  () => ({}),\n);",
      'jest-esm.test.js': "jest.unstable_mockModule('@clerk/react', () => ({ useAuth: jest.fn() }));",
      'jest-spy.test.js': "const clerk = require('@clerk/react');\njest.spyOn(clerk, 'useAuth').mockImplementation(() => ({}));",
      'jest-spy-actual.test.js': "jest.spyOn(jest.requireActual('@clerk/react'), 'useAuth');",
      'jest-property.test.js': `${all}jest.replaceProperty(clerk, 'useAuth', () => ({}));`,
      'node.test.js': "import { mock } from 'node:test';\nmock.module('@clerk/react', { namedExports: {} });",
      'node-context.test.js': "test('x', (t) => {\n  t.mock.module(CLERK, {});\n});\nconst CLERK = '@clerk/react';",
      'node-method.test.js': `${all}mock.method(clerk, 'useAuth', () => ({}));`,
      'bun.test.ts': "import { mock, spyOn } from 'bun:test';\nmock.module('@clerk/react', () => ({}));",
      'bun-spy.test.ts': `${all}import { spyOn } from 'bun:test';\nspyOn(clerk, 'useAuth');`,
      'sinon.test.js': `${all}sinon.stub(clerk, 'useAuth').returns({});`,
      'sinon-sandbox.test.js': `${all}sandbox.replace(clerk, 'useAuth', () => ({}));`,
      'cypress.cy.ts': `${all}cy.stub(clerk, 'useAuth').returns({});`,
      'testdouble.test.js': "await td.replaceEsm('@clerk/react', {});",
      'proxyquire.test.js': "proxyquire('./api', { '@clerk/react': { useAuth } });",
      'esmock.test.js': "await esmock('./api.js', { '@clerk/react': { useAuth } });",
      'mock-require.test.js': "mock('@clerk/react', {});",
      'assigned.test.js': "const clerk = require('@clerk/react');\nclerk.useAuth = () => ({});",
      'cache.test.js': "require.cache[require.resolve('@clerk/react')] = { exports: {} };",
      'vitest.config.ts': "export default { test: { alias: { '@clerk/react': './fake.ts' } } };",
      'vite.config.ts': "export default { resolve: { alias: [{ find: /^@clerk\\/react$/, replacement: './fake.ts' }] } };",
      'jest.config.js': "module.exports = { moduleNameMapper: { '^@clerk/react$': '<rootDir>/fake.js' } };",
      '.storybook/main.ts': "export default { viteFinal: (config) => ({ ...config, resolve: { alias: { '@clerk/nextjs': new URL('./clerk.ts', import.meta.url).pathname } } }) };",
    };
    const pages = {
      'page.test.js': "globalThis.Clerk = { session: {} };",
      'page-cast.test.ts': "(window as any).Clerk = { session: {} };",
      'page-stub.test.ts': "vi.stubGlobal('Clerk', {});",
      'page-define.test.js': "Object.defineProperty(window, 'Clerk', { value: {} });",
      'page-assign.test.js': "Object.assign(globalThis, { Clerk: {} });",
      'page.cy.js': "cy.window().then((win) => {\n  win.Clerk = {};\n});",
      'jest.setup.js': "global.Clerk = {};",
    };
    const others = {
      'next.config.js': "module.exports = { transpilePackages: ['@clerk/react'], experimental: { optimizePackageImports: ['@clerk/nextjs'] } };",
      'once.config.ts': "export default { resolve: { alias: { '@clerk/react': resolve('node_modules/@clerk/react') } } };",
      'text.test.js': "name.replace('@clerk/', ''); registry.module('@clerk/react');",
      'spied.test.js': `${all}vi.spyOn(clerk, 'useUser'); vi.spyOn(api, 'useAuth');`,
      'own.test.js': "vi.mock('./clerk'); vi.mock('@clerk-like/react');",
      'inside.test.js': "vi.mock('./api', async () => ({ ...(await import('@clerk/react')) }));",
      'app.js': "window.Clerk = new Clerk('pk_test');",
    };
    const page = "export const load = async () => fetch('/api', { headers: { Authorization: `Bearer ${await window.Clerk.session.getToken()}` } });\n";
    const { folder } = project({ 'a.tsx': SNIPPET, 'page.ts': page, ...hooks, ...pages, ...others });
    const { stdout } = run(folder, ['migrate', '.', '.storybook/main.ts']);
    const told = (kind) => [...stdout.matchAll(new RegExp(`^(\\S+?):\\d+: to do: this replaces ${kind}`, 'gm'))].map(([, file]) => file).sort();
    assert.deepEqual(told("Clerk's hooks"), Object.keys(hooks).sort(), stdout);
    assert.deepEqual(told("the page's `Clerk`"), Object.keys(pages).sort());
    assert.match(stdout, /^jest\.test\.js:1: /m);
    assert.match(stdout, /^vitest-spy\.test\.ts:2: /m);
  });
});

describe('a stranger’s repository', () => {
  const git2 = (cwd, ...args) => spawnSync('git', args, { cwd, encoding: 'utf8' });

  test('no program that its configuration names is run, also with --dry-run', () => {
    const { folder } = project({ 'src/x.tsx': SNIPPET, 'hook.sh': '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n' });
    chmodSync(join(folder, 'hook.sh'), 0o755);
    git(folder, 'init');
    git(folder, 'add', 'src');
    const program = join(folder, 'hook.sh');
    for (const name of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'core.askPass', 'core.editor', 'filter.x.clean', 'filter.x.process', 'pager.ls-files', 'diff.external']) git2(folder, 'config', name, program);
    git2(folder, 'config', 'core.hooksPath', folder);
    writeFileSync(join(folder, 'post-index-change'), '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n', { mode: 0o755 });
    writeFileSync(join(folder, '.gitattributes'), '* filter=x\n');
    git2(folder, '-c', 'core.fsmonitor=', 'ls-files');
    for (const args of [['migrate', '--dry-run'], ['migrate']]) {
      assert.equal(run(folder, args).status, 0);
      assert.equal(existsSync(join(folder, 'ran')), false, args.join(' '));
    }
    git2(folder, 'ls-files', '--others');
    assert.ok(existsSync(join(folder, 'ran')), 'git itself would have run it');
  });

  test("the caller's variables for git do not lead elsewhere", () => {
    const { folder, read } = project({ 'x.tsx': SNIPPET });
    const other = project({ 'y.tsx': SNIPPET });
    git(other.folder, 'init');
    run(folder, ['migrate'], { GIT_DIR: join(other.folder, '.git'), GIT_WORK_TREE: other.folder });
    assert.deepEqual([read('x.tsx'), other.read('y.tsx')], [RESULT, SNIPPET]);
  });

  test('a link that leads out of the folder is neither followed nor written', () => {
    const outside = project({ 'secret.tsx': SNIPPET, 'more/deep.tsx': SNIPPET });
    const { folder, read } = project({ 'in/x.tsx': SNIPPET });
    symlinkSync(join(outside.folder, 'secret.tsx'), join(folder, 'link.tsx'));
    symlinkSync(join('..', '..', outside.folder.split('/').at(-1), 'secret.tsx'), join(folder, 'in', 'relative.tsx'));
    symlinkSync(join(outside.folder, 'more'), join(folder, 'linked'));
    git(folder, 'init');
    git(folder, 'add', '.');
    for (const paths of [[], ['.'], ['in'], ['link.tsx'], ['linked'], ['linked/deep.tsx'], ['in/relative.tsx']]) {
      const { status, stdout } = run(folder, ['migrate', ...paths]);
      assert.equal(status, 0);
      if (/link|relative/.test(paths[0] ?? '')) assert.match(stdout, /not looked at: it is a link that leads out of this folder\n/, paths[0]);
    }
    assert.deepEqual([outside.read('secret.tsx'), outside.read('more/deep.tsx')], [SNIPPET, SNIPPET]);
    assert.equal(read('in/x.tsx'), RESULT);
  });

  test('names and code tell the terminal nothing', () => {
    const name = 'a\x1b[2J\x1b]0;owned\x07\u202e\n.tsx';
    const { folder } = project({ [name]: SNIPPET.replace('return fetch', '// \x1b[31m\x9b2J\u202e\n    return fetch'), 'b.tsx': `const x = '\x1b[2J' + await getToken(\x1b);` });
    for (const env of [{}, { FORCE_COLOR: '1' }]) {
      const { stdout } = run(folder, ['migrate', '--dry-run'], env);
      assert.match(stdout, /a\\x1b\[2J\\x1b\]0;owned\\x07\\u202e\\x0a\.tsx/);
      assert.doesNotMatch(stdout.replace(/\x1b\[\d*m/g, ''), /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/, JSON.stringify(stdout));
      assert.doesNotMatch(run(folder, ['migrate', '\x1b[2Jnope'], env).stderr, /\x1b/);
    }
  });

  test('a comment of slashes, a file of brackets, a file of 100 MB: each ends in a line, and soon', { timeout: 120_000 }, () => {
    const slow = {
      'slashes.tsx': SNIPPET.replace(/(getToken\(\)\}`) \}/, `$1 /*${'/'.repeat(36)} */ }`),
      'lines.tsx': SNIPPET.replace(/(getToken\(\)\}`) \}/, `$1 ${'//'.repeat(40_000)}\n }`),
      'blank.tsx': SNIPPET.replace('return authenticatedFetch', `${'\n'.repeat(60_000)}  return authenticatedFetch`),
      'blocks.tsx': SNIPPET.replace(/(getToken\(\)\}`) \}/, `$1 ${'/* */ '.repeat(5_000)} }`),
      'round.tsx': `await getToken();\n${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
      'square.ts': `await getToken();\n${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      'curly.js': `await getToken();\n${'{'.repeat(20_000)}${'}'.repeat(20_000)}`,
      'open.ts': `await getToken();\n${'('.repeat(20_000)}`,
      'types.ts': `await getToken();\nlet x: ${'A<'.repeat(10_000)}B${'>'.repeat(10_000)};`,
      'arrows.tsx': `await getToken();\n${'(a) => '.repeat(20_000)}a`,
      'ternary.ts': `await getToken();\nx = ${'a ? (b) : '.repeat(30)}c;`,
    };
    for (const [file, text] of Object.entries(slow)) {
      const { folder } = project({ [file]: text });
      const began = process.hrtime.bigint();
      const { status, stdout, stderr } = run(folder, ['migrate', '--dry-run']);
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      assert.ok(seconds < 30, `${file}: ${seconds} s`);
      assert.ok([0, 1].includes(status) && !/Error/.test(stderr), `${file}: ${status} ${stderr}`);
      assert.match(stdout, /1 file looked at/, file);
      assert.doesNotMatch(stdout, /an error of clerk-fetch/, file);
    }
    const { folder } = project({ 'big.js': '' });
    const piece = `getToken(); // ${'x'.repeat(1000)}\n`;
    writeFileSync(join(folder, 'big.js'), piece.repeat(100_000));
    assert.match(run(folder, ['migrate']).stdout, /^big\.js:1: not looked at: it is larger than 1 MiB$/m);
  });

  test('what is no file is told', { skip: process.platform === 'win32' }, () => {
    const { folder } = project({ 'x.tsx': SNIPPET });
    assert.equal(spawnSync('mkfifo', [join(folder, 'pipe.ts')]).status, 0);
    assert.match(run(folder, ['migrate', 'pipe.ts']).stdout, /^pipe\.ts:1: not looked at: it is no file$/m);
    assert.match(run(folder, ['migrate']).stdout, /1 file looked at, 1 file changed/);
  });
});
