// Compiles the core, the doctor and wasm-bindgen's declarations. Each is compiled only when its inputs have changed:
// after a change of JavaScript alone, a build takes a second.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { FEATURES, RUSTFLAGS, SHRINK, exportsOf, isUsed, keeping } from './core.mjs';
import { ROOT } from './run.mjs';
import { WASM_PACK_VERSION, ask, lockedVersion, toolEnv } from './tools.mjs';

const at = (...parts) => join(ROOT, ...parts);
export const WASM = at('build', 'wasm');
export const TYPES = at('build', 'types');
export const DOCTOR = at('build', 'doctor');

/** Stands beside what was compiled, and says from which inputs it was. */
const STAMP = '.inputs';
const NAMES = join(WASM, 'names.json');

/** All that the core is compiled from, and how. By content, because a checkout gives every file a new date. */
const CORE_INPUTS = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo', 'build.rs', 'src', 'scripts/lib/compile.mjs', 'scripts/lib/core.mjs'];
/** The doctor links the core's policy, so it depends on the core's inputs too. */
const DOCTOR_INPUTS = [...CORE_INPUTS, 'doctor/Cargo.toml', 'doctor/Cargo.lock', 'doctor/src'];
/** Variables that change what Cargo makes. */
const FLAGS = /^(RUSTFLAGS|RUSTC.*|CARGO_(ENCODED_RUSTFLAGS|(BUILD|PROFILE|TARGET|UNSTABLE)_.*))$/;

/** wasm2js knows the first WebAssembly only. */
const LOWER = ['--signext-lowering', '--llvm-nontrapping-fptoint-lowering', '--llvm-memory-copy-fill-lowering'];

const PACKING = ['--target', 'bundler', '--out-name', 'clerk_fetch', '--no-pack', '--no-opt'];

/** Runs a program of the build, and gives its output when `stdio` keeps that. */
export const must = (command, args, { stdio = 'inherit', env = {} } = {}) => {
  const { status, error, stdout } = spawnSync(command, args, { cwd: ROOT, env: toolEnv(env), stdio, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
  return stdout;
};

const filesIn = (path) => {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
};

const hashOf = (paths, ...facts) => {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const file of paths.flatMap(filesIn)) {
    const content = readFileSync(file);
    hash.update(`${relative(ROOT, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};

/** The programs that compile, and the variables that they read. */
const toolchain = () => [
  ask('rustc', '--version', '--verbose'),
  WASM_PACK_VERSION,
  lockedVersion('wasm-bindgen'),
  JSON.parse(readFileSync(at('node_modules', 'binaryen', 'package.json'), 'utf8')).version,
  Object.entries(process.env).filter(([name]) => FLAGS.test(name)).sort(),
];

/**
 * Makes a folder again, unless its stamp fits both the inputs and what is in the folder: neither can change unseen.
 * The stamp is written last, so a compilation that fails leaves none. It names the inputs as they were at the start,
 * so a file that is saved meanwhile is compiled the next time.
 */
export const remake = (folder, inputs, tools, make) => {
  const stamp = join(folder, STAMP);
  const before = hashOf(inputs.map((input) => resolve(ROOT, input)), tools);
  const now = () => `${before} ${hashOf(filesIn(folder).filter((file) => file !== stamp))}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now()) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  make();
  writeFileSync(stamp, now());
};

/** What Cargo compiles each from: the arguments that wasm-pack passes on, and the flags. */
const CARGO = {
  core: { args: ['--locked', '--no-default-features'], env: { RUSTFLAGS } },
  // The doctor's futures and strings need what the core does without: an allocator, reference types, 1 MiB of stack.
  doctor: { args: ['--locked'], env: { RUSTFLAGS: '-Clink-arg=-zstack-size=1048576' } },
  types: { args: ['--locked'], env: {} },
};

const makeCore = () => {
  const [compiled, used, short, core, lowered] = ['clerk_fetch_bg', 'used', 'short', 'core', 'lowered'].map((name) => join(WASM, `${name}.wasm`));
  must('wasm-pack', ['build', '.', '--release', ...PACKING, '--out-dir', WASM, '--', ...CARGO.core.args], { env: CARGO.core.env });
  const graph = join(WASM, 'used.json');
  writeFileSync(graph, keeping(exportsOf(compiled).filter(isUsed)));
  must('wasm-metadce', [...FEATURES, compiled, '-f', graph, '-o', used], { stdio: ['ignore', 'ignore', 'inherit'] });
  const names = must('wasm-opt', [...FEATURES, '--minify-imports-and-exports', used, '-o', short], { stdio: ['ignore', 'pipe', 'inherit'] });
  must('wasm-opt', [...FEATURES, ...SHRINK, short, '-o', core]);
  must('wasm-opt', [...FEATURES, ...LOWER, ...SHRINK, short, '-o', lowered]);
  must('wasm2js', ['-Oz', lowered, '-o', join(WASM, 'translated.js')]);
  writeFileSync(NAMES, JSON.stringify(Object.fromEntries(JSON.parse(names).exports)));
};

const makeDoctor = () => {
  const args = ['build', 'doctor', '--release', '--target', 'bundler', '--out-name', 'doctor', '--no-pack', '--no-opt', '--out-dir', DOCTOR];
  must('wasm-pack', [...args, '--', ...CARGO.doctor.args], { env: CARGO.doctor.env });
  const features = [...FEATURES, '--enable-reference-types', '--enable-multivalue'];
  must('wasm-opt', [...features, '-Oz', '--strip-debug', '--strip-producers', join(DOCTOR, 'doctor_bg.wasm'), '-o', join(DOCTOR, 'doctor.wasm')]);
};

const makeTypes = () => must('wasm-pack', ['build', '.', '--dev', ...PACKING, '--out-dir', TYPES, '--', ...CARGO.types.args], { env: CARGO.types.env });

let precompiled = false;

/** Whether there is nothing for `precompile` to do. */
export const isCompiled = () => precompiled || [WASM, DOCTOR, TYPES].every((folder) => existsSync(join(folder, STAMP)));

/** Has Cargo do its part before wasm-pack is there, which then finds it done. `exec` is as in lanes.mjs. */
export const precompile = async (exec) => {
  const commands = [
    [['--release', ...CARGO.core.args], '.', CARGO.core.env],
    [['--release', ...CARGO.doctor.args], 'doctor', CARGO.doctor.env],
    [CARGO.types.args, '.', CARGO.types.env],
  ];
  for (const [args, folder, env] of commands) {
    await exec('cargo', ['build', '--lib', '--target', 'wasm32-unknown-unknown', ...args], { cwd: at(folder), env: toolEnv(env) });
  }
  precompiled = true;
};

/** Compiles what has changed, and returns the short names of the core's exports: `{ step: 'a', ... }`. */
export const compile = () => {
  const tools = toolchain();
  remake(WASM, CORE_INPUTS, tools, makeCore);
  remake(DOCTOR, DOCTOR_INPUTS, tools, makeDoctor);
  remake(TYPES, CORE_INPUTS, tools, makeTypes);
  return JSON.parse(readFileSync(NAMES, 'utf8'));
};
