// The declarations of each entry: TypeScript emits them from js/, and API Extractor rolls them up, one file an entry.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { ROOT } from './run.mjs';

const EMITTED = join(ROOT, 'build', 'declarations');
const ROLLED = join(ROOT, 'build', 'rolled-up');

const COMPILER = {
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: [],
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  // The types that wasm-bindgen wrote become part of the root's file.
  paths: { 'clerk-fetch-core': ['./core.d.ts'] },
};

/** Not one message of API Extractor's is about what users get: all that it could not do makes `tsc` or the type tests fail. */
const QUIET = { default: { logLevel: 'none' } };

const extractorConfig = (entry, output) =>
  ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(EMITTED, 'package.json'),
    configObject: {
      projectFolder: EMITTED,
      newlineKind: 'lf',
      mainEntryPointFilePath: entry,
      compiler: { overrideTsconfig: { compilerOptions: COMPILER, files: [entry] } },
      apiReport: { enabled: false },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: output },
      messages: { compilerMessageReporting: QUIET, extractorMessageReporting: QUIET, tsdocMessageReporting: QUIET },
    },
  });

/** As an installed package, the root is not rolled up into the entries that import it. */
const install = (name, file) => {
  const folder = join(EMITTED, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  cpSync(file, join(folder, 'index.d.ts'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '0.0.0', types: './index.d.ts' }));
};

const filesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));

const hashOf = (folder) => {
  const hash = createHash('sha256');
  for (const file of filesIn(folder).sort()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
};

/**
 * The text of each entry's declarations, in the order given: an entry comes after those that it imports.
 * @param {{ name: string, source: string }[]} entries `name` is what users import (`clerk-fetch/swr`), `source` its file in js/ without extension
 * @param {{ emit: (outDir: string) => void, core: string }} how `emit` has TypeScript write declarations, `core` is wasm-bindgen's file
 */
export const rollUp = (entries, { emit, core }) => {
  rmSync(EMITTED, { recursive: true, force: true });
  mkdirSync(EMITTED, { recursive: true });
  emit(EMITTED);
  cpSync(core, join(EMITTED, 'core.d.ts'));
  writeFileSync(join(EMITTED, 'package.json'), '{ "name": "declarations", "version": "0.0.0" }');
  const stamp = join(ROLLED, 'stamp');
  const hash = hashOf(EMITTED);
  const fileOf = (source) => join(ROLLED, `${source.replaceAll('/', '-')}.d.ts`);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    rmSync(ROLLED, { recursive: true, force: true });
    mkdirSync(ROLLED, { recursive: true });
    for (const { name, source } of entries) {
      const { succeeded } = Extractor.invoke(extractorConfig(join(EMITTED, 'js', `${source}.d.ts`), fileOf(source)), { localBuild: true, messageCallback: (message) => (message.handled = true) });
      if (!succeeded) throw new Error(`the declarations of ${name} could not be rolled up`);
      install(name, fileOf(source));
    }
    writeFileSync(stamp, hash);
  }
  return entries.map(({ source }) => readFileSync(fileOf(source), 'utf8'));
};
