// docs/doctor.md and what the doctor says: its blocks type-check, its commands are known, its table has every code, and the
// one finding that JavaScript tells has Rust's words.
import './support/no-token.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';

const read = (...path) => readFileSync(join(ROOT, ...path), 'utf8');
const PAGE = read('docs', 'doctor.md');
const TYPED = join(ROOT, 'build', 'test', 'doctor-docs');

const blocks = [...PAGE.matchAll(/^```(\w*)\n([\s\S]*?)\n```$/gm)].map(([, language, code]) => ({ language, code }));

let compiler;
before(() => {
  rmSync(TYPED, { recursive: true, force: true });
  mkdirSync(join(TYPED, 'node_modules'), { recursive: true });
  symlinkSync(INSTALLED, join(TYPED, 'node_modules', 'clerk-fetch'), 'junction');
  writeFileSync(join(TYPED, 'package.json'), '{ "type": "module" }\n');
  blocks.forEach(({ language, code }, index) => language === 'ts' && writeFileSync(join(TYPED, `${index}.ts`), `${code}\n`));
  writeFileSync(join(TYPED, 'probe.ts'), "import { diagnose } from 'clerk-fetch/doctor';\ndiagnose(1);\n");
  const compilerOptions = { module: 'nodenext', moduleDetection: 'force' };
  writeFileSync(join(TYPED, 'tsconfig.json'), JSON.stringify({ extends: '../../../tests/types/base.json', compilerOptions, include: ['*'] }));
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  compiler = spawnSync(process.execPath, [tsc, '-p', TYPED, '--pretty', 'false'], { cwd: TYPED, encoding: 'utf8' });
});

test('each block in TypeScript type-checks; a mistake does not', () => {
  assert.equal(blocks.filter(({ language }) => language === 'ts').length, 2);
  assert.match(compiler.stdout, /^probe\.ts.*\n$/, compiler.stdout + compiler.stderr);
});

test('each command has options that the command knows', () => {
  const known = read('js', 'cli', 'doctor.ts');
  const commands = blocks.filter(({ language }) => language === 'bash').flatMap(({ code }) => code.split('\n'));
  assert.equal(commands.length, 2);
  for (const command of commands) {
    assert.match(command, /^npx clerk-fetch doctor https:/);
    for (const [, option] of command.matchAll(/ --(\w+)/g)) assert.match(known, new RegExp(`^  ${option}: \\{ type`, 'm'), option);
  }
});

test('the table has every code, in order, with its severity', () => {
  const codes = /type Code = (.*);/.exec(read('tests/node_modules/clerk-fetch/dist/doctor.d.ts'))[1].match(/\w+/g);
  const rows = [...PAGE.matchAll(/^\| `(\w+)` \| (\w+) \| .+ \|$/gm)];
  assert.deepEqual(rows.map(([, code]) => code), codes);
  const severities = [...read('doctor/src/finding.rs').matchAll(/^ {4}\w+, (\w+);$/gm)].map(([, severity]) => severity.toLowerCase());
  assert.deepEqual(rows.map(([, , severity]) => severity), severities);
});

test("the finding on WebAssembly's refusal has the same words in JavaScript and in Rust", () => {
  const inRust = read('doctor/src/checks/csp.rs');
  for (const [, words] of read('js/tools/doctor.ts').matchAll(/^ {4}(?:message|fix): (?:"(.*)"),$/gm)) assert.ok(inRust.includes(`"${words}"`), words);
});
