// The command line as it is installed: what it looks at, what it writes, what it says, and how it ends.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tarball } from '../../scripts/lib/artifact.mjs';
import { documented } from './support/snippets.mjs';

const [{ before: SNIPPET }] = documented;
const RESULT = "export { useFetch as default } from 'clerk-fetch/react';\n";

let home;
let bin;
before(() => {
  home = mkdtempSync(join(tmpdir(), 'clerk-fetch-'));
  writeFileSync(join(home, 'package.json'), '{ "private": true }');
  const { status, stderr } = spawnSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--omit=peer', tarball()], { cwd: home, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  bin = join(home, 'node_modules', '.bin', 'clerk-fetch');
});
after(() => rmSync(home, { recursive: true, force: true }));

let count = 0;
/** A folder with these files, by their paths. */
function project(files) {
  const folder = join(home, `project-${count++}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, read: (path) => readFileSync(join(folder, path), 'utf8') };
}

const run = (cwd, args, env = {}) => spawnSync(bin, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '', ...env } });

const git = (cwd, ...args) => assert.equal(spawnSync('git', ['-c', 'init.defaultBranch=main', ...args], { cwd }).status, 0);

describe('clerk-fetch', () => {
  test('says its version, and what there is', () => {
    const { version } = JSON.parse(readFileSync(join(home, 'node_modules', 'clerk-fetch', 'package.json'), 'utf8'));
    assert.equal(run(home, ['--version']).stdout, `${version}\n`);
    for (const args of [[], ['help'], ['--help']]) {
      const { status, stdout } = run(home, args);
      assert.equal(status, 0);
      assert.match(stdout, /Usage: clerk-fetch <command>\n[\s\S]*\n {2}migrate /);
    }
    assert.match(run(home, ['migrate', '--help']).stdout, /--dry-run/);
  });

  test('an unknown command and an unknown option are told, and end with 2', () => {
    for (const [args, words] of [[['migrat'], /there is no command "migrat"/], [['constructor'], /there is no command/], [['migrate', '--force'], /'--force'/]]) {
      const { status, stdout, stderr } = run(home, args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, words);
    }
  });
});

describe('clerk-fetch migrate', () => {
  test('without a path looks at this folder, and not at what is installed, built or hidden', () => {
    const skipped = ['node_modules/a/x.tsx', 'dist/x.tsx', 'build/x.js', '.next/x.js', '.cache/x.ts', 'types.d.ts', 'x.json'];
    const looked = ['a.js', 'b.jsx', 'c.ts', 'd.tsx', 'e.mjs', 'f.mts', 'deep/er/g.tsx'];
    const { folder, read } = project(Object.fromEntries([...skipped, ...looked].map((path) => [path, SNIPPET.replaceAll(/: \[RequestInfo\]/g, '')])));
    const { status, stdout } = run(folder, ['migrate']);
    assert.equal(status, 0);
    for (const path of looked) assert.equal(read(path), RESULT, path);
    for (const path of skipped) assert.notEqual(read(path), RESULT, path);
    assert.match(stdout, /\n7 files looked at, 7 files changed, 0 places left, 7 to do\nIf it is not installed yet: npm install clerk-fetch\n$/);
  });

  test('in a repository leaves what .gitignore names, unless it is named itself', () => {
    const { folder, read } = project({ '.gitignore': 'generated\n', 'generated/x.tsx': SNIPPET, 'src/x.tsx': SNIPPET, 'ü/new.tsx': SNIPPET });
    git(folder, 'init');
    git(folder, 'add', 'src');
    assert.match(run(folder, ['migrate']).stdout, /\n2 files looked at, 2 files changed/);
    assert.deepEqual([read('src/x.tsx'), read('ü/new.tsx'), read('generated/x.tsx')], [RESULT, RESULT, SNIPPET]);
    run(folder, ['migrate', 'generated/x.tsx']);
    assert.equal(read('generated/x.tsx'), RESULT);
  });

  test('takes files and folders, each file once', () => {
    const { folder, read } = project({ 'a/x.tsx': SNIPPET, 'a/y.tsx': SNIPPET, 'b/x.tsx': SNIPPET });
    assert.match(run(folder, ['migrate', 'a', 'a/x.tsx', './a/y.tsx']).stdout, /\n2 files looked at, 2 files changed/);
    assert.equal(read('b/x.tsx'), SNIPPET);
  });

  test('shows a unified diff, with --dry-run without writing', () => {
    const { folder, read } = project({ 'src/useFetch.tsx': SNIPPET });
    const { status, stdout } = run(folder, ['migrate', '--dry-run']);
    assert.equal(status, 0);
    assert.match(stdout, /^--- a\/src\/useFetch\.tsx\n\+\+\+ b\/src\/useFetch\.tsx\n@@ -1,11 \+1,1 @@\n-import \{ useAuth \} from '@clerk\/react';\n/);
    assert.ok(stdout.includes(`\n+${RESULT}`), stdout);
    assert.match(stdout, /\nsrc\/useFetch\.tsx:1: to do: where `\.\.\.args` goes is not known here\..*baseUrl/);
    assert.match(stdout, /\n1 file looked at, 1 file would be changed, 0 places left, 1 to do\n$/);
    assert.equal(read('src/useFetch.tsx'), SNIPPET);
    assert.deepEqual(readdirSync(join(folder, 'src')), ['useFetch.tsx']);
  });

  test('is coloured where that is wanted, and only there', () => {
    const { folder } = project({ 'x.tsx': SNIPPET });
    const shown = (env) => run(folder, ['migrate', '--dry-run'], env).stdout;
    assert.ok(shown({ FORCE_COLOR: '1' }).includes(`\x1b[32m+${RESULT.trim()}\x1b[0m`));
    for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '0' }]) assert.ok(!shown(env).includes('\x1b'), JSON.stringify(env));
  });

  test('keeps a byte order mark, line ends and the file’s mode', () => {
    const text = `\uFEFF// mine\r\n\r\n${SNIPPET.replaceAll('\n', '\r\n')}`;
    const { folder, read } = project({ 'x.tsx': text });
    chmodSync(join(folder, 'x.tsx'), 0o755);
    run(folder, ['migrate']);
    assert.equal(read('x.tsx'), `\uFEFF// mine\r\n\r\n${RESULT.replaceAll('\n', '\r\n')}`);
    assert.equal(statSync(join(folder, 'x.tsx')).mode & 0o777, 0o755);
  });

  test('writes through a link', () => {
    const { folder, read } = project({ 'real/x.tsx': SNIPPET });
    symlinkSync(join('real', 'x.tsx'), join(folder, 'link.tsx'));
    run(folder, ['migrate', 'link.tsx']);
    assert.equal(read('real/x.tsx'), RESULT);
    assert.equal(readFileSync(join(folder, 'link.tsx'), 'utf8'), RESULT);
    assert.ok(existsSync(join(folder, 'link.tsx')));
  });

  test('a path that is not there ends with 2, and nothing is changed', () => {
    const { folder, read } = project({ 'x.tsx': SNIPPET });
    const { status, stderr } = run(folder, ['migrate', 'x.tsx', 'nope', 'no/more.ts']);
    assert.equal(status, 2);
    assert.match(stderr, /there is no "nope", "no\/more\.ts"/);
    assert.equal(read('x.tsx'), SNIPPET);
  });

  test('what is no code, or no UTF-8, is told with its line, and the rest is done: it ends with 1', () => {
    const { folder, read } = project({ 'a.ts': `${SNIPPET}\nconst = getToken;\n`, 'b.tsx': Buffer.from([0x67, 0xff, 0xfe]), 'c.tsx': SNIPPET });
    const { status, stdout } = run(folder, ['migrate']);
    assert.equal(status, 1);
    assert.match(stdout, /^a\.ts:13: is no code that could be parsed: Unexpected token$/m);
    assert.match(stdout, /^b\.tsx:1: could not be read: /m);
    assert.match(stdout, /\n3 files looked at, 1 file changed, 0 places left, 1 to do, 2 files failed\n/);
    assert.equal(read('c.tsx'), RESULT);
  });

  test('a file that cannot be written is told, and stays as it is', () => {
    const { folder, read } = project({ 'src/x.tsx': SNIPPET });
    chmodSync(home, 0o755);
    chmodSync(join(folder, 'src'), 0o555);
    const nobody = process.getuid() === 0 ? { uid: 65_534, gid: 65_534 } : {}; // root may write anywhere
    const { status, stdout } = spawnSync(bin, ['migrate'], { cwd: folder, encoding: 'utf8', ...nobody });
    chmodSync(join(folder, 'src'), 0o755);
    assert.equal(status, 1);
    assert.match(stdout, /^src\/x\.tsx:1: could not be written: EACCES/m);
    assert.match(stdout, /\n1 file looked at, 0 files changed, 0 places left, 1 file failed\n$/);
    assert.equal(read('src/x.tsx'), SNIPPET);
    assert.deepEqual(readdirSync(join(folder, 'src')), ['x.tsx']);
  });

  test('an empty folder, and one without Clerk, end well', () => {
    const { folder } = project({ 'src/x.ts': 'export {};\n' });
    assert.deepEqual([run(folder, ['migrate']).stdout, run(folder, ['migrate']).status], ['1 file looked at, 0 files changed, 0 places left\n', 0]);
  });
});
