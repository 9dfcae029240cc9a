// The hooks with the oldest React that they take.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';

export const title = 'React';
export const shows = ['react'];

export async function build(t) {
  await t.run('esbuild', ['page.jsx', '--bundle', '--format=esm', '--splitting', '--jsx=automatic', '--outdir=dist']);
  copyFileSync(t.at('index.html'), t.at('dist', 'index.html'));
}

export const rows = (t) => ({
  'useFetch, useClerkSWR, useClerkQuery': async () => {
    const { outcome } = await t.page((await t.site('dist')).url);
    assert.deepEqual(outcome, { react: '18.3.1', users: Array(3).fill(t.api.userId) });
    return { status: 'yes' };
  },
});
