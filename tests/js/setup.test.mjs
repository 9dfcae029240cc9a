// Set-up on a fresh machine: ready programs by their checksum, compilations by their lock file, and all beside each other.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { RELEASES, installBinary, targetOf } from '../../scripts/lib/binaries.mjs';
import { LaneError, progressIn, runLanes } from '../../scripts/lib/lanes.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { WASM_PACK_VERSION, lockedVersion } from '../../scripts/lib/tools.mjs';
import { SetupError, cargoTool, installPackages, replacedIn } from '../../scripts/setup.mjs';

const read = (...path) => readFileSync(join(...path), 'utf8');

let dir;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clerk-fetch-setup-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('a ready program', () => {
  const TARGET = 'x86_64-unknown-linux-musl';
  const PROGRAM = '#!/bin/sh\necho tool 1.2.3\n';

  /** A release's archive, as its project packs it. */
  const archive = () => {
    mkdirSync(join(dir, 'tool-v1.2.3'));
    writeFileSync(join(dir, 'tool-v1.2.3', 'tool'), PROGRAM);
    spawnSync('tar', ['-czf', 'tool.tar.gz', 'tool-v1.2.3'], { cwd: dir });
    return readFileSync(join(dir, 'tool.tar.gz'));
  };
  const sumOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

  /** Installs from a server that answers as `answer` says: what the problem was, and which paths were asked for. */
  const install = async (t, { answer, sha256, version = '1.2.3', target = TARGET, patience = { answer: 5_000, archive: 5_000 } }) => {
    const asked = [];
    const server = createServer((request, response) => (asked.push(request.url), answer(response)));
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    t.after(() => (server.closeAllConnections(), server.close()));
    const releases = { tool: { archive: (ofVersion, ofTarget) => `tool-v${ofVersion}-${ofTarget}.tar.gz`, programs: ['tool'], sha256: { '1.2.3': { [TARGET]: sha256 } } } };
    const to = join(dir, 'bin');
    const problem = await installBinary('tool', version, { to, releases, server: `http://127.0.0.1:${server.address().port}`, target, patience });
    return { problem, asked, installed: existsSync(join(to, 'tool')), to };
  };

  test('is taken where its checksum is the one that is pinned, and can be run', async (t) => {
    const bytes = archive();
    const { problem, asked, to } = await install(t, { answer: (response) => response.end(bytes), sha256: sumOf(bytes) });
    assert.equal(problem, undefined);
    assert.deepEqual(asked, [`/tool-v1.2.3-${TARGET}.tar.gz`]);
    assert.equal(spawnSync(join(to, 'tool'), { encoding: 'utf8' }).stdout, 'tool 1.2.3\n');
  });

  test('is not taken where a single byte is another, and both checksums are named', async (t) => {
    const bytes = archive();
    const other = Buffer.concat([bytes, Buffer.from([0])]);
    const { problem, installed } = await install(t, { answer: (response) => response.end(other), sha256: sumOf(bytes) });
    assert.ok(problem.includes(sumOf(other)) && problem.includes(sumOf(bytes)), problem);
    assert.equal(installed, false);
  });

  test('is not asked for where no checksum is pinned: another version, another platform', async (t) => {
    const bytes = archive();
    for (const other of [{ version: '1.2.4' }, { target: 'aarch64-apple-darwin' }, { target: null }]) {
      const { problem, asked } = await install(t, { answer: (response) => response.end(bytes), sha256: sumOf(bytes), ...other });
      assert.match(problem, /no checksum/);
      assert.deepEqual(asked, []);
    }
    assert.match(await installBinary('unknown', '1.0.0', { to: dir }), /none that is listed/);
  });

  /** What a server may do instead, and what is said then. */
  const TROUBLES = {
    'an error': [(response) => response.writeHead(404).end('no'), /status 404/],
    'no answer': [() => {}, /no answer within 0\.05 s/],
    'an archive that never ends': [(response) => response.writeHead(200, { 'Content-Length': 1_000_000 }).write('begin'), /not downloaded within 0\.05 s/],
    'a connection that breaks': [(response) => response.destroy(), /cannot be had/],
  };
  for (const [name, [answer, says]] of Object.entries(TROUBLES)) {
    test(`is given up soon after ${name}, with the reason in one line`, async (t) => {
      const patience = { answer: name === 'no answer' ? 50 : 5_000, archive: 50 };
      const { problem, installed } = await install(t, { answer, sha256: '0'.repeat(64), patience });
      assert.match(problem, says);
      assert.equal(problem.split('\n').length, 1);
      assert.equal(installed, false);
    });
  }

  test('of a server that is not there is given up at once', async () => {
    const server = createServer();
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address();
    await new Promise((closed) => server.close(closed));
    const releases = { tool: { archive: () => 'x.tar.gz', programs: ['tool'], sha256: { 1: { [TARGET]: '0' } } } };
    const problem = await installBinary('tool', '1', { to: dir, releases, server: `http://127.0.0.1:${port}`, target: TARGET });
    assert.equal(problem, 'x.tar.gz cannot be had (ECONNREFUSED)');
  });

  test('has its checksum here for the version of wasm-pack that is used; each is one of SHA-256', () => {
    assert.deepEqual(Object.keys(RELEASES['wasm-pack'].sha256), [WASM_PACK_VERSION]);
    for (const { sha256 } of Object.values(RELEASES)) {
      for (const sums of Object.values(sha256)) {
        assert.equal(new Set(Object.values(sums)).size, Object.keys(sums).length);
        for (const sum of Object.values(sums)) assert.match(sum, /^[0-9a-f]{64}$/);
      }
    }
    const { archive } = RELEASES['wasm-bindgen-cli'];
    const version = lockedVersion('wasm-bindgen');
    assert.equal(archive(version, TARGET), `wasm-bindgen/wasm-bindgen/releases/download/${version}/wasm-bindgen-${version}-${TARGET}.tar.gz`);
  });

  test('is looked for by the name that Rust has for the platform', () => {
    assert.equal(targetOf({ platform: 'linux', arch: 'x64' }), TARGET);
    assert.equal(targetOf({ platform: 'darwin', arch: 'arm64' }), 'aarch64-apple-darwin');
    assert.equal(targetOf({ platform: 'win32', arch: 'x64' }), undefined);
    assert.equal(targetOf({ platform: 'linux', arch: 'riscv64' }), undefined);
  });
});

describe('a tool that Cargo compiles', () => {
  const PINS = { crate: 'roots', locked: { version: '1.0.11', checksum: 'aa' }, pinned: { version: '1.0.10', checksum: 'bb' } };
  const entry = (version, checksum) =>
    `[[package]]\nname = "roots"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${checksum}"\n`;
  const OTHER = '[[package]]\nname = "other"\nversion = "1.0.11"\n';

  /** Installs with a Cargo that exits as `codes` say; a source is where Cargo would have put it. */
  const install = async (codes, instead) => {
    const home = join(dir, 'cargo');
    const source = join(home, 'registry', 'src', 'index', 'tool-1.2.3');
    mkdirSync(source, { recursive: true });
    writeFileSync(join(source, 'Cargo.lock'), OTHER + entry('1.0.11', 'aa'));
    const { CARGO_HOME } = process.env;
    process.env.CARGO_HOME = home;
    const calls = [];
    const said = [];
    const exec = async (command, args, { mayFail } = {}) => {
      const path = args[args.indexOf('--path') + 1];
      calls.push({ line: [command, ...args].join(' '), lock: args.includes('--path') && read(path, 'Cargo.lock') });
      const code = codes[args.includes('--path') ? 'path' : args[0]] ?? 0;
      if (code && !mayFail) throw new LaneError(args.join(' '), 'it failed');
      return { code, output: `exit ${code}` };
    };
    const tool = cargoTool({ crate: 'tool', version: () => '1.2.3', why: '', usually: '', installed: () => undefined, instead });
    const error = await tool.install({ exec, say: (line) => said.push(line) }).then(() => undefined, (reason) => reason);
    if (CARGO_HOME === undefined) delete process.env.CARGO_HOME;
    else process.env.CARGO_HOME = CARGO_HOME;
    return { calls, said, error };
  };

  test('is compiled with its own lock file, after a line that says why there is no ready program', async () => {
    const { calls, said, error } = await install({}, PINS);
    assert.equal(error, undefined);
    assert.equal(calls.length, 1);
    assert.match(calls[0].line, /^cargo install tool --version 1\.2\.3 --locked /);
    assert.equal(said.length, 1);
    assert.match(said[0], /so Cargo compiles 1\.2\.3$/);
  });

  test('fails where its lock file cannot be kept to, and is never compiled without one', async () => {
    for (const [codes, instead] of [
      [{ install: 101 }, undefined],
      [{ install: 101, info: 0 }, PINS], // the registry has that crate: it failed for another reason
    ]) {
      const { calls, error } = await install(codes, instead);
      assert.ok(error instanceof LaneError);
      assert.match(error.output, /exit 101/);
      for (const { line } of calls) assert.match(line, / (--locked|info) /);
    }
  });

  test('takes the pinned crate where the registry lacks the one that is locked, says so, and keeps to all else', async () => {
    const { calls, said, error } = await install({ install: 101, info: 101 }, PINS);
    assert.equal(error, undefined);
    assert.deepEqual(calls.map(({ line }) => line.split(' ').slice(0, 3).join(' ')), ['cargo install tool', 'cargo info --quiet', 'cargo install --path']);
    assert.match(calls[1].line, /roots@1\.0\.11$/);
    assert.match(calls[2].line, / --locked /);
    assert.equal(calls[2].lock, OTHER + entry('1.0.10', 'bb'));
    assert.match(said.at(-1), /no roots 1\.0\.11.*roots 1\.0\.10, pinned in scripts\/setup\.mjs/);
  });

  test('says that a pin is old where the lock file names the crate no more', () => {
    assert.throws(() => replacedIn(entry('1.0.12', 'cc'), 'roots', PINS.locked, PINS.pinned), /names no roots 1\.0\.11: correct `instead`/);
  });
});

describe('steps beside each other', () => {
  /** A step that is there once it was installed. */
  const step = (what, install = () => {}) => {
    let present = false;
    return {
      what,
      why: 'for a test',
      usually: '1 s',
      present: () => present,
      install: async (tools) => {
        await install(tools);
        present = true;
      },
    };
  };

  test('run at the same time in their lanes, and one after the other in a lane', async () => {
    const events = [];
    const gates = {};
    const gate = (name) => new Promise((open) => (gates[name] = open));
    const waiting = (name) => step(name, async () => {
      events.push(`${name} begins`);
      await gate(name);
      events.push(`${name} ends`);
      if (name === 'a') gates.c();
    });
    const quick = (name) => step(name, () => events.push(name));
    const running = runLanes([[waiting('a'), quick('b')], [waiting('c'), quick('d')]]);
    await new Promise(setImmediate);
    assert.deepEqual(events, ['a begins', 'c begins']);
    gates.a();
    assert.equal(await running, 4);
    assert.ok(events.indexOf('a ends') < events.indexOf('b') && events.indexOf('c ends') < events.indexOf('d'), events.join());
  });

  test('that are there already are left alone', async () => {
    const there = { ...step('x', () => assert.fail('installed')), present: () => true };
    assert.equal(await runLanes([[there], [there, there]]), 0);
  });

  test('show what a program said when it fails, end the others, and begin no more', async () => {
    const program = (code) => step('x', ({ exec }) => exec(process.execPath, ['-e', code]));
    const later = step('later', () => assert.fail('begun'));
    const failing = program('console.error("the reason"); process.exitCode = 3');
    await assert.rejects(runLanes([[program('require("net").createServer().listen(0)'), later], [failing, later]]), (error) => {
      assert.ok(error instanceof LaneError);
      assert.match(error.output, /^the reason$/);
      return true;
    });
  });

  test('say when a step was installed in vain, and where it was looked for', async () => {
    await assert.rejects(runLanes([[{ ...step('x'), present: () => false, look: 'X_PATH' }]]), /x: installed, and yet not found \(X_PATH\?\)/);
  });

  test("tell how far Cargo is, from its bar's last state", () => {
    assert.equal(progressIn('    Building [====>      ] 41/118: syn, quote\r    Building [=====>     ] 42/118: syn\r'), '42/118');
    assert.equal(progressIn('   Compiling syn v2.0.1 [1/2]\n'), undefined);
  });
});

describe('the toolchain', () => {
  const channel = /^channel = "(.*)"$/m.exec(read(ROOT, 'rust-toolchain.toml'))?.[1];

  test('is one version, at least the one that the crates ask for', () => {
    assert.match(channel, /^\d+\.\d+\.\d+$/);
    for (const manifest of ['Cargo.toml', 'doctor/Cargo.toml']) {
      const [, least] = /^rust-version = "(.*)"/m.exec(read(ROOT, manifest));
      assert.ok(channel.startsWith(`${least}.`), `${manifest} says ${least}`);
    }
  });

  /** Asks set-up for nothing but Rust, with these programs alone on PATH: `{ status, output, toolchain, calls }`. */
  const setUp = (programs) => {
    const bin = join(dir, 'bin');
    mkdirSync(bin);
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> ${join(dir, 'calls')}\n${script}\n`, { mode: 0o755 });
    }
    const code = `import { ensure } from ${JSON.stringify(pathToFileURL(join(ROOT, 'scripts/setup.mjs')).href)}; await ensure([]); console.log('toolchain', process.env.RUSTUP_TOOLCHAIN)`;
    const script = join(dir, 'run.mjs');
    writeFileSync(script, code);
    const env = { HOME: dir, PATH: `${bin}:/usr/bin:/bin` };
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { env, cwd: ROOT, encoding: 'utf8' });
    return { status, output: stdout + stderr, toolchain: /toolchain (\S+)/.exec(stdout)?.[1], calls: existsSync(join(dir, 'calls')) ? read(dir, 'calls') : '' };
  };
  const rustc = (version) => `echo "rustc ${version} (abc 2026-01-01)"`;

  test('that is there is used, and nothing is installed', () => {
    const { status, toolchain, calls } = setUp({ cargo: '', rustup: 'exit 1', rustc: rustc(channel) });
    assert.deepEqual([status, toolchain], [0, 'undefined']);
    assert.doesNotMatch(calls, /rustup/);
  });

  test('of this version under the name of its channel is used', () => {
    const rustup = `case "$*" in default) echo "stable-x (default)";; "run stable-x rustc --version") ${rustc(channel)};; *) exit 1;; esac`;
    const { status, toolchain, calls } = setUp({ cargo: '', rustup, rustc: 'test "$RUSTUP_TOOLCHAIN" && exit 0; exit 1' });
    assert.deepEqual([status, toolchain], [0, 'stable-x']);
    assert.doesNotMatch(calls, /install/);
  });

  test('of another version is not used: rustup is asked for this one, and set-up says so', () => {
    const rustup = `case "$*" in default) echo "stable-x (default)";; "run stable-x rustc --version") ${rustc('1.80.0')};; toolchain*) exit 7;; esac`;
    const { status, output, calls } = setUp({ cargo: '', rustup, rustc: 'exit 1' });
    assert.notEqual(status, 0);
    assert.ok(output.includes(`setup: Rust ${channel}: the compiler that rust-toolchain.toml names`), output);
    assert.ok(calls.includes(`rustup toolchain install ${channel} `), calls);
  });

  test('is missing: set-up says where Rust comes from', () => {
    const { status, output } = setUp({});
    assert.notEqual(status, 0);
    assert.match(output, /no cargo on PATH\. Install Rust from https:\/\/rustup\.rs/);
  });
});

test("npm packages are not installed through a link into another checkout's, which npm would empty", () => {
  const link = join(dir, 'link');
  symlinkSync(dir, link);
  const exec = () => assert.fail('npm was started');
  assert.throws(() => installPackages(exec, link), (error) => error instanceof SetupError && error.message.includes(`is a link to ${dir}`));
  const commands = [];
  installPackages((command, args) => commands.push([command, ...args].join(' ')), join(dir, 'missing'));
  assert.deepEqual(commands, ['npm ci --ignore-scripts --no-audit --no-fund']);
});

test('no npm install of this repository runs the scripts of other packages', () => {
  const commands = [];
  const visit = (folder) => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') visit(path);
      else if (/\.(mjs|yml)$/.test(entry.name)) {
        for (const [text] of read(ROOT, path).matchAll(/'npm', \[\s*'(?:ci|install)'[^\]]*\]|npm (?:ci|install) [^\n]*/g)) commands.push(`${path}: ${text.replaceAll(/\s+/g, ' ')}`);
      }
    }
  };
  for (const folder of ['scripts', '.github', 'tests/packaging']) visit(folder);
  const own = /clerk-fetch`|npm ci in bench|\.\.\.NPM|sk for|`npm install/; // prose, and the matrix, whose NPM has the flag
  assert.deepEqual(commands.filter((command) => !command.includes('--ignore-scripts') && !own.test(command)), []);
  assert.match(read(ROOT, 'scripts/lib/matrix/install.mjs'), /NPM = \['--ignore-scripts'/);
});
