import { copyFileSync } from 'node:fs';

export const title = 'Rollup';
export const shows = ['rollup'];

export async function build(t) {
  await t.run('rollup', ['page.js', '--dir', 'dist', '--format', 'es', '--plugin', 'node-resolve']);
  copyFileSync(t.at('index.html'), t.at('dist', 'index.html'));
}

export const rows = (t) => t.policies('dist');
