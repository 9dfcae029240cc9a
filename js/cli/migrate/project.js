// What a file's project says of it: which versions it has, and what its other files do with Clerk's token.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { isCall, parse, walk } from './parse.js';
import { analyse } from './scope.js';
import { REACT, importOf, isToken } from './source.js';
import { UNKNOWN } from './transform.js';

/** What clerk-fetch needs of each, as `[major, minor]`. */
const NEEDED = { react: [18, 0], swr: [2, 0], query: [5, 0], axios: [1, 12] };
const PACKAGES = { react: 'react', swr: 'swr', query: '@tanstack/react-query', axios: 'axios' };

const MAX_JSON = 1 << 20;

const jsonOf = (path) => {
  try {
    if (statSync(path).size > MAX_JSON) return undefined;
    const value = JSON.parse(readFileSync(path, 'utf8'));
    return value && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The lowest version that a range allows: `[major, minor]`; undefined where it says none. */
export const lowest = (range) => {
  const versions = String(range).split('||').map((part) => /(?:^|[^\w.-])v?(\d+)(?:\.(\d+))?/.exec(` ${part.replace(/<=?\s*[\d.]+/g, '')}`));
  if (versions.some((version) => !version)) return undefined;
  const all = versions.map(([, major, minor = '0']) => [Number(major), Number(minor)]);
  return all.sort(([one, two], [other, three]) => one - other || two - three)[0];
};

const isOlder = ([major, minor], [needed, least]) => major < needed || (major === needed && minor < least);

/** `catalog:` of pnpm: the range that its workspace's file has for a package. */
const catalogued = (folder, name) => {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'pnpm-workspace.yaml');
    if (existsSync(path) && statSync(path).size < MAX_JSON) {
      const line = readFileSync(path, 'utf8').split('\n').find((one) => one.trim().replace(/^["']|["']?\s*:.*$/g, '') === name);
      return line?.slice(line.lastIndexOf(':') + 1).replace(/["'\s]|#.*$/g, '');
    }
    if (dirname(at) === at) return undefined;
  }
};

/** The folders from a file's up to the repository's, or to the root. */
function* above(folder) {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at || existsSync(join(at, '.git'))) return;
  }
}

const versionsOf = (folder) => {
  const found = {};
  const names = new Set();
  let listed = false;
  for (const at of above(folder)) {
    const json = jsonOf(join(at, 'package.json'));
    if (!json) continue;
    const own = { ...json.devDependencies, ...json.optionalDependencies, ...json.dependencies };
    for (const name of [...Object.keys(own), ...Object.keys(json.peerDependencies ?? {})]) names.add(name);
    if (names.size) listed = true;
    for (const [key, name] of Object.entries(PACKAGES)) {
      if (found[key]) continue;
      const ranges = [own[name], json.peerDependencies?.[name]].filter((range) => typeof range === 'string');
      if (!ranges.length) continue;
      const installed = jsonOf(join(at, 'node_modules', ...name.split('/'), 'package.json'))?.version;
      const versions = ranges.map((range, index) => (range === own[name] && index === 0 && installed ? installed : range.startsWith('catalog:') ? catalogued(at, name) : range)).map((range) => range && lowest(range));
      const [least] = versions.filter(Boolean).sort(([one, two], [other, three]) => one - other || two - three);
      if (least) found[key] = least;
    }
  }
  return { found, clerk: [...names].find((name) => REACT.test(name)), listed };
};

const MOCK = /(?:\b(?:vi|jest|mock|mocks|td|sinon|t)\s*\.\s*(?:mock|doMock|unstable_mockModule|setMock|module|replaceEsm|replace|spyOn|stub)|\bproxyquire|\brewiremock)\s*(?:<[^<>\n]{0,80}>)?\(\s*(?:import\(\s*)?['"`]@clerk\/[\w/-]+['"`]/;
const MOCKED_GLOBAL = /(?:\b(?:window|globalThis|global|self)(?:\s+as\s+\w+\))?\s*\.\s*Clerk\s*=[^=]|stubGlobal\(\s*['"`]Clerk['"`])/;
const IS_TEST = /(^|[\\/])(__tests__|__mocks__|tests?|spec|e2e)[\\/]|\.(test|spec|cy|stories)\.\w+$/;
const IS_TEST_SET_UP = /(jest|vitest|test)[\w.-]*(setup|config)|setup-?(jest|vitest|tests?)/i;

/** `{ line, message }` where a file stands in for Clerk; undefined where it does not. */
const mocksIn = (file, text) => {
  const found = MOCK.exec(text) ?? (IS_TEST.test(file) || IS_TEST_SET_UP.test(file) ? MOCKED_GLOBAL.exec(text) : null);
  const isFolder = /(^|[\\/])__mocks__[\\/]@clerk[\\/]/.test(file);
  if (!found && !isFolder) return undefined;
  const line = found ? text.slice(0, found.index).split('\n').length : 1;
  const isHook = isFolder || /@clerk/.test(found?.[0] ?? '');
  return { line, isHook, message: isHook ? 'this replaces Clerk\'s hooks, and the changed code no longer calls `useAuth`: a test that needs this passes before and fails after' : "this replaces the page's `Clerk`, and the changed code waits until a Clerk has loaded: a test that needs this passes before and may fail after" };
};

const CODE = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs'];

/** The files that `import … from './api'` may mean. */
const targets = (file, from) => {
  const path = from.startsWith('.') ? resolve(dirname(file), from) : undefined;
  if (!path) return { name: basename(from) };
  const bare = extname(path) && CODE.includes(extname(path)) ? path.slice(0, -extname(path).length) : path;
  return { paths: [path, ...CODE.map((extension) => bare + extension), ...CODE.map((extension) => join(bare, `index${extension}`))] };
};

/** Functions of other modules that are called with Clerk's `getToken`: `[{ file, from, name }]`. */
const settersIn = (file, text) => {
  if (!/getToken/.test(text) || !/use(Auth|Session|Clerk)\b/.test(text)) return [];
  const ast = parse(text, file);
  const scope = analyse(ast, text, UNKNOWN);
  const found = [];
  walk(ast.program, (node) => {
    if (!isCall(node) || node.arguments.length !== 1) return;
    const [argument] = node.arguments;
    const body = argument.type === 'ArrowFunctionExpression' && !argument.params.length && argument.body.type !== 'BlockStatement' ? argument.body : undefined;
    const given = isCall(body) ? body.callee : argument;
    if (!isToken(given, scope)) return;
    const imported = importOf(node.callee, scope);
    if (imported && /^[./@~#]/.test(imported.from)) found.push({ ...targets(resolve(file), imported.from), exported: imported.name });
    else if (!imported && node.callee.type === 'Identifier' && scope.bindingOf(node.callee)?.kind === 'function') found.push({ paths: [resolve(file)], exported: node.callee.name });
  });
  return found;
};

export class Project {
  #versions = new Map();
  #setters = [];
  #mocks = [];
  #reverification = false;
  #concerned = new Set();

  /** Takes note of what one file says about the others. */
  note(file, text) {
    this.#concerned.add(file);
    if (/useReverification/.test(text)) this.#reverification = true;
    const mocks = mocksIn(file, text);
    if (mocks) this.#mocks.push({ file, ...mocks });
    try {
      this.#setters.push(...settersIn(file, text));
    } catch {
      // It is looked at again when it is its turn, and told then.
    }
  }

  /** Whether a file has to be understood: it says something of Clerk, or another one gives it a token. */
  concerns(file) {
    if (this.#concerned.has(file)) return true;
    return this.#setters.length > 0 && this.env(file).setters.size > 0;
  }

  get mocks() {
    return this.#mocks;
  }

  /** What is to be known for one file. */
  env(file) {
    const path = resolve(file);
    const folder = dirname(path);
    if (!this.#versions.has(folder)) this.#versions.set(folder, versionsOf(folder));
    const { found, clerk, listed } = this.#versions.get(folder);
    const env = { ...UNKNOWN, clerk: !listed || clerk !== undefined, clerkPackage: clerk ?? '@clerk/react', reverification: this.#reverification, versions: {} };
    for (const [key, needed] of Object.entries(NEEDED)) {
      if (!found[key]) continue;
      env[key] = !isOlder(found[key], needed);
      env.versions[key] = found[key].join('.');
    }
    const bare = basename(path, extname(path));
    const mine = this.#setters.filter(({ paths, name }) => (paths ? paths.includes(path) : name === bare || (bare === 'index' && name === basename(folder))));
    env.setters = new Set(mine.map(({ exported }) => exported));
    return env;
  }
}
