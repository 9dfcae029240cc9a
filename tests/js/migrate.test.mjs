// `npx clerk-fetch migrate` on the documentation's snippets, and on what became of them in the code of those who copied them:
// the packed package's command, in a folder of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { parse } from '@babel/parser';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { cases, documented } from './support/snippets.mjs';

const FOLDER = join(ROOT, 'build', 'migrate');
const all = [...documented, ...cases];

const command = (...args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), 'migrate', ...args], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

/** What is said about a file: `{ line, note }`. */
const notesOn = (stdout, file) =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith(`${file}:`))
    .map((line) => {
      const [, at, note] = /^[^:]+:(\d+): (.*)$/.exec(line);
      return { line: Number(at), note };
    });

const DOCUMENTED = [
  "export { useFetch as default } from 'clerk-fetch/react';\n",
  "export { useClerkSWR as default } from 'clerk-fetch/swr';\n",
  "export { useClerkQuery as default } from 'clerk-fetch/react-query';\n",
  `import { createAuthenticatedFetch } from 'clerk-fetch';

const authenticatedFetch = createAuthenticatedFetch({ allowedOrigins: ['https://api.foo.com'] });

await authenticatedFetch.json('https://api.foo.com/todos');
`,
];

let first;
let second;
let compiler;
const written = {};
before(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, 'node_modules', '@clerk'), { recursive: true });
  symlinkSync(INSTALLED, join(FOLDER, 'node_modules', 'clerk-fetch'), 'junction');
  // Its other names export the same `useAuth`.
  for (const name of ['nextjs', 'clerk-react']) symlinkSync(join(ROOT, 'node_modules', '@clerk', 'react'), join(FOLDER, 'node_modules', '@clerk', name), 'junction');
  for (const { file, before } of all) writeFileSync(join(FOLDER, file), before);
  const files = all.map(({ file }) => file);
  first = command(...files);
  for (const file of files) written[file] = readFileSync(join(FOLDER, file), 'utf8');
  second = command(...files);
  compiler = typeCheck();
});

/** One run of the compiler over all that is TypeScript now, and a planted mistake. */
function typeCheck() {
  writeFileSync(join(FOLDER, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(FOLDER, 'probe.ts'), "import { useFetch } from 'clerk-fetch/react';\nuseFetch({ no: 1 });\n");
  writeFileSync(join(FOLDER, 'todo.ts'), 'export type Todo = { id: number };\n');
  const compilerOptions = { module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'force', types: ['node'] };
  const include = [...all.filter(({ file }) => /\.tsx?$/.test(file) && !file.startsWith('left')).map(({ file }) => file), 'probe.ts'];
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ extends: '../../tests/types/base.json', compilerOptions, include }));
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  return spawnSync(process.execPath, [tsc, '-p', FOLDER, '--pretty', 'false'], { cwd: FOLDER, encoding: 'utf8' }).stdout;
}

test('the command succeeds, and says how much it did', () => {
  assert.equal(first.stderr, '');
  assert.equal(first.status, 0);
  const changed = all.filter(({ file, before }) => written[file] !== before).length;
  assert.match(first.stdout, new RegExp(`\\n${all.length} files looked at, ${changed} files changed, \\d+ places left, \\d+ to do\\n`));
});

test('a second run changes nothing', () => {
  assert.match(second.stdout, new RegExp(`\\n${all.length} files looked at, 0 files changed, \\d+ places left\\n$`));
  for (const { file } of all) assert.equal(readFileSync(join(FOLDER, file), 'utf8'), written[file], file);
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
      const said = notesOn(first.stdout, file);
      assert.deepEqual(said.map(({ line }) => line), notes.map(({ line }) => line), JSON.stringify(said));
      for (const [index, { note }] of notes.entries()) assert.ok(said[index].note.startsWith(note), `${said[index].note}\n${note}`);
    });
  }
});

describe('the results', () => {
  for (const { file } of all) {
    test(`${file} parses${/\.tsx?$/.test(file) ? ' and type-checks' : ''}`, () => {
      parse(written[file], { sourceType: 'unambiguous', allowAwaitOutsideFunction: true, plugins: /\.tsx?$/.test(file) ? ['typescript', ...(file.endsWith('x') ? ['jsx'] : [])] : ['jsx'] });
      assert.deepEqual(compiler.split('\n').filter((line) => line.startsWith(`${file}(`)), []);
    });
  }

  test('the compiler ran: it finds a planted mistake, and nothing outside the cases', () => {
    assert.match(compiler, /^probe\.ts\(2,12\): error TS2353: .*ClerkFetchOptions/m);
    assert.equal(compiler.split('\n').filter((line) => /^\S/.test(line)).length, 1, compiler);
  });
});
