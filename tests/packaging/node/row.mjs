// Node, as ES modules and CommonJS, and TypeScript in each of its ways to resolve a package.

export const title = `Node ${process.versions.node} and`;
export const shows = ['node'];

const FORMATS = { 'ES module': 'call.mjs', CommonJS: 'call.cjs' };
const COMPILERS = {
  'TypeScript 7': ['typescript', ['node16', 'nodenext', 'bundler']],
  'TypeScript 5.9': ['typescript-5', ['nodenext', 'bundler']],
};

export function rows(t) {
  const all = {};
  const call = (node) => (file) => async () => t.works(JSON.parse(await t.run(node, [file])));
  const nodes = { [process.versions.node]: process.execPath, [t.versionOf('node')]: t.at('node_modules/.bin/node') };
  for (const [name, node] of Object.entries(nodes)) {
    for (const [format, file] of Object.entries(FORMATS)) all[`${name}, ${format}`] = call(node)(file);
  }
  for (const [name, [folder, resolutions]] of Object.entries(COMPILERS)) {
    const tsc = t.at('node_modules', folder, 'bin', 'tsc');
    for (const resolution of resolutions) {
      all[`${name}, moduleResolution ${resolution}, strict, skipLibCheck false`] = async () => {
        await t.run(process.execPath, [tsc, '-p', `tsconfig.${resolution}.json`]);
        return t.works(JSON.parse(await t.run(process.execPath, ['typed.mjs'])));
      };
    }
  }
  return all;
}
