// What comes before the second call: the import, the factory, the first call; and when WebAssembly is compiled.
import { TOKEN, getToken, installFetch } from './fake-fetch.js';

/** Counts the modules that are compiled from here on. */
const countCompiled = () => {
  const { Module } = WebAssembly;
  let count = 0;
  WebAssembly.Module = function (bytes) {
    count++;
    return new Module(bytes);
  };
  return () => count;
};

/** Milliseconds. The caller's URL is not loaded before. */
export const firstCall = async (url) => {
  installFetch('light');
  const compiled = countCompiled();
  const begin = performance.now();
  const { make } = await import(url);
  const imported = performance.now();
  const compiledByImport = compiled();
  const call = make({ getToken, allowedOrigins: ['https://api.foo.com'] }, TOKEN);
  const made = performance.now();
  await call('https://api.foo.com/todos');
  const end = performance.now();
  return { import: imported - begin, make: made - imported, call: end - made, all: end - begin, compiledByImport, compiled: compiled() };
};
