const { transformSync } = require('esbuild');
const { Transform } = require('node:stream');

module.exports = () => {
  let source = '';
  return new Transform({
    transform(chunk, encoding, done) {
      source += chunk;
      done();
    },
    flush(done) {
      done(null, transformSync(source, { target: 'es2018' }).code);
    },
  });
};
