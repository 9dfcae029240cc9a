// Starting other programs: streamed, optionally kept for counting, and never for ever.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** '12.3 s', or '4 min 05 s', since a `performance.now()`. */
export function since(start) {
  const s = (performance.now() - start) / 1000;
  if (s < 60) return `${s.toFixed(1)} s`;
  return `${Math.floor(s / 60)} min ${String(Math.floor(s % 60)).padStart(2, '0')} s`;
}

/**
 * Runs a program in the repository's root or `cwd`, its output streamed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: object, cwd?: string, capture?: boolean, minutes?: number }} [options]
 *   `capture` keeps what it says on stdout as well; past `minutes` it is killed with all it started.
 * @returns {Promise<{ code: number, output: string }>} `code` is -1 when it could not start or was killed
 */
export function run(command, args, { env = process.env, cwd = ROOT, capture = false, minutes } = {}) {
  return new Promise((resolve) => {
    // A group of its own, so that the browsers and compilers it started can be ended with it.
    // Without a limit it stays in ours: an installer may have to ask for a password.
    const child = spawn(command, args, {
      cwd,
      env,
      detached: minutes !== undefined,
      stdio: ['inherit', capture ? 'pipe' : 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
    const release = minutes === undefined ? () => {} : guard(child, command, minutes);
    const finish = (code) => {
      release();
      resolve({ code: code ?? -1, output });
    };
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      finish(-1);
    });
    child.on('close', finish);
  });
}

/** Ends the child's group when the time is up, or when we are interrupted ourselves. */
function guard(child, command, minutes) {
  const kill = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it ended in the same moment
    }
  };
  const timer = setTimeout(() => {
    console.error(`${command}: not done after ${minutes} min, killed`);
    kill();
  }, minutes * 60_000);
  const interrupted = () => {
    kill();
    process.exit(130);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  return () => {
    clearTimeout(timer);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  };
}
