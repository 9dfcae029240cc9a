// WPT's own server (wptserve, Python 3, part of every checkout), on free ports of the loopback interface.
import { spawn } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const HOST = 'web-platform.test';
const UNUSED = ['http-private', 'http-public', 'https-private', 'https-public', 'webtransport-h3'];

/** WPT's certificate is for names that exist nowhere, and mostly out of date; an error ignored otherwise ends all caching. */
export function chromiumFlags(checkout) {
  const pem = readFileSync(join(checkout, 'tools/certs/web-platform.test.pem'));
  const key = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
  return [
    '--host-resolver-rules=MAP nonexistent.*.test ^NOTFOUND, MAP *.test 127.0.0.1, MAP *.test. 127.0.0.1',
    `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`,
  ];
}

/** The page's report: in every window that loads testharness.js. Under load, tests with a limit need patience. */
const REPORT = `setup({ output: false, timeout_multiplier: 6 });
add_completion_callback((tests, { status, message }) => {
  globalThis.wptOutcome = { status, message, tests: tests.map(({ name, status, message }) => ({ name, status, message })) };
});
`;

/**
 * Starts it over a checkout. `harness` is put before testharness.js, which each window and worker with tests loads first.
 * `work` is a folder of its own for what it serves in place of the checkout's files.
 */
export async function startWpt({ checkout, work, harness = '' }) {
  const ports = await freePorts({ http: 2, https: 2, h2: 1, ws: 1, wss: 1 });
  const none = Object.fromEntries(UNUSED.map((scheme) => [scheme, []]));
  mkdirSync(work, { recursive: true });
  const file = (name) => join(work, name);
  const resource = (name) => join(checkout, 'resources', name);
  writeFileSync(file('testharness.js'), harness + readFileSync(resource('testharness.js'), 'utf8'));
  writeFileSync(file('testharnessreport.js'), REPORT);
  const replaced = ['testharness.js', 'testharnessreport.js'];
  for (const name of replaced) copyFileSync(resource(`${name}.headers`), file(`${name}.headers`));
  writeFileSync(file('aliases'), replaced.map((name) => `/resources/${name}, ${work}\n`).join(''));
  const config = {
    server_host: '127.0.0.1',
    check_subdomains: false,
    ports: { ...ports, ...none },
    logging: { level: 'error' },
  };
  writeFileSync(file('config.json'), JSON.stringify(config));

  // A group of its own: each port has a process, and all must end with it.
  const args = ['wpt', 'serve', '--config', file('config.json'), '--alias_file', file('aliases')];
  const child = spawn('python3', args, { cwd: checkout, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-2_000)));
  const ended = once(child, 'close').then(() => {
    throw new Error(`wptserve ended: ${said}`);
  });
  ended.catch(() => {});
  const close = endWith(child);
  try {
    await Promise.race([ended, Promise.all(Object.values(ports).flat().map(listening))]);
  } catch (error) {
    close();
    throw error;
  }
  return { close, urlOf: (path) => urlOf(ports, path), withoutPorts: (text) => withoutPorts(ports, text) };
}

/** Ends the group: when asked to, and with this process, however that ends. */
function endWith({ pid }) {
  const interrupted = () => process.exit(130);
  const kill = () => {
    process.off('exit', kill).off('SIGINT', interrupted).off('SIGTERM', interrupted);
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // it ended by itself
    }
  };
  process.on('exit', kill).on('SIGINT', interrupted).on('SIGTERM', interrupted);
  return kill;
}

function urlOf(ports, path) {
  const scheme = path.includes('.h2.') ? 'h2' : path.includes('.https.') ? 'https' : 'http';
  return `${scheme === 'http' ? 'http' : 'https'}://${HOST}:${ports[scheme][0]}/${path}`;
}

/** Tests put URLs into their names; the ports are others each time. */
function withoutPorts(ports, text) {
  const names = Object.entries(ports).flatMap(([scheme, all]) =>
    all.map((port, index) => [port, `{${scheme}${index}}`]),
  );
  return names.reduce((result, [port, name]) => result.replaceAll(String(port), name), text);
}

/** All are held at once, so that no two are the same; wptserve takes them over. */
async function freePorts(wanted) {
  const servers = Object.entries(wanted).flatMap(([scheme, count]) =>
    Array.from({ length: count }, () => ({ scheme, server: createServer() })),
  );
  const ports = {};
  for (const { scheme, server } of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    (ports[scheme] ??= []).push(server.address().port);
  }
  await Promise.all(servers.map(({ server }) => new Promise((done) => server.close(done))));
  return ports;
}

/** Resolves once something listens on the port. */
async function listening(port) {
  const deadline = Date.now() + 300_000;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(() => true, () => false);
    socket.destroy();
    if (open) return;
    if (Date.now() > deadline) throw new Error(`wptserve does not listen on ${port}`);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}
