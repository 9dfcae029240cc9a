// The short run of `npm run fuzz`: seeded inputs through the package, against an oracle on the platform's `URL`.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runDifferential } from '../support/differential/run.mjs';

const SEED = 20_261_125;
const COUNT = 50_000; // through each of the two builds: 5 s, and a busy machine takes ten times as long

describe('against the platform’s URL', () => {
  test(`${COUNT} inputs: no token to an unlisted origin, no refusal of a listed one, and what was checked is what is sent`, { timeout: 110_000 }, async () => {
    const { outcomes, differences } = await runDifferential({ seed: SEED, count: COUNT });
    assert.deepEqual(differences, [], `seed ${SEED}`);
    for (const [outcome, times] of Object.entries(outcomes)) assert.ok(times > COUNT / 20, `only ${times} inputs were ${outcome}`);
  });
});
