// Many calls at once, and many fetchers.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../run.mjs';
import { inNode } from './engines.mjs';
import { median, quantile, ratio, rounded } from './statistics.mjs';

const CALLERS = ['snippet', 'clerk-fetch-json'];
const AT_ONCE = 10_000;
const COUNTS = [1_000, 10_000, 100_000];
const CONNECTIONS = 64;
const FETCHERS = 1_000;

const inScale = (folder, what, given, flags = []) => inNode('scale.mjs', [folder, what, JSON.stringify(given)], ['--expose-gc', ...flags]);

/** A server in a process of its own, for as long as `action` takes. */
const withServer = async (action) => {
  const child = spawn(process.execPath, [join(ROOT, 'bench', 'server.mjs')], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    const [url] = await new Promise((resolve, reject) => {
      child.once('error', reject).once('exit', (code) => reject(new Error(`bench/server.mjs ended with ${code}`)));
      child.stdout.once('data', (data) => resolve([JSON.parse(data)]));
    });
    return await action(url);
  } finally {
    child.kill();
  }
};

/** Calls a second, as a share of the snippet's. */
const throughput = async (folder, rounds) => {
  const given = { callers: CALLERS, calls: AT_ONCE, rounds, connections: CONNECTIONS };
  const times = await withServer((url) => inScale(folder, 'server', { ...given, url }));
  const [reference, own] = CALLERS.map((name) => times[name]);
  const shares = own.map((ms, index) => reference[index] / ms);
  const perSecond = Object.fromEntries(CALLERS.map((name) => [name, Math.round((AT_ONCE * 1000) / median(times[name]))]));
  return {
    atOnce: AT_ONCE,
    connections: CONNECTIONS,
    rounds,
    perSecond,
    share: rounded(1 / ratio(own, reference)),
    spread: [rounded(quantile(shares, 0.1)), rounded(quantile(shares, 0.9))],
  };
};

/** Room for all that a measurement makes: nothing is collected in it, and nothing that waits is moved. */
const UNCOLLECTED = ['--min-semi-space-size=512', '--max-semi-space-size=512'];

/**
 * Nanoseconds and bytes of a call, by how many wait at once: the same for all of them where both grow linearly. `own` are the
 * nanoseconds without the collector, which moves all that waits: the more, the longer.
 */
const growth = async (folder) => {
  const found = {};
  for (const caller of CALLERS) {
    found[caller] = [];
    for (const calls of COUNTS) {
      const given = { caller, calls, times: calls > 50_000 ? 4 : 12 };
      const { ns, bytes } = await inScale(folder, 'pending', given);
      const { ns: own } = await inScale(folder, 'pending', given, UNCOLLECTED);
      found[caller].push({ calls, ns: Math.round(ns), own: Math.round(own), bytes: Math.round(bytes) });
    }
  }
  return found;
};

const fetchers = async (folder) => {
  const found = { count: FETCHERS };
  for (const caller of ['snippet', 'clerk-fetch']) {
    const { one, many } = await inScale(folder, 'fetchers', { caller, count: FETCHERS, rounds: 40, slot: 5 });
    found[caller] = rounded(ratio(many, one));
  }
  return found;
};

export const scale = async (folder, rounds = 7) => ({ server: await throughput(folder, rounds), growth: await growth(folder), fetchers: await fetchers(folder) });
