// The programs that a shape runs: each one's output goes to the shape's log, and none outlives the matrix.
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { stripVTControlCharacters } from 'node:util';

const running = new Set();

/** Ends whatever is still running, with all that it started. */
export function endAll() {
  for (const child of running) end(child);
}

function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it ended in the same moment
  }
}

/** Starts a program in a group of its own. `output()` is what it has said so far, without colours. */
function launch(command, args, { cwd, env, log }) {
  appendFileSync(log, `\n$ ${[command, ...args].join(' ')}\n`);
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += stripVTControlCharacters(text);
      appendFileSync(log, text);
    });
  }
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: -1, error }));
    child.on('close', (code) => resolve({ code: code ?? -1 }));
  }).finally(() => running.delete(child));
  return { child, ended, output: () => output };
}

/** Runs a program to its end and gives its output; throws, with the output's end, where its code is not `code`. */
export async function run(command, args, { minutes = 10, code = 0, ...where }) {
  const { child, ended, output } = launch(command, args, where);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end(child);
  }, minutes * 60_000);
  const result = await ended;
  clearTimeout(timer);
  if (late) throw new Failure(`${command} was not done after ${minutes} min`, output());
  if (result.error) throw new Failure(`${command}: ${result.error.message}`, output());
  if (code !== undefined && result.code !== code)
    throw new Failure(`${command} ended with code ${result.code}`, output());
  return output();
}

/** Starts a server and waits until it answers at `url`, or says `ready`. */
export async function start(command, args, { url, ready, minutes = 3, ...where }) {
  const { child, ended, output } = launch(command, args, where);
  let over;
  ended.then((result) => (over = result));
  const deadline = Date.now() + minutes * 60_000;
  while (!(ready ? ready.test(output()) : await answers(url))) {
    if (over) throw new Failure(`${command} ended with code ${over.code} before it answered`, output());
    if (Date.now() > deadline) {
      end(child);
      throw new Failure(`${command} did not answer within ${minutes} min`, output());
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    output,
    async stop() {
      end(child);
      await ended;
    },
  };
}

const answers = (url) =>
  fetch(url, { signal: AbortSignal.timeout(30_000), redirect: 'manual' }).then(
    (response) => response.body?.cancel().then(() => true) ?? true,
    () => false,
  );

/** A program's failure, with the end of what it said. */
export class Failure extends Error {
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

/** A port that was free a moment ago, for programs that cannot be told to take any. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** The last lines of a log. */
export const tail = (path, lines = 40) => readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
