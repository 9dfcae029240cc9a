// `npm run audit [-- --strict]`: licences, sources, bans and known weaknesses of all that the package and its tests are made of.
//
// cargo-deny checks the crates (deny.toml), npm audit the npm packages. Their databases are on the network. When a database
// cannot be asked, a line says so, and the rest is checked all the same. --strict, for the workflows: that is a failure too.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { bundledIn } from './lib/bundled.mjs';
import { ROOT } from './lib/run.mjs';
import { toolEnv } from './lib/tools.mjs';
import { cargoTool, ensure } from './setup.mjs';

const TOOL = cargoTool({
  crate: 'cargo-deny',
  version: () => '0.20.2',
  why: 'checks licences, sources and known weaknesses of the crates',
  usually: '2 to 5 min',
});

const DOCTOR = ['--manifest-path', 'doctor/Cargo.toml'];
const MINUTES = 3;

/** How a tool exited: `{ code, timedOut, stdout, text }`. */
const tool = (env) => (command, args) => {
  const { status, error, stdout = '', stderr = '' } = spawnSync(command, args, { cwd: ROOT, env, encoding: 'utf8', timeout: MINUTES * 60_000 });
  return { code: status ?? -1, timedOut: error?.code === 'ETIMEDOUT', stdout, text: `${stdout}${stderr}${error ? `\n${error.message}` : ''}`.trim() };
};

/** npm's codes for a server that it could not reach, or that refused to be asked. */
const UNREACHED = /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|E(HOST|NET)UNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|E[45]\d\d)$/;

const parsed = (text) => {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
};

/** `npm audit --json` writes its report, a failed request to the registry (with `message`), or an error with a code. */
const wasAsked = ({ message, error }) => message === undefined && !UNREACHED.test(error?.code ?? '');

const PASSED = { passed: true };
const failed = (text) => ({ passed: false, text });
const notAsked = (text) => ({ passed: undefined, text });

/** Each check gives `{ passed, text }`: true, false, or undefined when its database was not asked. */
const CHECKS = (run) => {
  const deny = (...args) => {
    const { code, text } = run('cargo-deny', args);
    return code === 0 ? PASSED : failed(text);
  };
  // A check exits with 1 for a finding and for a database that is missing; the download alone tells them apart.
  let database;
  const advisories = (...manifest) => {
    database ??= run('cargo-deny', ['fetch', 'db']);
    return database.code === 0 ? deny(...manifest, '--locked', 'check', 'advisories') : notAsked(database.text);
  };
  const npm = (args, isReport, isFinding) => {
    const result = run('npm', [...args, '--json']);
    const report = parsed(result.stdout);
    if (isReport(report)) return isFinding(report, result.code) ? failed(result.text) : PASSED;
    return result.timedOut || !wasAsked(report) ? notAsked(result.text) : failed(result.text);
  };
  const isAudit = ({ auditReportVersion }) => auditReportVersion !== undefined;
  const bundled = new Set(bundledIn().map(({ name }) => name));
  return {
    'crates: licences, bans, sources': () => deny('--locked', 'check', '--show-stats', 'licenses', 'bans', 'sources'),
    "the doctor's crates: licences, bans, sources": () => deny(...DOCTOR, '--locked', 'check', 'licenses', 'bans', 'sources'),
    'crates: advisories': () => advisories(),
    "the doctor's crates: advisories": () => advisories(...DOCTOR),
    // The package has no dependency; what it bundles is a development dependency here.
    'npm: what the package bundles': () =>
      npm(['audit'], isAudit, ({ vulnerabilities }) => Object.keys(vulnerabilities).some((name) => bundled.has(name))),
    'npm: what builds and tests it': () => npm(['audit', '--audit-level=high'], isAudit, (_, code) => code !== 0),
    'npm: signatures of the registry': () => npm(['audit', 'signatures'], ({ invalid, missing }) => Boolean(invalid && missing), (_, code) => code !== 0),
  };
};

/** Runs every check, and tells the outcome of each. @returns {boolean} whether the audit has passed */
export const audit = ({ strict = false, env = toolEnv(), tell = console.log } = {}) => {
  const outcomes = Object.entries(CHECKS(tool(env))).map(([what, check]) => {
    const { passed, text } = check();
    if (passed) tell(`✔ ${what}`);
    else if (passed === undefined && !strict) tell(`- ${what}: not checked, its database cannot be had from here`);
    else tell(`✖ ${what}${passed === undefined ? ': its database was not asked' : ''}\n${text}`);
    return passed ?? !strict;
  });
  return outcomes.every(Boolean);
};

if (resolve(process.argv[1] ?? '') === join(ROOT, 'scripts', 'audit.mjs')) {
  await ensure([TOOL]);
  process.exitCode = audit({ strict: process.argv.includes('--strict') }) ? 0 : 1;
}
