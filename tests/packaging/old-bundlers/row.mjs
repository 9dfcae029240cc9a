// Bundlers from before `exports`: they find the root by `module` or `main`, the other entries by their folders. The
// syntax of this decade must be lowered for them.
import { copyFileSync } from 'node:fs';

export const title = 'webpack 4 and browserify';
export const shows = ['browserify'];

const OPENSSL = { NODE_OPTIONS: '--openssl-legacy-provider' }; // webpack 4 hashes with MD4

const webpack = (t, options) => t.run('webpack', ['--mode', 'production', ...options], { env: OPENSSL });

const call = async (t, folder, core) => {
  copyFileSync(t.at('index.html'), t.at(folder, 'index.html'));
  return t.works((await t.page((await t.site(folder)).url)).outcome, core);
};

export const rows = (t) => ({
  'webpack 4 as it is': async () => {
    const output = await webpack(t, ['--entry', './page.js', '--output-path', 'dist/plain']).catch(
      (error) => error.output,
    );
    return t.cannot(
      output,
      /Module parse failed: Unexpected token/,
      'lower node_modules/clerk-fetch to ES2018 by a loader',
    );
  },
  'webpack 4 with a loader that lowers': async () => {
    await webpack(t, ['--config', 'webpack.lowered.js']);
    return call(t, 'dist/webpack');
  },
  'webpack 4 with a loader that lowers, clerk-fetch/no-wasm': async () => {
    const entry = ['--entry', './subpath.js', '--output-path', 'dist/subpath'];
    await webpack(t, ['--config', 'webpack.lowered.js', ...entry]);
    return call(t, 'dist/subpath', 'js');
  },
  'browserify as it is': async () => {
    const output = await t.run('browserify', ['page.cjs', '-o', 'plain.js'], { code: 1 });
    return t.cannot(output, /Unexpected token/, 'lower node_modules/clerk-fetch to ES2018 by a global transform');
  },
  'browserify with a transform that lowers': async () => {
    await t.run('node', ['-e', "require('node:fs').mkdirSync('dist/browserify', { recursive: true })"]);
    await t.run('browserify', ['page.cjs', '-g', './lower-transform.js', '-o', 'dist/browserify/main.js']);
    return call(t, 'dist/browserify');
  },
});
