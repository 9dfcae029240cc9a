// The blocks of docs/ that are no code: each is compared with what it shows.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { debug } from 'clerk-fetch/debug';
import { INSTALLED } from '../../../scripts/lib/artifact.mjs';
import { ROOT } from '../../../scripts/lib/run.mjs';

const KINDS = { 'docs/debug.md': printsThis, 'docs/nextjs.md': namesFilesOfTheExample, 'docs/architecture.md': namesFilesOfTheSource };

/** Fails for a text that nothing here knows. */
export const isAsShown = ({ page, code }) => {
  assert.ok(page in KINDS, 'a text needs a comparison with what it shows, in support/texts.mjs');
  return KINDS[page](code);
};

/** What `debug()` prints of a replay and of a refused call, by a clock that only these calls move. */
export async function debugLines() {
  const { performance } = globalThis;
  let clock = 1000;
  let perReading = 0;
  const after = (ms, value) => {
    clock += ms;
    return value;
  };
  const token = (jti) => `h.${Buffer.from(JSON.stringify({ sub: 'user_ada', sid: 'sess_1', jti })).toString('base64url')}.s`;
  const tokens = [() => after(12, token(1)), () => after(210, token(2))];
  const answers = [() => after(80, new Response(null, { status: 401 })), () => after(110, Response.json([]))];
  const lines = [];
  let woken;
  const printed = new Promise((resolve) => (woken = resolve));
  const log = (line) => {
    lines.push(line);
    woken();
  };
  const authenticatedFetch = createAuthenticatedFetch({
    baseUrl: 'https://api.foo.com',
    onEvent: debug({ log }),
    getToken: async () => tokens.shift()(),
    fetch: async () => answers.shift()(),
  });
  globalThis.performance = { now: () => after(perReading, clock + perReading) };
  try {
    await authenticatedFetch('/todos');
    await printed;
    perReading = 0.1;
    await authenticatedFetch('https://evil.com/x').catch(() => {});
  } finally {
    globalThis.performance = performance;
  }
  return lines;
}

async function printsThis(code) {
  const lines = await debugLines();
  assert.deepEqual(code.split('\n'), lines);
  const declared = readFileSync(join(INSTALLED, 'dist', 'debug.d.ts'), 'utf8');
  for (const line of lines) assert.ok(declared.includes(` * // ${line}\n`), 'the example of `debug` prints the same');
}

/** All but what holds secrets. */
function namesFilesOfTheExample(code) {
  const files = code.split('\n').map((line) => line.split(' ')[0]);
  const missing = files.filter((file) => file !== '.env.local' && !existsSync(join(ROOT, 'examples/nextjs', file)));
  assert.deepEqual(missing, []);
}

/** A file of the core is named from src/ on. */
function namesFilesOfTheSource(code) {
  const files = [...code.matchAll(/[\w-]+(?:\/[\w-]+)*(?:\.ts|\.rs|\/(?=$|\s))/gm)].map(([file]) => file);
  assert.ok(files.length > 15);
  assert.deepEqual(files.filter((file) => !['', 'src'].some((folder) => existsSync(join(ROOT, folder, file)))), []);
}
