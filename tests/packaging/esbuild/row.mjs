import { copyFileSync } from 'node:fs';

export const title = 'esbuild';
export const shows = ['esbuild'];

export async function build(t) {
  await t.run('esbuild', ['page.js', '--bundle', '--minify', '--splitting', '--format=esm', '--outdir=dist']);
  copyFileSync(t.at('index.html'), t.at('dist', 'index.html'));
}

export const rows = (t) => t.policies('dist');
