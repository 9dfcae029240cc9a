// The tests of owners with old and new versions of React, SWR and TanStack Query, in jsdom and in a browser, and a project whose
// versions are too old for the hooks.
import assert from 'node:assert/strict';
import { ROOT } from '../../../scripts/lib/run.mjs';

export const title = 'React, SWR and TanStack Query of other versions';

const REACTS = ['18.3.1', '19.3.1'];

/** Which tests of tests/js a library has, and the versions that they run with. */
const LIBRARIES = {
  swr: { versions: ['2.0.0', '2.2.5', '2.4.0', '2.5.1'], tests: ['swr-identity', 'swr-owners', 'swr-apart', 'swr-late', 'swr-mutations', 'swr-kept', 'swr-preload', 'swr-signed-out', 'swr-subscribed', 'react-strict', 'held-commits', 'use-fetch'] },
  '@tanstack/react-query': { versions: ['5.0.0', '5.40.0', '5.108.0'], tests: ['query-owners', 'query-apart', 'query-streamed', 'query-loaders', 'query-late', 'query-parts', 'query-sources'] },
};

/** The versions that are together in a browser. */
const IN_A_BROWSER = { versions: [['2.0.0', '5.0.0'], ['2.2.5', '5.40.0']], tests: ['identity-holders', 'identity-swr', 'identity-query'] };

/** Versions whose hooks this package has none for: it is installed beside them all the same, and the root works. */
const TOO_OLD = { 'react@17.0.2': 'clerk-fetch/react', 'swr@1.3.0': 'clerk-fetch/swr', '@tanstack/react-query@4.36.1': 'clerk-fetch/react-query' };

const reactOf = (version) => ({ react: version, 'react-dom': version });
const nameOf = (packages) => Object.entries(packages).filter(([name]) => name !== 'react-dom').map((pair) => pair.join(' ')).join(', ');

/** Runs tests of the repository, with the peers of a folder for all that they import. */
const runTests = async (t, packages, options, files) => {
  const env = { PEERS: await t.install(packages), NODE_OPTIONS: '' };
  const output = await t.run('node', [...options, '--test', ...files.map((name) => `tests/${name}.test.mjs`)], { cwd: ROOT, env });
  assert.match(output, /^(# |ℹ )fail 0$/m);
  return { status: 'yes' };
};

const rowsOf = (t, library, { versions, tests }) =>
  versions.flatMap((version) =>
    REACTS.map((react) => {
      const packages = { [library]: version, ...reactOf(react) };
      const files = tests.map((name) => `js/${name}`);
      return [nameOf(packages), () => runTests(t, packages, ['--import', './tests/js/support/peers.mjs'], files)];
    }),
  );

const browserRowsOf = (t, { versions, tests }) =>
  versions.flatMap(([swr, query]) =>
    REACTS.map((react) => {
      const packages = { swr, '@tanstack/react-query': query, ...reactOf(react) };
      const files = tests.map((name) => `browser/${name}`);
      return [`Chromium: ${nameOf(packages)}`, () => runTests(t, packages, ['--test-concurrency=1'], files)];
    }),
  );

const tooOld = (t, spec, entry) => {
  const at = spec.lastIndexOf('@');
  const [name, version] = [spec.slice(0, at), spec.slice(at + 1)];
  const packages = { ...(name !== 'react' && reactOf('17.0.2')), ...(name === 'react' ? reactOf(version) : { [name]: version }) };
  const run = async () => {
    const folder = await t.install(packages, { withPackage: true });
    const script = `
      import { createAuthenticatedFetch } from 'clerk-fetch';
      const fetch = async (url, { headers }) => Response.json({ url, ...headers });
      console.log(JSON.stringify(await createAuthenticatedFetch({ getToken: async () => 'token', baseUrl: 'https://api.foo.com', fetch }).json('/todos')));`;
    const output = await t.run('node', ['--input-type=module', '-e', script], { cwd: folder });
    assert.deepEqual(JSON.parse(output), { url: 'https://api.foo.com/todos', Authorization: 'Bearer token' });
    return { status: 'yes' };
  };
  return [`installed beside ${nameOf(packages)}: the root works, ${entry} is for newer ones`, run];
};

export const rows = (t) =>
  Object.fromEntries([
    ...Object.entries(LIBRARIES).flatMap(([library, how]) => rowsOf(t, library, how)),
    ...browserRowsOf(t, IN_A_BROWSER),
    ...Object.entries(TOO_OLD).map(([spec, entry]) => tooOld(t, spec, entry)),
  ]);
