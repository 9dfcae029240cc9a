// The bench measures what it says: every call is made and carries the token, a ratio over its limit is told, and the pages
// show the results that are kept. How long anything takes is no test's business.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { BASIC, GIVES, PEERS, isOwn } from '../../scripts/lib/bench/bundles.mjs';
import { chart } from '../../scripts/lib/bench/chart.mjs';
import { node } from '../../scripts/lib/bench/engines.mjs';
import { limitsFrom, short } from '../../scripts/lib/bench/limits.mjs';
import { scenariosFor } from '../../scripts/lib/bench/per-call.mjs';
import { leastRatios, median } from '../../scripts/lib/bench/statistics.mjs';
import { filled, readme, sections } from '../../scripts/lib/bench/tables.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';

const textOf = (path) => readFileSync(join(ROOT, path), 'utf8');
const OWN = BASIC.filter(isOwn);

const QUICK = { rounds: 5, slot: 0.05 };
/** Limits that nothing, or anything, is over. */
const limits = (limit) => ({ Node: { light: { 'clerk-fetch': limit }, response: { 'clerk-fetch': limit, 'clerk-fetch-json': limit } } });

const runShort = async (limit) => {
  const lines = [];
  const reports = [];
  const failed = await short({ limits: limits(limit), engines: ['node'], timing: QUICK, say: (line) => lines.push(line), report: (one) => reports.push(one) });
  return { failed, reports, text: lines.join('\n') };
};

describe('the short form', () => {
  test('makes every call, measures every caller in every round, and is content below the limits', async () => {
    const { failed, reports } = await runShort(1e9);
    assert.equal(failed, 0);
    assert.deepEqual(reports.map(({ engine, answer, over }) => [engine, answer, over]), [['Node', 'light', []], ['Node', 'response', []]]);
    for (const { runs } of reports) {
      assert.equal(runs.length, 1);
      const [{ calls, fetches, times, ratios, noise }] = runs;
      assert.ok(calls > 0);
      assert.equal(fetches, calls, 'every call asked for its URL once');
      assert.ok(noise >= 1);
      for (const name of ['snippet', 'snippet again', 'snippet-unparsed', 'snippet-unparsed again', ...ratios.map((one) => one.name)]) {
        assert.equal(times[name].length, QUICK.rounds, name);
        assert.ok(times[name].every((ns) => ns >= 0), name);
      }
    }
  });

  test('fails by what is over its limit, after three tries, and says which', async () => {
    const { failed, reports, text } = await runShort(-1);
    assert.equal(failed, 3);
    assert.deepEqual(reports.map(({ runs }) => runs.length), [3, 3]);
    assert.match(text, /✖ Node, response: clerk-fetch-json is over its limit of -1, 3 times/);
    assert.match(text, /3 ratios are over their limits/);
  });
});

describe('a caller', () => {
  const load = async (source) => {
    const folder = mkdtempSync(join(tmpdir(), 'clerk-fetch-bench-'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'odd.js'), source);
    try {
      return await node(folder).run({ callers: ['odd', 'odd'], answer: 'light', urls: 3, origin: 'listed', ...QUICK });
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const caller = (body, gives = 'Response') => `export const gives = '${gives}';\nexport const make = ({ getToken }) => ${body};\n`;
  const authorized = "{ headers: { Authorization: 'Bearer ' + (await getToken()) } }";

  test('that is named twice is measured twice', async () => {
    const { times, calls, fetches } = await load(caller(`async (url) => fetch(url, ${authorized})`));
    assert.deepEqual(Object.keys(times), ['odd', 'odd again']);
    assert.equal(fetches, calls);
  });

  const wrong = {
    'that sends no token': caller('(url) => fetch(url)'),
    'that asks twice': caller(`async (url) => (await fetch(url, ${authorized}), fetch(url, ${authorized}))`),
    'that asks for another URL': caller(`async (url) => fetch(url + '&x', ${authorized})`),
  };
  for (const [what, source] of Object.entries(wrong)) test(`${what} is not measured`, () => assert.rejects(load(source), /did not send the token once/));

  test('that does not give what it says is not measured', () =>
    assert.rejects(load(caller(`async (url) => (await fetch(url, ${authorized}), { json: async () => ({}) })`)), /gave something else/));
});

describe('what is compared', () => {
  test('all callers with one URL, each with the snippet that does as much', () => {
    const names = [...BASIC, ...PEERS];
    const scenarios = scenariosFor('chromium', names).filter(({ urls, origin }) => urls === 1 && origin === 'listed');
    const measured = (answer) => scenarios.find((one) => one.answer === answer).callers;
    assert.deepEqual(names.filter((name) => !measured('response').includes(name)), []);
    for (const name of names) assert.ok(measured(GIVES[name] === 'JSON' ? 'light-json' : 'light').includes(name), name);
    for (const answer of ['light', 'light-json', 'response']) assert.equal(measured(answer).filter((name) => name === 'snippet').length, 2);
  });

  test('the least times of each part of the rounds', () => {
    assert.equal(median([5, 1, 3]), 3);
    assert.deepEqual(leastRatios([4, 9, 6, 8], [2, 5, 3, 9], 2), [2, 2]);
  });
});

describe('the pages', () => {
  const results = JSON.parse(textOf('bench/results.json'));

  test('docs/performance.md and README.md have the figures of bench/results.json', () => {
    const page = textOf('docs/performance.md');
    for (const name of Object.keys(sections(results))) assert.ok(page.includes(`<!-- bench: ${name}, end -->`), name);
    assert.equal(page, filled(page, sections(results)));
    assert.equal(textOf('README.md'), filled(textOf('README.md'), { cost: readme(results) }));
  });

  test('the chart too, and it is well-formed', () => {
    assert.equal(textOf('docs/performance.svg'), chart(results));
    assert.equal([...chart(results).matchAll(/<circle class="\w+" cx="[\d.]+"/g)].length, 2 * (OWN.length + PEERS.length + 2));
  });

  test('bench/limits.json has a limit for every caller of ours', () => {
    assert.deepEqual(JSON.parse(textOf('bench/limits.json')), limitsFrom(results));
    const { light, 'light-json': json, response } = limitsFrom(results).Node;
    assert.deepEqual([...Object.keys(light), ...Object.keys(json)].sort(), OWN);
    assert.deepEqual(Object.keys(response).sort(), OWN);
  });
});
