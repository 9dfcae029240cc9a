// `npm run build`: wasm-pack, wasm-opt, then the package in pkg/, ready to publish.
//
// pkg/ = pkg-template/ + the bundles of js/ with the compiled core in them + the types that wasm-bindgen wrote.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkBundled } from './lib/bundled.mjs';
import { errorsPage, publishedText } from './lib/home.mjs';
import { noticesOf } from './lib/notices.mjs';
import { publishedExamples, publishedPages } from './lib/pages.mjs';
import { partsOfPackage } from './lib/parts.mjs';
import { DOCTOR, TYPES, WASM, compile, must } from './lib/compile.mjs';
import { printable } from './lib/core.mjs';
import { ROOT } from './lib/run.mjs';
import { ensureTools } from './setup.mjs';

const at = (...parts) => join(ROOT, ...parts);
/** Made here and then moved, so that a build that fails leaves the last package as it was. */
const PKG = at('build', 'pkg');
const DIST = join(PKG, 'dist');

/** Puts the compiled doctor where js/tools/doctor.ts imports it. */
const doctorIn = {
  name: 'doctor',
  setup(build) {
    build.onResolve({ filter: /^clerk-fetch-doctor\.js$/ }, () => ({ path: join(DOCTOR, 'doctor_bg.js') }));
    build.onResolve({ filter: /^clerk-fetch-doctor\.wasm$/ }, () => ({ path: join(DOCTOR, 'doctor.wasm') }));
    build.onLoad({ filter: /doctor\.wasm$/ }, ({ path }) => ({ contents: readFileSync(path), loader: 'base64' }));
  },
};

/** `core.step` becomes `core.a`, as the compiled core has it; a name that it has not fails the build. */
const shortened = (source, names) =>
  source.replace(/(?<![-/\w])core\.(\w+)/g, (_, name) => {
    if (!names[name]) throw new Error(`js/ uses core.${name}, which src/exports/ does not export`);
    return `core.${names[name]}`;
  });

/** The translation as a module: wasm2js' own last lines make an instance at once. */
const translated = (core) => {
  const text = readFileSync(join(WASM, `${core}.js`), 'utf8');
  const end = text.indexOf('var retasmFunc');
  if (end < 0 || text.includes('import ')) throw new Error('wasm2js wrote something unexpected: see build/wasm/');
  return `${text.slice(0, end)}\nexport { asmFunc };`;
};

/** Puts the compiled core where js/ imports it, and the right loader where it imports `./loader.js`. */
const coreIn = (loader, core, names) => ({
  name: 'core',
  setup(build) {
    build.onResolve({ filter: /^clerk-fetch-core\./ }, ({ path }) => ({ path, namespace: 'core' }));
    build.onLoad({ filter: /\.wasm$/, namespace: 'core' }, () => ({ contents: printable(readFileSync(join(WASM, `${core}.wasm`))), loader: 'text' }));
    build.onLoad({ filter: /\.js$/, namespace: 'core' }, () => ({ contents: translated(core), loader: 'js' }));
    build.onLoad({ filter: /\/js\/.+\.ts$/ }, ({ path }) => ({ contents: shortened(readFileSync(path, 'utf8'), names[core]), loader: 'ts' }));
    build.onResolve({ filter: /^\.\/loader\.ts$/ }, () => ({ path: at('js', 'core', `${loader}.ts`) }));
    build.onResolve({ filter: /^\.\/redirect\.ts$/ }, () => ({ path: at('js', 'call', core === 'following' ? 'redirect.ts' : 'redirect-native.ts') }));
  },
});

/** Properties that never leave the package; no option, field, event or platform's member is among them. */
const INTERNAL =
  /^(client|destination|answer|parsing|destinations|relatives|verdicts|pending|page|pageOrigin|pageBase|baseOrigin|tokenOptions|began|release|callerHeaders|defaultHeaders|callerSignal|flags|verdict|minted|until|place|instead|returnsReverification|accepted|arrived|forced|fetchInit|ownFields|gone|notify|promise|fresh|carried|owner|expired|link|flights|marks|mark|stale|outer|returns|flown|dispatched|longest|giveUp|before|limit|sent|seen)$/;

const COMMON = {
  bundle: true,
  minify: true,
  target: 'es2022',
  legalComments: 'none',
  sourcemap: 'linked',
  // Node prints the whole line of an uncaught error.
  lineLimit: 200,
  sourcesContent: true,
  logLevel: 'warning',
  absWorkingDir: ROOT,
  define: { ERRORS_PAGE: JSON.stringify(errorsPage()) },
};

const esm = { format: 'esm' };
const cjs = { format: 'cjs', platform: 'node', supported: { 'dynamic-import': false } };

/** The files for runtimes that may carry a token behind a redirect: these follow redirects themselves, and have the core for it. */
const FOLLOWING = /^(edge|worker|worker-no-wasm|deno)\./;

/**
 * A classic script. esbuild's own form for one brings what a `require` would need, 600 bytes for nothing. V8 compiles all of a
 * file that begins so while it parses it: a bundler would say it of the whole application.
 */
const script = { format: 'esm', banner: { js: '//# allFunctionsCalledOnLoad\n"use strict";(()=>{' }, footer: { js: '})();' } };

/** Every file of dist/: name, entry, loader of the core, format. */
const BUNDLES = [
  ['index.js', 'index.ts', 'loader', { ...esm, external: ['./fallback.js'] }],
  ['index.cjs', 'index.ts', 'loader', { ...cjs, external: ['./fallback.cjs'], alias: { './fallback.js': './fallback.cjs' } }],
  ['edge.js', 'index.ts', 'loader-edge', { ...esm, external: ['*?module'] }],
  ['deno.js', 'index.ts', 'loader-deno', esm],
  ['worker.js', 'index.ts', 'loader-edge', { ...esm, alias: { './clerk_fetch_bg.wasm?module': './clerk_fetch_bg.wasm' } }],
  ['worker-no-wasm.js', 'index.ts', 'loader-static', esm],
  ['worker-no-wasm.cjs', 'index.ts', 'loader-static', cjs],
  ['no-wasm.js', 'index.ts', 'loader-static', esm],
  ['no-wasm.cjs', 'index.ts', 'loader-static', cjs],
  ['fallback.js', 'core/fallback.ts', 'loader', esm],
  ['fallback.cjs', 'core/fallback.ts', 'loader', cjs],
  ['clerk-fetch.global.js', 'global.ts', 'loader', { ...script, external: ['./fallback.js'] }],
  ['clerk-fetch.no-wasm.global.js', 'global.ts', 'loader-static', script],
];

/** Entries that use the root as their users' environment resolves it. */
const SUBPATHS = ['react', 'swr', 'query', 'react-query', 'testing', 'debug', 'doctor'];
const HOOKS = ['react', 'swr', 'query', 'react-query'];
/** Without its extension. */
const sourceOf = (name) => `${HOOKS.includes(name) ? 'hooks' : 'tools'}/${name}`;
/** Those that a server component may import. */
const ANYWHERE = ['query', 'testing', 'debug', 'doctor'];
const PEERS = ['clerk-fetch', 'clerk-fetch/react', 'react', 'swr', 'swr/_internal', '@tanstack/react-query'];

const subpathBundles = () =>
  SUBPATHS.flatMap((name) => {
    const more = { external: PEERS, banner: ANYWHERE.includes(name) ? {} : { js: "'use client';" } };
    return [
      [`${name}.js`, `${sourceOf(name)}.ts`, 'loader', { ...esm, ...more }],
      [`${name}.cjs`, `${sourceOf(name)}.ts`, 'loader', { ...cjs, ...more }],
    ];
  });

/** A map's sources as the repository has them beside `dist/`; where the core's bytes are, it says what they come from. */
const mapInPackage = (path) => {
  const map = JSON.parse(readFileSync(path, 'utf8'));
  map.sourcesContent = map.sourcesContent.map((text, index) => (map.sources[index].endsWith('.wasm') ? '// Compiled from the Rust in src/.\n' : text));
  map.sources = map.sources.map((source) => source.replace(/^(\.\.\/)+js\//, '../js/').replace(/^(\.\.\/)+doctor\//, '../doctor/').replace(/^core:/, '../src/'));
  writeFileSync(path, JSON.stringify(map));
};

const bundle = async (names) => {
  const { build } = await import('esbuild');
  for (const [file, entry, loader, { alias = {}, ...options }] of [...BUNDLES, ...subpathBundles()]) {
    const mangleProps = ['index.ts', 'global.ts'].includes(entry) ? INTERNAL : undefined;
    const plugins = [coreIn(loader, FOLLOWING.test(file) ? 'following' : 'core', names), doctorIn, aliasing(alias)];
    const outfile = join(DIST, file);
    await build({ ...COMMON, ...options, mangleProps, entryPoints: [at('js', entry)], outfile, plugins });
    mapInPackage(`${outfile}.map`);
  }
  await commands(build);
  copyFileSync(join(WASM, 'following.wasm'), join(DIST, 'clerk_fetch_bg.wasm')); // for dist/edge.js
};

/** `npx clerk-fetch`, with its parser in it. */
const commands = async (build) => {
  const outfile = join(DIST, 'cli.js');
  const { metafile } = await build({
    bundle: true,
    minify: true,
    target: 'node20',
    format: 'esm',
    platform: 'node',
    legalComments: 'none', // THIRD-PARTY-LICENSES has them
    lineLimit: 200,
    logLevel: 'warning',
    metafile: true,
    absWorkingDir: ROOT,
    external: ['clerk-fetch', 'clerk-fetch/*'],
    banner: { js: '#!/usr/bin/env node' },
    entryPoints: [at('js', 'cli', 'cli.ts')],
    outfile,
  });
  checkBundled(metafile);
  chmodSync(outfile, 0o755);
};

/** An import that keeps its own file beside the bundle, under another name. */
const aliasing = (names) => ({
  name: 'alias',
  setup(build) {
    for (const [from, to] of Object.entries(names)) {
      build.onResolve({ filter: new RegExp(`^${from.replace(/[.?]/g, '\\$&')}$`) }, () => ({ path: to, external: true }));
    }
  },
});

const writeTypes = (name, text) => {
  for (const extension of ['d.ts', 'd.cts']) writeFileSync(join(DIST, `${name}.${extension}`), text(extension === 'd.cts' ? 'cjs' : 'js'));
};

/** The entries whose declarations TypeScript emits; the hooks come after the root, which they import. */
const declared = () => [{ name: 'clerk-fetch', source: 'index' }, ...SUBPATHS.filter((name) => name !== 'doctor').map((name) => ({ name: `clerk-fetch/${name}`, source: sourceOf(name) }))];

const emitDeclarations = (outDir) => must('tsc', ['-p', 'js/tsconfig.json', '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', '.', '--outDir', outDir]);

const types = async () => {
  const { rollUp } = await import('./lib/declarations.mjs');
  const doctor = declarations(join(DOCTOR, 'doctor.d.ts'));
  writeFileSync(join(TYPES, 'doctor.d.ts'), doctor.replace('./index.js', 'clerk-fetch')); // for js/, which imports it
  const all = declared();
  const entries = all.filter(({ source }) => !existsSync(at('js', `${source}.d.ts`)));
  const texts = rollUp(entries, { emit: emitDeclarations, core: join(TYPES, 'clerk_fetch.d.ts') });
  for (const [index, { name }] of entries.entries()) writeTypes(name === 'clerk-fetch' ? 'index' : name.slice('clerk-fetch/'.length), () => texts[index]);
  for (const { name, source } of all.filter((entry) => !entries.includes(entry))) {
    const text = readFileSync(at('js', `${source}.d.ts`), 'utf8');
    writeTypes(name.slice('clerk-fetch/'.length), () => text);
  }
  writeTypes('doctor', (extension) => doctor.replace('./index.js', `./index.${extension}`));
  writeTypes('no-wasm', (extension) => `export * from './index.${extension}';\n`);
};

/** wasm-bindgen's declarations, without the two lines for linters. */
const declarations = (path) => readFileSync(path, 'utf8').replace(/^\/\* tslint:disable \*\/\n\/\* eslint-disable \*\/\n/, '');

/** For resolvers that do not read `exports` (Parcel, webpack 4, browserify): a folder for each subpath, which names its files. */
const folders = () => {
  for (const name of ['no-wasm', ...SUBPATHS]) {
    const [main, module, types] = ['cjs', 'js', 'd.cts'].map((extension) => `../dist/${name}.${extension}`);
    mkdirSync(join(PKG, name));
    writeFileSync(join(PKG, name, 'package.json'), `${JSON.stringify({ main, module, types })}\n`);
  }
};

/** The version is Cargo.toml's; the template says the same, so that nobody publishes another. */
const checkVersion = () => {
  const cargo = /^version = "(.*)"/m.exec(readFileSync(at('Cargo.toml'), 'utf8'))?.[1];
  const template = JSON.parse(readFileSync(at('pkg-template', 'package.json'), 'utf8')).version;
  if (cargo !== template) throw new Error(`Cargo.toml says ${cargo}, pkg-template/package.json ${template}: make them the same`);
};

const main = async () => {
  checkVersion();
  await ensureTools({ build: true });
  const names = compile();
  rmSync(PKG, { recursive: true, force: true });
  mkdirSync(DIST, { recursive: true });
  for (const file of readdirSync(at('pkg-template'))) copyFileSync(at('pkg-template', file), join(PKG, file));
  mkdirSync(join(PKG, 'docs'));
  const pages = ['CHANGELOG.md', 'README.md', 'llms.txt', ...publishedPages()];
  const examples = publishedExamples();
  const isPublished = (path) => path === 'LICENSE' || pages.includes(path) || examples.includes(path);
  for (const page of pages) writeFileSync(join(PKG, page), publishedText(page, readFileSync(at(page), 'utf8'), isPublished));
  for (const file of examples) {
    mkdirSync(dirname(join(PKG, file)), { recursive: true });
    copyFileSync(at(file), join(PKG, file));
  }
  copyFileSync(at('LICENSE'), join(PKG, 'LICENSE'));
  writeFileSync(join(PKG, 'THIRD-PARTY-LICENSES'), noticesOf(partsOfPackage()));
  await bundle(names);
  await types();
  folders();
  rmSync(at('pkg'), { recursive: true, force: true });
  renameSync(PKG, at('pkg'));
  console.log('pkg/ is ready to publish');
};

await main();
