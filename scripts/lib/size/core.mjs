// What the compiled core is made of: the same code with its names, as twiggy sees it, and what it would be without a part.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cargoTool, ensure } from '../../setup.mjs';
import { FEATURES, RUSTFLAGS, SHRINK, exportsOf, isUsed, keeping, printable } from '../core.mjs';
import { ROOT } from '../run.mjs';
import { toolEnv } from '../tools.mjs';

const OUT = join(ROOT, 'build', 'size');
const at = (name) => join(OUT, name);

const TWIGGY = cargoTool({ crate: 'twiggy', version: () => '0.8.0', why: 'says which function has how many bytes of the core', usually: '2 to 4 min' });

const must = (command, args, env = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, env: toolEnv(env), encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed\n${stderr}`);
  return stdout;
};

const NAMED = SHRINK.filter((flag) => flag !== '--strip-debug');

/** As scripts/build.mjs compiles it, but that names stay. wasm-bindgen must not see what std was built with. */
const compileNamed = () => {
  const cargo = ['build', '--release', '--lib', '--target', 'wasm32-unknown-unknown', '--no-default-features', '--target-dir', OUT];
  must('cargo', cargo, { RUSTFLAGS, CARGO_PROFILE_RELEASE_STRIP: 'none' });
  must('wasm-opt', ['--all-features', '-g', '-O0', '--strip-target-features', at('wasm32-unknown-unknown/release/clerk_fetch.wasm'), '-o', at('plain.wasm')]);
  must('wasm-bindgen', ['--target', 'bundler', '--out-dir', OUT, at('plain.wasm')]);
  must('wasm-opt', [...FEATURES, '-g', ...NAMED, at('plain_bg.wasm'), '-o', at('named.wasm')]);
};

const isOfNames = (name) => /subsection$|^custom section/.test(name);

const plain = (name) => name.replace(/^"|"$/g, '').replaceAll('""', '"').replace(/::h[0-9a-f]{16}$/, '').replaceAll('clerk_fetch::', '');

/** @returns {{ name: string, bytes: number }[]} functions and sections, the largest first, without the names themselves */
const sizes = () =>
  must('twiggy', ['top', '-n', '10000', '--format', 'csv', at('named.wasm')])
    .split('\n')
    .slice(1)
    .map((line) => /^(.*),(\d+),[\d.]+,,$/.exec(line))
    .filter(Boolean)
    .map(([, name, bytes]) => ({ name: plain(name), bytes: Number(bytes) }))
    .filter(({ name }) => !isOfNames(name));

/** The exports that serve one thing each. */
const PARTS = {
  'keys to requests (SWR, TanStack Query, `json`, `baseUrl`)': ['part', 'page', 'param', 'argument', 'base', 'join'],
  'options checked, with the nearest name': ['option', 'rule'],
  'who gets the token': ['grants', 'refusal'],
  'refresh and replay of a 401': ['admit_refresh', 'cool_down', 'fixable', 'refuses', 'differs'],
  'retry, `Retry-After`, SWR’s and TanStack Query’s retries': ['delay', 'retry_after', 'retryable', 'retryable_method', 'host_may_retry'],
  'reading: JSON, problem details, reverification': ['reading', 'problem', 'reverification'],
  'one call’s machine': ['begin', 'step'],
};

/** The core without these exports and without all that only they use; texts stay, which no tool can attribute. */
const without = (exported) => {
  writeFileSync(at('graph.json'), keeping(exportsOf(at('named.wasm')).filter((name) => isUsed(name) && !exported.includes(name))));
  must('wasm-metadce', [...FEATURES, at('named.wasm'), '-f', at('graph.json'), '-o', at('part.wasm')]);
  return shrunk('part.wasm');
};

const shrunk = (name) => {
  must('wasm-opt', [...FEATURES, '--minify-imports-and-exports', at(name), '-o', at('short.wasm')]);
  must('wasm-opt', [...FEATURES, ...SHRINK, at('short.wasm'), '-o', at('small.wasm')]);
  return readFileSync(at('small.wasm'));
};

const DATA = 11;

/** A module without its sections of data: the texts. */
const withoutTexts = (module) => {
  const kept = [module.subarray(0, 8)];
  for (let place = 8; place < module.length; ) {
    const begin = place++;
    let size = 0;
    for (let shift = 0, byte = 128; byte & 128; shift += 7) size |= ((byte = module[place++]) & 127) << shift;
    place += size;
    if (module[begin] !== DATA) kept.push(module.subarray(begin, place));
  }
  return Buffer.concat(kept);
};

/**
 * @param {(core: string) => number} measure the download's bytes with a core, as text
 * @returns {Promise<{ items: object[], parts: { name: string, raw: number, less: number }[], raw: number }>}
 */
export async function coreParts(measure) {
  await ensure([TWIGGY]);
  mkdirSync(OUT, { recursive: true });
  compileNamed();
  const whole = without([]);
  const as = (core) => measure(printable(core));
  const less = (core) => ({ raw: whole.length - core.length, less: as(whole) - as(core) });
  const parts = Object.entries(PARTS).map(([name, exported]) => ({ name, ...less(without(exported)) }));
  const texts = { name: 'all texts: the errors’ words, the options’ and fields’ names', ...less(withoutTexts(whole)) };
  return { items: sizes(), parts: [texts, ...parts].sort((one, other) => other.less - one.less), raw: whole.length };
}
