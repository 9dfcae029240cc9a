// Node, as ES modules and CommonJS, and TypeScript in each of its ways to resolve a package.
import { readFileSync } from 'node:fs';

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** The Node that runs the matrix, and those that its package.json names: each supported line, and the newest release. */
const NAMES = Object.keys(dependencies).filter((name) => /^node(-\d+)?$/.test(name));

export const title = `Node ${[process.versions.node, ...NAMES.slice(1).map((name) => dependencies[name].split('@').at(-1))].join(', ')} and`;
export const shows = ['node'];

const FORMATS = { 'ES module': 'call.mjs', CommonJS: 'call.cjs' };
const COMPILERS = {
  'TypeScript 7': ['typescript', ['node16', 'nodenext', 'bundler']],
  'TypeScript 5.9': ['typescript-5', ['nodenext', 'bundler']],
};

export function rows(t) {
  const all = {};
  const call = (node) => (file) => async () => t.works(JSON.parse(await t.run(node, [file])));
  const installed = NAMES.map((name) => [t.versionOf(name), t.at('node_modules', name, 'bin', 'node')]);
  const nodes = Object.fromEntries([[process.versions.node, process.execPath], ...installed]);
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
