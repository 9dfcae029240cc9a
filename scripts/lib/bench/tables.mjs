// bench/results.json as the tables of docs/performance.md and the README's lines.
import { GIVES, PEERS, isOwn } from './bundles.mjs';

const LABELS = {
  snippet: 'the snippet',
  'snippet-unparsed': 'the snippet, unparsed',
  'hand-written': 'careful, by hand',
  'clerk-fetch': 'authenticatedFetch',
  'clerk-fetch-json': 'authenticatedFetch.json',
  'clerk-fetch-swr': 'clerkSWRFetcher',
  'clerk-fetch-query': 'clerkQueryFn',
  'clerk-fetch-query-signal': 'clerkQueryFn, with a signal',
  auth0: 'auth0-spa-js',
  'oauth2-fetch': 'OAuth2Fetch',
  inrupt: 'inrupt',
  supabase: 'supabase-js',
};

export const labelOf = (name) => LABELS[name] ?? name;

const figure = (ratio) => (ratio === undefined ? '' : ratio < 10 ? ratio.toFixed(2) : String(Math.round(ratio)));

const ENGINES = ['Node', 'Chromium', 'Firefox', 'WebKit'];
const enginesIn = ({ perCall }) => ENGINES.filter((name) => perCall[name]);

/** How a caller fared in one place: `light` is the scenario that its kind is measured in. */
export const found = ({ perCall }, engine, name, { answer, urls = 1, origin = 'listed' }) => {
  const wanted = answer === 'light' && GIVES[name] === 'JSON' ? 'light-json' : answer;
  const scenario = perCall[engine]?.find((one) => one.answer === wanted && one.urls === urls && one.origin === origin);
  return scenario?.callers[name];
};

const table = (head, rows) => [head, head.map((_, index) => (index ? '---:' : '---')), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

const code = (name) => (isOwn(name) ? `**\`${labelOf(name)}\`**` : labelOf(name));

const KINDS = ['light', 'response'];

/** One line a caller: light and response in each engine. */
const perCall = (results, names, field, place = {}) => {
  const engines = enginesIn(results);
  const cells = (name) => engines.map((engine) => KINDS.map((answer) => figure(found(results, engine, name, { ...place, answer })?.[field])).join(' / '));
  return table(['light / response', ...engines], names.map((name) => [code(name), ...cells(name)]));
};

const ofKind = (results, kind) => {
  const [engine] = enginesIn(results);
  const cost = (name) => found(results, engine, name, { answer: 'light' })?.like ?? Infinity;
  return Object.keys(GIVES)
    .filter((name) => GIVES[name] === kind && !name.startsWith('snippet'))
    .sort((one, other) => cost(one) - cost(other));
};

const bytes = (results) => {
  const names = Object.keys(results.bytes).sort((one, other) => results.bytes[one] - results.bytes[other]);
  return table(
    ['smallest use', 'bytes', 'version'],
    names.map((name) => [code(name), results.bytes[name].toLocaleString('en-US'), results.versions[name] ?? '']),
  );
};

const OWN = ['clerk-fetch', 'clerk-fetch-json', 'clerk-fetch-swr', 'clerk-fetch-query', 'clerk-fetch-query-signal'];

const cold = ({ cold: all }) =>
  table(
    ['ms', 'import', 'factory', 'first call', 'all', 'over the snippet'],
    Object.entries(all).flatMap(([engine, { ms, over }]) =>
      ['snippet', 'clerk-fetch'].map((name) => [
        `${engine}, ${code(name)}`,
        ...['import', 'make', 'call', 'all'].map((field) => ms[field][name].toFixed(2)),
        isOwn(name) ? over.toFixed(2) : '',
      ]),
    ),
  );

const tasks = ({ cold: { Chromium: page } }) => {
  if (!page) return [];
  const { longestTask, slowdown } = page;
  const said = (name) => `${longestTask[name].median.toFixed(1)} ms (nine in ten below ${longestTask[name].most.toFixed(1)} ms)`;
  return ['', `The longest task of the page with a processor ${slowdown} times as slow: ${said('clerk-fetch')}; the snippet's ${said('snippet')}.`];
};

const firstUse = ({ firstUse: { times, slowdown, ms, ratio } }) => [
  '',
  `Factory and first call with a processor ${slowdown} times as slow, in turn with the former release's build (medians of ${times} new pages): ${ratio.toFixed(2)} of its time.`,
  '',
  ...table(['ms', 'import', 'factory', 'first call'], Object.entries(ms).map(([name, { import: loaded, make, call }]) => [code(name), ...[loaded, make, call].map((one) => one.toFixed(1))])),
];

const scale = ({ scale: { server, growth, fetchers } }) => [
  `- ${server.atOnce.toLocaleString('en-US')} calls at once of a server on loopback, over ${server.connections} connections, \`.json\`: ${server.share.toFixed(2)} of the` +
    ` snippet's throughput (${server.spread.map((share) => share.toFixed(2)).join(' to ')} in eight of ten rounds).`,
  `- ${fetchers.count.toLocaleString('en-US')} fetchers with different options, in turn: ${fetchers['clerk-fetch'].toFixed(2)} times what a call of one costs; with the` +
    ` snippet's ${fetchers.snippet.toFixed(2)}.`,
  '- Waiting at once, for each call:',
  '',
  ...table(
    ['', ...growth.snippet.map(({ calls }) => calls.toLocaleString('en-US'))],
    Object.entries(growth).flatMap(([name, list]) => [
      [`${code(name)}: bytes`, ...list.map((one) => one.bytes)],
      [`${code(name)}: ns`, ...list.map((one) => one.ns.toLocaleString('en-US'))],
      [`${code(name)}: ns, the collector's aside`, ...list.map((one) => one.own.toLocaleString('en-US'))],
    ]),
  ),
];

const profile = ({ profile: { crossings, perCall: counts } }) => [
  ...table(
    ['a call', 'promises', 'microtasks', 'turns until settled', 'bytes allocated'],
    ['snippet-unparsed', 'hand-written', 'clerk-fetch', 'snippet', ...OWN.slice(1)].map((name) => {
      const { promises, microtasks, turns, bytes: allocated } = counts[name];
      return [code(name), promises, microtasks, turns, Math.round(allocated).toLocaleString('en-US')];
    }),
  ),
  '',
  ...table(
    ['of the core', 'crossings: known URL', 'first call', 'bytes copied: known URL', 'first call', 'ns: known URL'],
    OWN.map((name) => {
      const { first, known } = crossings[name];
      const count = ({ calls }) => Object.values(calls).reduce((sum, one) => sum + one, 0);
      const which = Object.entries(known.calls).map(([exported, times]) => `${exported}${times > 1 ? ` ×${times}` : ''}`);
      return [code(name), `${count(known)} (${which.join(', ')})`, count(first), known.written + known.read, first.written + first.read, known.ns];
    }),
  ),
];

const noise = (results) => {
  const all = Object.values(results.perCall).flat().map((scenario) => scenario.noise);
  return `${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
};

const where = ({ date, machine, versions, ...results }) =>
  `${date}, ${machine.cpu}, ${machine.cores} cores, ${machine.memory} GB, ${machine.system}; ${enginesIn(results).map((name) => `${name} ${versions[name]}`).join(', ')}; clerk-fetch ` +
  `${versions['clerk-fetch']}. The snippet against itself, in each scenario: ${noise(results)}.`;

/** The sections of docs/performance.md between its markers. */
export const sections = (results) => ({
  where: [where(results)],
  Response: perCall(results, ofKind(results, 'Response'), 'like'),
  JSON: perCall(results, ofKind(results, 'JSON'), 'like'),
  snippet: perCall(results, ['hand-written', ...OWN], 'snippet'),
  many: perCall(results, ['hand-written', ...OWN], 'like', { urls: 10_000 }),
  own: perCall(results, ['hand-written', ...OWN], 'like', { origin: 'own' }),
  bytes: bytes(results),
  cold: [...cold(results), ...tasks(results), ...firstUse(results)],
  scale: scale(results),
  profile: profile(results),
});

/** What the README says of it. */
export const readme = (results) => {
  const at = (engine, name, answer, field = 'snippet') => figure(found(results, engine, name, { answer })?.[field]);
  const next = (engine) => Math.min(...PEERS.filter((name) => GIVES[name] === 'Response').map((name) => found(results, engine, name, { answer: 'light' }).like));
  const peer = (engine) => figure(next(engine) / found(results, engine, 'clerk-fetch', { answer: 'light' }).like);
  return [
    `Where \`fetch\` costs nothing, a call takes ${at('Node', 'clerk-fetch', 'light')} times as long as the documentation's snippet in Node, and ${at('Chromium', 'clerk-fetch', 'light')} times in Chromium.`,
    `Parsed and with a real \`Response\`, it takes ${at('Node', 'clerk-fetch-json', 'response')} and ${at('Chromium', 'clerk-fetch-json', 'response')} times as long. The nearest of its peers`,
    `takes ${peer('Node')} and ${peer('Chromium')} times as long as this package ([docs/performance.md](docs/performance.md)).`,
  ];
};

const markers = (name) => [`<!-- bench: ${name}, written by \`npm run bench -- --write\` -->`, `<!-- bench: ${name}, end -->`];

/** A page's text with the lines of each section between its markers; a section without markers is not on this page. */
export const filled = (text, all) =>
  Object.entries(all).reduce((page, [name, lines]) => {
    const [begin, end] = markers(name);
    const [from, to] = [page.indexOf(begin), page.indexOf(end)];
    return from < 0 || to < from ? page : `${page.slice(0, from)}${begin}\n${lines.join('\n')}\n${page.slice(to)}`;
  }, text);
