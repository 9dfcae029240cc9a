// Bundlers from before `exports` and before today's syntax: they find the root by `module` or `main`, and must have it
// lowered, as all that is written in this decade.
import { copyFileSync } from 'node:fs';

export const title = 'Bundlers without exports';
export const shows = ['webpack', 'browserify'];

const OPENSSL = { NODE_OPTIONS: '--openssl-legacy-provider' }; // webpack 4 hashes with MD4

const webpack = (t, options) => t.run('webpack', ['--mode', 'production', ...options], { env: OPENSSL });

const call = async (t, folder) => {
  copyFileSync(t.at('index.html'), t.at(folder, 'index.html'));
  return t.works((await t.page((await t.site(folder)).url)).outcome);
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
  'webpack 4, clerk-fetch/react': async () => {
    const output = await webpack(t, ['--entry', './subpath.js', '--output-path', 'dist/subpath']).catch(
      (error) => error.output,
    );
    return t.cannot(
      output,
      /Can't resolve 'clerk-fetch\/react'/,
      'it knows no exports: import clerk-fetch/dist/react.js by an alias',
    );
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
