import { spawn } from 'node:child_process';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('memory-child.mjs', import.meta.url));

/** Does one loop with what an entry of the package exports, in a process of its own. */
export const measuring = (entry) => (name, times) => {
  const args = ['--expose-gc', CHILD, entry, name, times];
  return json(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout);
};
