import { copyFileSync } from 'node:fs';

export const title = 'Rspack';
export const shows = ['@rspack/core'];

export async function build(t) {
  await t.run('node', ['build.js']);
  copyFileSync(t.at('index.html'), t.at('dist', 'index.html'));
}

export const rows = (t) => t.policies('dist');
