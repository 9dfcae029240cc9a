// `npm run coverage`: which lines of src/ the native tests run, and which lines of js/ the tests in Node do.
//
// Rust: the compiler's own instrumentation (rustup's component llvm-tools reads it); test code does not count.
// JavaScript: V8's counts for the installed package, taken back to js/ by the source maps of the build. What only a browser
// runs, the hooks of React, SWR and TanStack Query, is tested in Chromium (tests/browser) and not counted here.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { INSTALLED, prepareArtifact } from './lib/artifact.mjs';
import { ROOT, run } from './lib/run.mjs';
import { mappingsOf } from './lib/source-map.mjs';
import { ask, toolEnv } from './lib/tools.mjs';

const OUT = join(ROOT, 'build', 'coverage');
/** Left to the browser tests. */
const IN_BROWSER = /^(hooks\/|core\/loader-edge)/;

const fresh = (name) => {
  const folder = join(OUT, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
};

/** Prints a table of `[name, [covered, all]]`, with the lines that are not covered where there are few. */
const print = (title, rows) => {
  const percent = ([covered, all]) => `${((100 * covered) / all).toFixed(1).padStart(5)} %`;
  console.log(`\n== ${title}`);
  for (const { name, covered, all, missed } of rows) {
    const lines = missed.length ? `  not: ${missed.slice(0, 12).join(', ')}${missed.length > 12 ? ' …' : ''}` : '';
    console.log(`${name.padEnd(28)} ${String(covered).padStart(5)} of ${String(all).padStart(5)}  ${percent([covered, all])}${lines}`);
  }
  const total = [rows.reduce((sum, { covered }) => sum + covered, 0), rows.reduce((sum, { all }) => sum + all, 0)];
  console.log(`${'all'.padEnd(28)} ${String(total[0]).padStart(5)} of ${String(total[1]).padStart(5)}  ${percent(total)}`);
};

/** From hits per line (`Map` line → count). */
const row = (name, hits) => {
  const lines = [...hits.keys()].sort((one, other) => one - other);
  const missed = lines.filter((line) => !hits.get(line));
  return { name, covered: lines.length - missed.length, all: lines.length, missed };
};

// Rust

const llvm = (program) => join(ask('rustc', '--print', 'target-libdir'), '..', 'bin', program);

const must = (command, args, env = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, env: toolEnv(env), encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
};

/** The test binary of the library, as cargo names it. */
const binaryIn = (output) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .find(({ executable, profile, target }) => executable && profile?.test && target.name === 'clerk_fetch')?.executable;

/** Where a file's own tests begin; its last line where there are none. */
const testsBegin = (path) => {
  const lines = readFileSync(path, 'utf8').split('\n');
  const at = lines.indexOf('#[cfg(test)]');
  return at < 0 ? lines.length + 1 : at + 1;
};

const isTestFile = (path) => /\/(tests|codes|exhaustive|mutants)\.rs$|\/tests\//.test(path);

const rust = async () => {
  if (!existsSync(llvm('llvm-cov'))) await run('rustup', ['component', 'add', 'llvm-tools']);
  if (!existsSync(llvm('llvm-cov'))) return console.log('\n== Rust: not measured: rustup component add llvm-tools gives no llvm-cov here');
  const folder = fresh('rust');
  const env = { RUSTFLAGS: '-Cinstrument-coverage', CARGO_TARGET_DIR: join(OUT, 'target'), LLVM_PROFILE_FILE: join(folder, '%p-%m.profraw') };
  const binary = binaryIn(must('cargo', ['test', '--lib', '--no-run', '--message-format=json'], env));
  must(binary, ['--quiet'], env);
  const merged = join(folder, 'all.profdata');
  const raw = readdirSync(folder).filter((name) => name.endsWith('.profraw'));
  must(llvm('llvm-profdata'), ['merge', '-sparse', ...raw.map((name) => join(folder, name)), '-o', merged]);
  const lcov = must(llvm('llvm-cov'), ['export', binary, '-format=lcov', `-instr-profile=${merged}`]);
  const rows = lcov
    .split('end_of_record')
    .map((record) => ({ path: /^SF:(.*)$/m.exec(record)?.[1], record }))
    .filter(({ path }) => path?.startsWith(join(ROOT, 'src')) && !isTestFile(path))
    .map(({ path, record }) => {
      const end = testsBegin(path);
      const counts = [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map(([, line, count]) => [Number(line), Number(count)]);
      return row(path.slice(ROOT.length), new Map(counts.filter(([line]) => line < end)));
    })
    .filter(({ all }) => all);
  print('Rust: lines of src/ that the native tests run', rows);
};

// JavaScript

/** How often each character of a script ran: later ranges are inner ones. */
const countsOf = (length, functions) => {
  const counts = new Float64Array(length);
  const ranges = functions.flatMap((each) => each.ranges);
  ranges.sort((one, other) => one.startOffset - other.startOffset || other.endOffset - one.endOffset);
  for (const { startOffset, endOffset, count } of ranges) counts.fill(count, startOffset, endOffset);
  return counts;
};

/** Adds a script's counts to `hits`: js/ file → line → count. A line counts by the best of what it became. */
const collect = (hits, { url, functions }) => {
  const path = fileURLToPath(url);
  const map = JSON.parse(readFileSync(`${path}.map`, 'utf8'));
  const text = readFileSync(path, 'utf8');
  const starts = [0];
  for (const [index, character] of [...text].entries()) if (character === '\n') starts.push(index + 1);
  const counts = countsOf(text.length, functions);
  for (const { line, column, source, sourceLine } of mappingsOf(map)) {
    const name = /(?:^|\/)js\/((?!cli)[\w/-]+\.ts)$/.exec(source)?.[1];
    if (!name) continue;
    const lines = hits.get(name) ?? hits.set(name, new Map()).get(name);
    const count = counts[starts[line] + column];
    lines.set(sourceLine + 1, Math.max(lines.get(sourceLine + 1) ?? 0, count));
  }
};

const javascript = async () => {
  await prepareArtifact();
  const folder = fresh('js');
  const tests = readdirSync(join(ROOT, 'tests', 'js'))
    .filter((name) => /\.test\.mjs$/.test(name) && !/^(memory|suite|security|supply-chain)\./.test(name))
    .map((name) => join(ROOT, 'tests', 'js', name));
  const env = toolEnv({ NODE_V8_COVERAGE: folder });
  const { code } = await run('node', ['--test', '--test-concurrency=2', '--test-reporter=dot', ...tests], { env, minutes: 60 });
  if (code !== 0) console.log('\nsome tests failed; their lines count all the same');
  const hits = new Map();
  const dist = join(INSTALLED, 'dist');
  for (const name of readdirSync(folder)) {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    for (const script of result) {
      if (!script.url.startsWith('file:') || dirname(fileURLToPath(script.url)) !== dist) continue;
      if (existsSync(`${fileURLToPath(script.url)}.map`)) collect(hits, script);
    }
  }
  const rows = [...hits].filter(([name]) => !IN_BROWSER.test(name)).sort().map(([name, lines]) => row(`js/${name}`, lines));
  print('JavaScript: lines of js/ that the tests in Node run', rows);
  console.log(`left to Chromium: ${IN_BROWSER.join(', ')}`);
};

const chosen = process.argv.slice(2);
if (!chosen.length || chosen.includes('rust')) await rust();
if (!chosen.length || chosen.includes('js')) await javascript();
