const { rspack } = require('@rspack/core');

rspack({ context: __dirname, mode: 'production', entry: './page.js', output: { path: `${__dirname}/dist` } }).run(
  (error, stats) => {
    if (!error && !stats.hasErrors()) return;
    console.error(error ?? stats.toString());
    process.exitCode = 1;
  },
);
