// The short form: whether a call has become dearer. What it compares are ratios within one run, of the least times, and it
// believes them no more than the snippet's ratio to itself.
import { BASIC, bundleCallers, isOwn, likeOf } from './bundles.mjs';
import { ENGINES } from './engines.mjs';
import { firstUseAtLeast } from './first-use.mjs';
import { leastRatios, median, rounded } from './statistics.mjs';

const OWN = BASIC.filter(isOwn);
const ANSWERS = ['light', 'light-json', 'response'];
const NAMES = { node: 'Node', chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };
const TRIES = 3;
const BLOCKS = 5;

export const SHORT = { rounds: 60, slot: 2 };

/** Above what was measured when nothing else ran: other processors and versions weigh the parts otherwise. */
const ROOM = 1.25;

/** Every scenario that a caller of ours is in: its kind's light one, and `response`. */
const measured = (name, answer) => answer === 'response' || (answer === 'light') === (likeOf(name) === 'snippet-unparsed');

const mapped = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

/** `{ Node: { response: { 'clerk-fetch': 1.4 } } }`, from ratios in the same shape. */
export const limitsFrom = ({ short: ratios, firstUse }) => ({
  ...mapped(ratios, (answers) => mapped(answers, (own) => mapped(own, (ratio) => rounded(ratio * ROOM)))),
  firstUse: rounded(firstUse.ratio * ROOM),
});

/** Measures the first use again where it is over its limit; says whether it stays so. */
const tooLate = async (limit, say) => {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const { ratio, noise } = await firstUseAtLeast(9 * attempt);
    say(`first use at a fourth of the speed: ${ratio} of the former release's, noise ${noise}, limit ${limit}`);
    if (ratio / noise <= limit) return false;
  }
  say(`✖ the first use is over its limit of ${limit}, ${TRIES} times`);
  return true;
};

/** How far apart two measurements of the same are in this very run, as a factor: never less than 1. */
const noiseOf = (times) => {
  const off = ['snippet', 'snippet-unparsed'].flatMap((name) => leastRatios(times[`${name} again`], times[name], BLOCKS));
  return Math.max(...off.map((ratio) => Math.max(ratio, 1 / ratio)));
};

/** What a caller costs at least: the lowest of what the run's parts say, less the noise. */
const atLeast = (times, name, noise) => Math.min(...leastRatios(times[name], times[likeOf(name)], BLOCKS)) / noise;

/** What the limits are made of: the short form's own figures. */
export async function shortRatios(folder) {
  const ratios = {};
  for (const name of ['node', 'chromium']) {
    const engine = await ENGINES[name](folder);
    try {
      const answers = {};
      for (const answer of ANSWERS) {
        const result = await once(engine, answer, OWN.filter((own) => measured(own, answer)), SHORT);
        answers[answer] = Object.fromEntries(result.ratios.map((one) => [one.name, one.ratio]));
      }
      ratios[engine.name] = answers;
    } finally {
      await engine.close();
    }
  }
  return ratios;
}

const once = async (engine, answer, names, timing) => {
  const callers = ['snippet', 'snippet-unparsed', ...names, 'snippet', 'snippet-unparsed'];
  const result = await engine.run({ callers, answer, urls: 1, origin: 'listed', ...timing });
  const noise = noiseOf(result.times);
  const ratios = names.map((name) => ({
    name,
    ratio: rounded(median(leastRatios(result.times[name], result.times[likeOf(name)], BLOCKS))),
    least: rounded(atLeast(result.times, name, noise)),
  }));
  return { ...result, noise: rounded(noise), ratios };
};

/** Measures again what was over its limit, and only that: a regression is over it every time, a busy machine is not. */
const compare = async (engine, answer, limits, timing, say) => {
  let names = Object.keys(limits);
  const all = [];
  for (let attempt = 1; names.length && attempt <= TRIES; attempt++) {
    // Longer each time: there is then more room for a moment without disturbance.
    const result = await once(engine, answer, names, { ...timing, rounds: timing.rounds * attempt });
    all.push(result);
    const told = result.ratios.map(({ name, ratio, least }) => `${name} ${ratio} (at least ${least}, limit ${limits[name]})`);
    say(`${engine.name}, ${answer}, noise ${result.noise}: ${told.join(', ')}`);
    names = result.ratios.filter(({ name, least }) => least > limits[name]).map(({ name }) => name);
  }
  return { answer, runs: all, over: names };
};

/** @returns {Promise<number>} how many ratios are over their limit */
export async function short({ limits, engines, timing = SHORT, say, report = () => {} }) {
  const folder = await bundleCallers(BASIC, 'short');
  let failed = 0;
  for (const name of engines) {
    const engine = await ENGINES[name](folder);
    try {
      for (const [answer, own] of Object.entries(limits[NAMES[name]])) {
        const { over, ...result } = await compare(engine, answer, own, timing, say);
        report({ engine: engine.name, over, ...result });
        for (const caller of over) say(`✖ ${engine.name}, ${answer}: ${caller} is over its limit of ${own[caller]}, ${TRIES} times`);
        failed += over.length;
      }
    } finally {
      await engine.close();
    }
  }
  if (limits.firstUse && engines.includes('chromium') && (await tooLate(limits.firstUse, say))) failed++;
  say(failed ? `${failed} ratios are over their limits (bench/limits.json)` : 'no ratio is over its limit');
  return failed;
}
