// The local registry that the package is published into. All else is installed as the user's own npm is set up, which
// is also where the registry looks when it is asked for another package.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarball } from '../artifact.mjs';
import { ask } from '../tools.mjs';
import { ROOT } from '../run.mjs';
import { NPM, installOnce } from './install.mjs';
import { freePort, run, start } from './processes.mjs';

const FOLDER = join(ROOT, 'build', 'matrix', 'registry');

const settings = (uplink) => ({
  storage: join(FOLDER, 'storage'),
  auth: { htpasswd: { file: join(FOLDER, 'htpasswd') } },
  uplinks: { default: { url: uplink } },
  packages: {
    'clerk-fetch': { access: '$all', publish: '$all', unpublish: '$all' },
    '**': { access: '$all', proxy: 'default' },
  },
  log: { type: 'stdout', format: 'pretty', level: 'warn' },
});

/** Starts verdaccio on loopback and publishes the packed package into it. */
export async function startRegistry({ log }) {
  const tool = await installOnce('registry', { log });
  rmSync(join(FOLDER, 'storage', 'clerk-fetch'), { recursive: true, force: true });
  rmSync(join(FOLDER, 'storage', '.verdaccio-db.json'), { force: true });
  mkdirSync(FOLDER, { recursive: true });
  const config = join(FOLDER, 'config.json'); // JSON is YAML, too
  writeFileSync(config, JSON.stringify(settings(ask('npm', 'config', 'get', 'registry'))));
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}/`;
  const where = { cwd: FOLDER, env: process.env, log };
  const program = join(tool, 'node_modules', '.bin', 'verdaccio');
  const server = await start(program, ['--config', config, '--listen', address], { ...where, url: `${url}-/ping` });
  // npm insists on a token, and verdaccio on none
  await run('npm', ['publish', tarball(), '--registry', url, `--//${address}/:_authToken=none`, ...NPM], where);
  return { url, stop: server.stop };
}
