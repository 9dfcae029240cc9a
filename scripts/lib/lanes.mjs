// Installs beside each other what does not depend on each other, and shows what is going on meanwhile.
import { spawn } from 'node:child_process';
import { ROOT, since } from './run.mjs';

/** Milliseconds between two lines of progress: in a terminal one line is written again and again. */
const INTERVAL = process.stdout.isTTY ? 500 : 15_000;

/** Cargo's own bar, where nobody sees a terminal: its `41/118` is read from there. */
const CARGO = { CARGO_TERM_PROGRESS_WHEN: 'always', CARGO_TERM_PROGRESS_WIDTH: '100', CARGO_TERM_COLOR: 'never' };

/** A program failed; `output` is all that it said. */
export class LaneError extends Error {
  constructor(command, output) {
    super(`failed: ${command}`);
    this.output = output;
  }
}

/** The last `41/118` of a bar like `Building [====>   ] 41/118: syn`. */
export const progressIn = (text) => [...text.matchAll(/\] +(\d+\/\d+)/g)].at(-1)?.[1];

/** What a program said, without the states of its bar that the next one replaced. */
const readable = (text) => text.replaceAll(/[^\n]*\r(?!\n)/g, '').trim();

const tell = (line) => console.log(`${process.stdout.isTTY ? '\r\x1b[K' : ''}setup: ${line}`);

/** Runs a program for a step. Its output is kept, and shown when it fails. */
const executor = (step, signal) => (command, args, { env = process.env, cwd = ROOT, mayFail = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, signal, env: { ...env, ...CARGO }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        step.progress = progressIn(text) ?? step.progress;
      });
    }
    const failed = () => reject(new LaneError([command, ...args].join(' '), readable(output)));
    child.on('error', (error) => {
      output += `\n${error.message}`;
      failed();
    });
    child.on('close', (code) => (code === 0 || mayFail ? resolve({ code, output: readable(output) }) : failed()));
  });

/**
 * Runs lanes of steps beside each other, the steps of a lane one after the other. A step that is `present` is skipped.
 * After a failure no further step begins.
 * @param {{ what: string, why: string, usually: string, present: () => unknown, install: (tools) => unknown, look?: string }[][]} lanes
 *   `install` gets `exec(command, args, { env, cwd, mayFail })` and `say(line)`
 * @returns {Promise<number>} how many steps had something to install
 */
export const runLanes = async (lanes) => {
  const active = new Map();
  const stop = new AbortController();
  let failure;
  let installed = 0;

  const runStep = async (step) => {
    if (stop.signal.aborted || step.present()) return;
    const start = performance.now();
    const state = { progress: undefined };
    tell(`${step.what}: ${step.why}; usually ${step.usually}`);
    active.set(step.what, state);
    try {
      await step.install({ exec: executor(state, stop.signal), say: (line) => tell(`${step.what}: ${line}`) });
    } finally {
      active.delete(step.what);
    }
    if (!step.present()) throw new LaneError(`${step.what}: installed, and yet not found (${step.look ?? 'PATH'}?)`, '');
    tell(`${step.what}: done in ${since(start)}`);
    installed += 1;
  };

  const runLane = async (steps) => {
    try {
      for (const step of steps) await runStep(step);
    } catch (error) {
      failure ??= error; // the lanes that are stopped now fail too, and for no reason of their own
      stop.abort();
    }
  };

  const begin = performance.now();
  const show = () => {
    if (!active.size) return;
    const now = [...active].map(([what, { progress }]) => (progress ? `${what} ${progress}` : what)).join(' · ');
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[Ksetup: ${since(begin)}  ${now}`.slice(0, process.stdout.columns ?? 80));
    else tell(`${since(begin)}: ${now}`);
  };
  const timer = setInterval(show, INTERVAL);
  try {
    await Promise.all(lanes.map(runLane));
  } finally {
    clearInterval(timer);
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  }
  if (failure) throw failure;
  return installed;
};
