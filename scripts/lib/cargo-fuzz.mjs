// The coverage-guided half of `npm run fuzz`: the targets of fuzz/, on the stable toolchain.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, cargoTool, ensure } from '../setup.mjs';
import { ROOT, run, since } from './run.mjs';
import { toolEnv } from './tools.mjs';

const TOOL = cargoTool({
  crate: 'cargo-fuzz',
  version: () => '0.13.2',
  why: "runs LLVM's libFuzzer over the core (npm run fuzz)",
  usually: '1 to 3 min',
});

const FUZZ = join(ROOT, 'fuzz');
const table = (name) => JSON.parse(readFileSync(join(ROOT, 'tests', 'data', `${name}.json`), 'utf8'));

/** The first inputs of each target, as it reads them. */
const SEEDS = {
  origin: () => [
    ...table('origins').map(({ input, allowedOrigins = ['https://*.foo.com'], page = '' }) => [input, allowedOrigins[0] ?? '', page.href ?? page].join('\n')),
    ...table('refused-rules').filter((rule) => typeof rule === 'string').map((rule) => `https://a.foo.com/\n${rule}\n`),
  ],
  key: () => table('keys').flatMap(({ key }) => [key].flat()).filter((part) => typeof part === 'string').map((text) => `\x04\x01\x02\x02${text}`),
  header: () =>
    [
      '120', '0', '', '-1', '1.5', '1e3', '9'.repeat(400), 'Wed, 21 Oct 2026 07:28:00 GMT',
      'token-expired\nBearer error="invalid_token"', '\nBearer realm="a", ERROR="Insufficient_Scope"', 'session-token-expired\nBearer error=insufficient_scope',
      'token-invalid-signature\nBearer', 'POST\nGET,POST', 'get\n', 'application/problem+json; charset=utf-8', '["user_1"]\n["user_2"]', 'clerk_offline',
    ].map((text) => `\x02\x80\x3c\x08${text}`),
};

function writeSeeds(target) {
  const folder = join(FUZZ, 'corpus', target);
  mkdirSync(folder, { recursive: true });
  SEEDS[target]().forEach((text, index) => writeFileSync(join(folder, `seed-${index}`), text));
}

/**
 * Runs each target for its share of `minutes`; true where none failed. `-s none`: the sanitizers need a nightly toolchain,
 * the coverage does not, and the core has no unsafe code beyond its window for one to find anything in.
 */
export async function fuzzCore({ seed, minutes }) {
  try {
    await ensure([TOOL]);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    console.log('coverage: not run, since cargo-fuzz is not to be had here');
    return true;
  }
  const targets = Object.keys(SEEDS);
  const seconds = Math.ceil((minutes * 60) / targets.length);
  let ok = true;
  for (const target of targets) {
    const start = performance.now();
    writeSeeds(target);
    console.log(`coverage: ${target} for ${seconds} s, seed ${seed}`);
    // libFuzzer takes 0 for a seed of its own.
    const limits = [`-max_total_time=${seconds}`, `-seed=${seed || 1}`, '-timeout=10', '-print_final_stats=1', '-verbosity=0'];
    const args = ['fuzz', 'run', '--sanitizer', 'none', '--target-dir', join(ROOT, 'build', 'fuzz'), target, '--', ...limits];
    const { code } = await run('cargo', args, { env: toolEnv(), minutes: minutes + 30 });
    console.log(`coverage: ${target}: ${code === 0 ? 'nothing found' : 'FAILED'}, ${since(start)}`);
    ok &&= code === 0;
  }
  return ok;
}
