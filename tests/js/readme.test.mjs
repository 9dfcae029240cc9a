// README.md is held to the package: every code block is type-checked or run, its tables are complete, its rule is Rust's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { JSDOM, VirtualConsole } from 'jsdom';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INSTALLED = join(ROOT, 'tests', 'node_modules', 'clerk-fetch');
const TYPED = join(ROOT, 'build', 'readme');
const text = (...path) => readFileSync(join(ROOT, ...path), 'utf8');

const README = text('README.md');
const SCRIPTS = JSON.parse(text('package.json')).scripts;

/** Every fenced block, also inside `<details>`, with the line it starts at. */
const blocks = [...README.matchAll(/^ *```(.*)\n([\s\S]*?)\n *```$/gm)].map(({ index, 1: language, 2: code }) => ({
  language: language.trim(),
  code,
  line: README.slice(0, index).split('\n').length,
}));

/** What each language is put to; a block in another one, or in none, fails. */
const CHECKS = { ts: typeChecks, tsx: typeChecks, js: typeChecks, html: runs, bash: namesRealCommands };
const isTyped = ({ language }) => CHECKS[language] === typeChecks;
const fileOf = ({ line, language }) => `line-${line}.${language}`;

/** The documentation's snippet for ClerkJS supposes a signed-in user. */
const SIGNED_IN = "declare const Clerk: { session: NonNullable<import('@clerk/clerk-js').Clerk['session']> };\n";

/** A mistake that the compiler must find: then it ran, and with the package's own types. */
const PROBE = 'probe.ts';

let compiler = '';
before(() => {
  rmSync(TYPED, { recursive: true, force: true });
  mkdirSync(join(TYPED, 'node_modules'), { recursive: true });
  symlinkSync(INSTALLED, join(TYPED, 'node_modules', 'clerk-fetch'), 'junction');
  for (const block of blocks.filter(isTyped)) writeFileSync(join(TYPED, fileOf(block)), `${block.code}\n`);
  writeFileSync(join(TYPED, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(TYPED, 'globals.d.ts'), SIGNED_IN);
  writeFileSync(join(TYPED, PROBE), "import { createAuthenticatedFetch } from 'clerk-fetch';\ncreateAuthenticatedFetch({ no: 1 });\n");
  writeFileSync(
    join(TYPED, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tests/types/base.json',
      compilerOptions: { module: 'nodenext', moduleDetection: 'force', allowJs: true, checkJs: true },
      include: ['*'],
    }),
  );
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', TYPED, '--pretty', 'false'], { cwd: TYPED, encoding: 'utf8' });
  compiler = stdout + stderr;
});

test('there are blocks, and every block of README.md has a language that is checked', () => {
  assert.ok(blocks.length > 10);
  assert.equal(README.match(/^ *```/gm).length, blocks.length * 2);
  for (const { language, line } of blocks) assert.ok(language in CHECKS, `line ${line}: nothing checks ${language || 'no language'}`);
});

test('the compiler finds a planted mistake, and else nothing outside the blocks', () => {
  assert.match(compiler, /^probe\.ts\(2,28\): error TS2353: .*ClerkFetchOptions/m);
  const known = [PROBE, ...blocks.filter(isTyped).map(fileOf)];
  const rest = compiler.split('\n').filter((line) => /^\S/.test(line) && !known.some((file) => line.startsWith(`${file}(`)));
  assert.deepEqual(rest, []);
});

for (const block of blocks) {
  test(`line ${block.line}: the ${block.language} block holds`, () => CHECKS[block.language]?.(block));
}

function typeChecks(block) {
  const errors = compiler.split('\n').filter((line) => line.startsWith(`${fileOf(block)}(`));
  assert.deepEqual(errors, []);
}

/** Runs a page with the packed script, a signed-in Clerk and an API; it passes when it logs what the API said. */
async function runs({ code }) {
  const sources = [...code.matchAll(/<script src="([^"]+)"><\/script>/g)];
  const virtualConsole = new VirtualConsole();
  const logged = new Promise((resolve, reject) => virtualConsole.on('log', resolve).on('jsdomError', reject));
  const sent = [];
  const { window } = new JSDOM(
    sources.reduce((page, [tag, url]) => page.replace(tag, () => `<script>${script(url)}</script>`), code),
    { url: 'https://foo.com/', runScripts: 'dangerously', virtualConsole, beforeParse: (page) => Object.assign(page, platform(sent)) },
  );
  assert.deepEqual([...(await logged)], ['Learn Rust']); // spread: an array of the page's realm
  assert.deepEqual(sent, [{ url: 'https://api.foo.com/todos', authorization: 'Bearer token' }]);
  window.close();
}

/** A script of the package by its URL, whose version must be the one that is packed. */
function script(url) {
  const [, version, path] = /\/clerk-fetch@([^/]+)\/(.+)$/.exec(url);
  assert.equal(version, JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8')).version);
  return readFileSync(join(INSTALLED, path), 'utf8').replaceAll('</script', '<\\/script');
}

const platform = (sent) => ({
  Headers,
  Clerk: { loaded: true, session: { getToken: async () => 'token' } },
  fetch: async (url, init) => {
    sent.push({ url: String(url), authorization: new Headers(init.headers).get('Authorization') });
    return Response.json(['Learn Rust']);
  },
});

function namesRealCommands({ code }) {
  for (const line of code.split('\n')) {
    const [, command] = /^npm (?:run )?(.+?)(?: *#.*)?$/.exec(line);
    assert.ok(command === 'install clerk-fetch' || command in SCRIPTS, line);
  }
}

test('every `npm run` in the text is a script', () => {
  for (const [, name] of README.matchAll(/`npm run ([\w:]+)`/g)) assert.ok(name in SCRIPTS, name);
});

test('every link into the repository leads somewhere', () => {
  for (const [, path] of README.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) assert.ok(existsSync(join(ROOT, path)), path);
});

test('the rule of who gets the token is, word for word, that of src/lib.rs', () => {
  const rule = (source, prefix) => source.split('\n').filter((line) => new RegExp(`^${prefix}\\d\\. `).test(line)).map((line) => line.slice(prefix.length));
  assert.deepEqual(rule(README, ''), rule(text('src', 'lib.rs'), '//! '));
  assert.ok(rule(README, '').length > 3);
});

/** The names in the first column of the table with this heading. */
function firstColumn(heading) {
  const [, rows] = README.split(`\n| ${heading} |`)[1].match(/^.*\n\|[-|]+\|\n((?:\|.*\n)+)/);
  return rows
    .trim()
    .split('\n')
    .flatMap((row) => [...row.split('|')[1].matchAll(/`(\w+)`/g)].map(([, name]) => name));
}

const declarations = () => readFileSync(join(INSTALLED, 'dist', 'index.d.ts'), 'utf8');

test('the table of options has each option that is declared, and no other', () => {
  const [, fields] = /interface ClerkFetchOptions \{([\s\S]*?)\n\}/.exec(declarations());
  const declared = [...fields.matchAll(/^ {4}(\w+)\?: /gm)].map(([, name]) => name);
  assert.deepEqual(firstColumn('option').sort(), declared.sort());
});

test('the table of errors has each code that is declared, and no other', () => {
  const [, codes] = /type ClerkFetchErrorCode = (.*);/.exec(declarations());
  assert.deepEqual(firstColumn('code').sort(), [...codes.matchAll(/"(\w+)"/g)].map(([, code]) => code).sort());
});
