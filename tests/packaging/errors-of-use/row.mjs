// Errors of use: a peer that is not installed, and two copies of the package in one page.
import assert from 'node:assert/strict';

export const title = 'a missing peer, two copies';

const PEERS = { 'clerk-fetch/swr': 'swr', 'clerk-fetch/react-query': '@tanstack/react-query' };

/** The page bundles one copy twice over: as installed here, and as another package brings it along. */
export async function build(t) {
  const again = `clerk-fetch-again@npm:clerk-fetch@${t.versionOf('clerk-fetch')}`;
  await t.run('npm', [
    'install',
    'clerk-fetch',
    again,
    '--ignore-scripts',
    '--no-save',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--registry',
    t.registry.url,
  ]);
  await t.run('esbuild', [
    'two-copies.jsx',
    '--bundle',
    '--format=esm',
    '--jsx=automatic',
    '--alias:again=clerk-fetch-again',
    '--outdir=dist',
  ]);
}

const missing = (t, entry, peer) => ({
  [`${entry} without ${peer}, in Node`]: async () => {
    const output = await t.run('node', ['--input-type=module', '-e', `import '${entry}'`], { code: 1 });
    return t.says(output, new RegExp(`Cannot find package '${peer}'`));
  },
  [`${entry} without ${peer}, in a bundler`]: async () => {
    const output = await t.run('esbuild', ['--bundle', `missing-${peer.replace(/\W/g, '')}.js`, '--outdir=dist'], {
      code: 1,
    });
    return t.says(output, new RegExp(`Could not resolve "${peer}"`));
  },
});

export function rows(t) {
  const copies = async () => {
    const site = await t.site({
      '/': '<!doctype html><div id="root"></div><script type="module" src="/two-copies.js"></script>',
      '/two-copies.js': { file: t.at('dist/two-copies.js') },
    });
    const { outcome } = await t.page(site.url);
    assert.ok(!outcome.error, outcome.error);
    return outcome;
  };
  return {
    ...Object.assign({}, ...Object.entries(PEERS).map(([entry, peer]) => missing(t, entry, peer))),
    "two copies in one page: each one's errors are instances for the other": async () => {
      assert.deepEqual((await copies()).errors, [true, true, 'signed_out', true]);
      return { status: 'yes' };
    },
    'two copies in one page: both make real calls, and share one new token for a 401': async () => {
      const { users, forced } = await copies();
      assert.deepEqual(users, [t.api.userId, t.api.userId]);
      assert.ok(forced <= 2, `at most one new token for each copy: ${forced}`);
      return { status: 'yes', note: `${forced} new tokens` };
    },
    "two copies in one page: a hook sees the other copy's ClerkFetchProvider": async () => {
      assert.equal((await copies()).hook, t.api.userId);
      return { status: 'yes' };
    },
  };
}
