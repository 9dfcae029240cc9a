// `npx clerk-fetch doctor` as a user's shell starts it: the installed package's own program, in a process of its own.
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { INSTALLED } from '../../../scripts/lib/artifact.mjs';
import { ROOT } from '../../../scripts/lib/run.mjs';

const OUT = join(ROOT, 'build', 'test', 'doctor-cli');
const ENTRY = join(OUT, `doctor-${process.pid}.mjs`);

/** The command's module, for what can only be seen from within its process; bundled once. */
export async function prepare() {
  mkdirSync(OUT, { recursive: true });
  await build({
    entryPoints: [join(ROOT, 'js', 'cli', 'doctor.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: ENTRY,
    alias: { 'clerk-fetch/doctor': join(INSTALLED, 'dist', 'doctor.js') },
    logLevel: 'error',
  });
  return import(pathToFileURL(ENTRY).href);
}

/** Runs `doctor …args`; `token` is piped in. */
export async function doctor(args, { token = '', cwd = OUT } = {}) {
  const child = spawn(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), 'doctor', ...args], { cwd });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  child.stdin.end(token);
  const code = await new Promise((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await said;
  return { code, stdout, stderr };
}
