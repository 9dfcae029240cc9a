// `npm run audit`: licences, sources, bans and known weaknesses of all that the package and its tests are made of.
//
// cargo-deny looks at the crates (deny.toml), npm audit at the npm packages. Their databases are on the network; where one
// cannot be had, this says so and goes on: what needs no network is checked all the same.
import { spawnSync } from 'node:child_process';
import { ROOT } from './lib/run.mjs';
import { toolEnv } from './lib/tools.mjs';
import { cargoTool, ensure } from './setup.mjs';

const TOOL = cargoTool({
  crate: 'cargo-deny',
  version: () => '0.20.2',
  why: 'checks licences, sources and known weaknesses of the crates',
  usually: '3 to 8 min',
});

const DOCTOR = ['--manifest-path', 'doctor/Cargo.toml'];

/** What the two say when a database is not to be had. */
const UNREACHABLE =
  /failed to fetch|failed to (load|open) advisory|error sending request|dns error|could(n't| not) resolve|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|E?NETWORK|audit endpoint returned an error|Method Not Allowed|unable to connect|git fetch/i;

const told = ({ stdout, stderr }) => `${stdout}${stderr}`.trim();

/** Runs one check; `online` ones may lack their database. */
const check = (what, command, args, { online = false } = {}) => {
  const result = spawnSync(command, args, { cwd: ROOT, env: toolEnv(), encoding: 'utf8', timeout: 5 * 60_000 });
  const output = told(result);
  if (result.status === 0) {
    console.log(`✔ ${what}`);
    return true;
  }
  if (online && (result.error?.code === 'ETIMEDOUT' || UNREACHABLE.test(output))) {
    console.log(`- ${what}: not checked, its database cannot be had from here`);
    return true;
  }
  console.log(`✖ ${what}\n${output}`);
  return false;
};

await ensure([TOOL]);
const results = [
  check('crates: licences, bans, sources', 'cargo-deny', ['--locked', 'check', '--show-stats', 'licenses', 'bans', 'sources']),
  check("the doctor's crates: licences, bans, sources", 'cargo-deny', [...DOCTOR, '--locked', 'check', 'licenses', 'bans', 'sources']),
  check('crates: advisories', 'cargo-deny', ['--locked', 'check', 'advisories'], { online: true }),
  check("the doctor's crates: advisories", 'cargo-deny', [...DOCTOR, '--locked', 'check', 'advisories'], { online: true }),
  check('npm: what the package brings', 'npm', ['audit', '--omit=dev', '--audit-level=low'], { online: true }),
  check('npm: what builds and tests it', 'npm', ['audit', '--audit-level=high'], { online: true }),
  check('npm: signatures of the registry', 'npm', ['audit', 'signatures'], { online: true }),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
