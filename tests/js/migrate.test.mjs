// `npx clerk-fetch migrate` on the documentation's snippets, and on what became of them in the code of those who copied them:
// the packed package's command, in a folder of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { parse } from '@babel/parser';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { cases, documented, guide, migrateEach } from './support/snippets.mjs';

const FOLDER = join(ROOT, 'build', 'migrate');
/** What docs/migrate.md shows. Each block that has a token in it is followed by what becomes of it. */
const shown = guide.blocks.filter(({ language }) => language === 'tsx');
const all = [...documented, ...cases, ...shown];

const second = () => spawnSync(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), 'migrate', '.'], { cwd: FOLDER, encoding: 'utf8' });

/** What is said about a file: `{ line, note }`. */
const notesOn = (stdout, file) =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith(`${file}:`))
    .map((line) => {
      const [, at, note] = /^[^:]+:(\d+): (.*)$/.exec(line);
      return { line: Number(at), note };
    })
    .sort((one, other) => one.line - other.line);

const DOCUMENTED = [
  "export { useFetch as default } from 'clerk-fetch/react';\n",
  "export { useClerkSWR as default } from 'clerk-fetch/swr';\n",
  "export { useClerkQuery as default } from 'clerk-fetch/react-query';\n",
  `import { createAuthenticatedFetch } from 'clerk-fetch';

const authenticatedFetch = createAuthenticatedFetch({ allowedOrigins: ['https://api.foo.com'] });

await authenticatedFetch('https://api.foo.com/todos').then((res) => res.json());
`,
];

let results;
let compiler;
const written = {};
before(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, 'node_modules', '@clerk'), { recursive: true });
  symlinkSync(INSTALLED, join(FOLDER, 'node_modules', 'clerk-fetch'), 'junction');
  // Its other names export the same `useAuth`.
  for (const name of ['nextjs', 'clerk-react', 'expo', 'astro']) symlinkSync(join(ROOT, 'node_modules', '@clerk', 'react'), join(FOLDER, 'node_modules', '@clerk', name), 'junction');
  results = await migrateEach(FOLDER, all);
  for (const [file, { text }] of results) written[file] = text;
  compiler = typeCheck();
});

/** One run of the compiler over all that is TypeScript now, and a planted mistake. */
function typeCheck() {
  writeFileSync(join(FOLDER, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(FOLDER, 'probe.ts'), "import { useFetch } from 'clerk-fetch/react';\nuseFetch({ no: 1 });\n");
  for (const { folder } of results.values()) writeFileSync(join(folder, 'todo.ts'), 'export type Todo = { id: number };\n');
  const compilerOptions = { module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'force', types: ['node'] };
  const include = [...all.filter(({ file }) => /\.tsx?$/.test(file) && !file.startsWith('left')).map(({ file }) => `${file.replace(/\.\w+$/, '')}/${file}`), 'probe.ts'];
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ extends: '../../tests/types/base.json', compilerOptions, include }));
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  return spawnSync(process.execPath, [tsc, '-p', FOLDER, '--pretty', 'false'], { cwd: FOLDER, encoding: 'utf8' }).stdout;
}

test('the command succeeds, and says how much it did', () => {
  for (const [file, { first }] of results) {
    assert.equal(first.stderr, '', file);
    assert.equal(first.status, 0, file);
    assert.match(first.stdout, /(^|\n)\d+ files? looked at, \d+ files? changed, \d+ places? left/, file);
  }
});

test('a second run changes nothing', () => {
  assert.match(second().stdout, /\n\d+ files looked at, 0 files changed, \d+ places left(, \d+ to do)?\n$/);
  for (const { file } of all) assert.equal(readFileSync(join(results.get(file).folder, file), 'utf8'), written[file], file);
});

test('there are as many cases as public code has ways to write it', () => {
  assert.equal(documented.length, 4);
  assert.ok(cases.filter(({ before, after }) => before !== after).length >= 25);
});

for (const [index, { file }] of documented.entries()) {
  test(`the documentation's snippet ${index + 1}`, () => assert.equal(written[file], DOCUMENTED[index]));
}

describe('variants', () => {
  for (const { title, file, after, notes } of cases) {
    test(title, () => {
      assert.equal(written[file], after);
      const said = notesOn(results.get(file).first.stdout, file);
      assert.deepEqual(said.map(({ line }) => line), notes.map(({ line }) => line), JSON.stringify(said));
      for (const [index, { note }] of notes.entries()) assert.ok(said[index].note.startsWith(note), `${said[index].note}\n${note}`);
    });
  }
});

describe('docs/migrate.md', () => {
  for (const [index, { file, before }] of shown.entries()) {
    if (before.includes('getToken')) test(`${file} becomes the next block`, () => assert.equal(written[file], shown[index + 1].before));
    else test(`${file} stays`, () => assert.equal(written[file], before));
  }

  test('has such blocks, and names commands and files that there are', () => {
    assert.equal(shown.length, 5);
    for (const { language, before } of guide.blocks.filter((block) => !shown.includes(block))) {
      if (language === 'ts') continue;
      assert.equal(language, 'bash');
      for (const line of before.trim().split('\n')) assert.match(line, /^(npx clerk-fetch migrate( --dry-run| src)?|npm install clerk-fetch)\s*(#.*)?$/);
    }
    for (const [, path] of guide.text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) assert.ok(path.startsWith('#') ? guide.text.toLowerCase().includes(`\n## ${path.slice(1)}\n`) : existsSync(join(ROOT, 'docs', path)), path);
  });
});

describe('the results', () => {
  for (const { file } of all) {
    test(`${file} parses${/\.tsx?$/.test(file) ? ' and type-checks' : ''}`, () => {
      parse(written[file], { sourceType: 'unambiguous', allowAwaitOutsideFunction: true, plugins: /\.tsx?$/.test(file) ? ['typescript', 'decoratorAutoAccessors', ...(file.endsWith('x') ? ['jsx'] : [])] : ['jsx'] });
      assert.deepEqual(compiler.split('\n').filter((line) => line.startsWith(`${file.replace(/\.\w+$/, '')}/${file}(`)), []);
    });
  }

  test('the compiler ran: it finds a planted mistake, and nothing outside the cases', () => {
    assert.match(compiler, /^probe\.ts\(2,12\): error TS2353: .*ClerkFetchOptions/m);
    assert.equal(compiler.split('\n').filter((line) => /^\S/.test(line)).length, 1, compiler);
  });
});
