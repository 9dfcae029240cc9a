import { copyFileSync } from 'node:fs';

export const title = 'webpack';
export const shows = ['webpack'];

export async function build(t) {
  await t.run('webpack', ['--mode', 'production', '--entry', './page.js', '--output-path', 'dist']);
  copyFileSync(t.at('index.html'), t.at('dist', 'index.html'));
}

export const rows = (t) => t.policies('dist');
