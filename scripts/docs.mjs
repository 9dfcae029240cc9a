// `npm run docs`: the reference. typedoc for the types of the package (build/docs/api), rustdoc for the core (target/doc).
// Nothing of it is committed; a warning of either, such as a link that leads nowhere, fails it.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './lib/run.mjs';
import { toolEnv } from './lib/tools.mjs';

const OUT = join(ROOT, 'build', 'docs');
const PKG = join(ROOT, 'pkg');
const ENTRIES = ['index', 'react', 'swr', 'query', 'react-query', 'testing', 'debug', 'doctor'];
/** A folder of its own: typedoc needs the TypeScript that is written in JavaScript. */
const TOOL = join(ROOT, 'scripts', 'docs');

const must = async (command, args, { cwd, env } = {}) => {
  const { code } = await run(command, args, { cwd, env: toolEnv(env), minutes: 20 });
  if (code !== 0) throw new Error(`docs: ${command} ${args[0]} failed, see above`);
};

const typesOf = (name) => join(PKG, 'dist', `${name}.d.ts`);

/** What typedoc reads: the declarations as they are published, whose `clerk-fetch` is the root's. */
const configure = () => {
  mkdirSync(OUT, { recursive: true });
  const tsconfig = join(OUT, 'tsconfig.json');
  const paths = { 'clerk-fetch': [typesOf('index')] };
  const compilerOptions = { target: 'es2022', lib: ['es2023', 'dom', 'dom.iterable'], types: [], module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true, paths };
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, files: ENTRIES.map(typesOf) }));
  const options = join(OUT, 'typedoc.json');
  writeFileSync(
    options,
    JSON.stringify({
      name: 'clerk-fetch',
      entryPoints: ENTRIES.map(typesOf),
      entryPointStrategy: 'resolve',
      tsconfig,
      out: join(OUT, 'api'),
      readme: 'none',
      disableSources: true, // they are generated themselves
      disableGit: true,
      excludeExternals: true,
      excludePrivate: true,
      treatWarningsAsErrors: true,
      validation: { notExported: true, invalidLink: true, rewrittenLink: true },
    }),
  );
  return options;
};

const main = async () => {
  if (!existsSync(typesOf('index'))) throw new Error('docs: there is no pkg/; first: npm run build');
  const bin = join(TOOL, 'node_modules', 'typedoc', 'bin', 'typedoc');
  if (!existsSync(bin)) await must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], { cwd: TOOL });
  await must(process.execPath, [bin, '--options', configure()]);
  await must('cargo', ['doc', '--no-deps'], { env: { RUSTDOCFLAGS: '-D warnings' } });
  console.log(`types  ${join(OUT, 'api', 'index.html')}\ncore   ${join(ROOT, 'target', 'doc', 'clerk_fetch', 'index.html')}`);
};

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
