// The command as a user's shell starts it, in a process of its own: js/cli/doctor.js over the package as installed.
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
const RUNNER = `import { run } from ${JSON.stringify(pathToFileURL(ENTRY).href)}; process.exitCode = await run(process.argv.slice(1), process);`;

/** Bundles the command once. */
export async function prepare() {
  mkdirSync(OUT, { recursive: true });
  await build({
    entryPoints: [join(ROOT, 'js', 'cli', 'doctor.js')],
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
  const child = spawn(process.execPath, ['--input-type=module', '--eval', RUNNER, '--', ...args], { cwd });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  child.stdin.end(token);
  const code = await new Promise((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await said;
  return { code, stdout, stderr };
}
