const { join } = require('node:path');

module.exports = {
  mode: 'production',
  entry: './page.js',
  output: { path: join(__dirname, 'dist/webpack') },
  module: { rules: [{ test: /\.m?js$/, type: 'javascript/auto', use: join(__dirname, 'lower-loader.js') }] },
};
