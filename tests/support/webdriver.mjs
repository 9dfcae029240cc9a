// Firefox and WebKitGTK for tests, by their own remote protocols: Firefox speaks Marionette by itself, WebKitGTK's
// MiniBrowser is driven by WebKitWebDriver, in a display of Xvfb's where there is none.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, firefox, miniBrowser, webkitDriver } from '../../scripts/lib/tools.mjs';

const PREFERENCES = {
  'marionette.port': 0,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'app.update.disabledForTesting': true,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

/**
 * Both give `{ version, open(url), waitFor(expression), evaluate(script), close() }`; `open` waits for what the page leaves in
 * `globalThis.outcome`, or for another expression.
 */
export async function launchFirefox() {
  const profile = mkdtempSync(join(tmpdir(), 'clerk-fetch-firefox-'));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const program = start(needed(firefox(), 'Firefox'), [
    '--headless',
    '--marionette',
    '--no-remote',
    '--profile',
    profile,
  ]);
  const portFile = join(profile, 'MarionetteActivePort');
  await until(() => existsSync(portFile) && readFileSync(portFile, 'utf8'), program);
  const marionette = await connectMarionette(Number(readFileSync(portFile, 'utf8')));
  const { capabilities } = await marionette.send('WebDriver:NewSession', { pageLoadStrategy: 'none' });
  const close = async () => {
    marionette.close();
    await program.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return tab(capabilities.browserVersion, close, {
    navigate: (url) => marionette.send('WebDriver:Navigate', { url }),
    evaluate: async (script) => (await marionette.send('WebDriver:ExecuteScript', { script, args: [] })).value,
  });
}

export async function launchWebKit() {
  const port = await freePort();
  const driver = needed(webkitDriver(), "WebKitGTK's WebDriver");
  const args = [`--port=${port}`, '--host=127.0.0.1'];
  const xvfb = process.env.DISPLAY ? undefined : needed(findProgram(['xvfb-run']), 'xvfb-run');
  const program = xvfb ? start(xvfb, ['--auto-servernum', driver, ...args]) : start(driver, args);
  const url = `http://127.0.0.1:${port}`;
  await until(
    () =>
      fetch(`${url}/status`).then(
        ({ ok }) => ok,
        () => false,
      ),
    program,
  );
  const options = { binary: needed(miniBrowser(), 'MiniBrowser'), args: ['--automation'] };
  const alwaysMatch = { pageLoadStrategy: 'none', 'webkitgtk:browserOptions': options };
  const { sessionId, capabilities } = await command(`${url}/session`, { capabilities: { alwaysMatch } });
  const session = `${url}/session/${sessionId}`;
  const close = async () => {
    await fetch(session, { method: 'DELETE' }).catch(() => {});
    await program.end();
  };
  return tab(capabilities.browserVersion, close, {
    navigate: (target) => command(`${session}/url`, { url: target }),
    evaluate: (script) => command(`${session}/execute/sync`, { script, args: [] }),
  });
}

/** One page at a time: callers that come meanwhile wait. */
function tab(version, close, { navigate, evaluate }) {
  let last = Promise.resolve();
  /** Until an expression is true in the page, and with what it then is. */
  const waitFor = async (expression, { seconds = 60 } = {}) => {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const value = await evaluate(`return (${expression}) || null`).catch(() => null);
      if (value) return value;
      if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${expression}`);
      await pause(50);
    }
  };
  // Navigating ends before the new page is there: what the one before left must not be taken for this one's. Each has a
  // server, and so an origin, of its own.
  const visit = async (url, seconds, outcome) => {
    await navigate(url);
    return waitFor(`location.origin === ${JSON.stringify(new URL(url).origin)} && (${outcome})`, { seconds });
  };
  const open = (url, { seconds = 60, outcome = 'globalThis.outcome' } = {}) => {
    last = last.catch(() => {}).then(() => visit(url, seconds, outcome));
    return last;
  };
  return { version, open, waitFor, evaluate, close };
}

/** Marionette's packets are `length:[type, id, …]`, the type 0 for a command and 1 for its answer. */
function connectMarionette(port) {
  return new Promise((resolve, reject) => {
    const waiting = new Map();
    const socket = connect(port, '127.0.0.1').on('error', reject);
    let buffer = Buffer.alloc(0);
    let id = 0;
    const send = (name, parameters) =>
      new Promise((done, failed) => {
        const text = JSON.stringify([0, ++id, name, parameters]);
        waiting.set(id, { done, failed });
        socket.write(`${Buffer.byteLength(text)}:${text}`);
      });
    const take = (packet) => {
      if (!Array.isArray(packet)) return resolve({ send, close: () => socket.destroy() }); // its greeting
      const [, answered, error, result] = packet;
      const { done, failed } = waiting.get(answered);
      waiting.delete(answered);
      return error ? failed(new Error(`${error.error}: ${error.message}`)) : done(result);
    };
    socket.on('data', (data) => {
      buffer = Buffer.concat([buffer, data]);
      for (;;) {
        const colon = buffer.indexOf(':');
        const end = colon + 1 + Number(buffer.subarray(0, colon));
        if (colon < 0 || buffer.length < end) return;
        const packet = JSON.parse(buffer.subarray(colon + 1, end).toString());
        buffer = buffer.subarray(end);
        take(packet);
      }
    });
  });
}

async function command(url, body) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** A program in a group of its own, so that what it starts ends with it. */
function start(path, args) {
  const child = spawn(path, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-4000)));
  const ended = new Promise((resolve) => child.on('close', resolve).on('error', resolve));
  const kill = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it ended in the same moment
    }
  };
  process.on('exit', kill);
  return {
    path,
    said: () => said,
    over: () => child.exitCode !== null,
    end() {
      kill();
      process.off('exit', kill);
      return ended;
    },
  };
}

async function until(check, program, seconds = 90) {
  const deadline = Date.now() + seconds * 1000;
  while (!(await check())) {
    if (program.over() || Date.now() > deadline) throw new Error(`${program.path} does not answer: ${program.said()}`);
    await pause(50);
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A program that the machine does not have. */
export class NotInstalled extends Error {}

function needed(path, what) {
  if (!path) throw new NotInstalled(`No ${what} found: install it (npm run setup -- --browsers).`);
  return path;
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
