// The README's picture: one row a caller, how many times the snippet's own cost on a scale of powers of ten.
import { GIVES } from './bundles.mjs';
import { found, labelOf } from './tables.mjs';

const WIDTH = 780;
const LEFT = 236;
const RIGHT = 28;
const TOP = 64;
const ROW = 22;
const ENGINES = ['Node', 'Chromium'];

const STYLE = `
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }
  .small { font-size: 11.5px; fill: #59636e }
  .own { font-weight: 650 }
  .grid { stroke: #d1d9e0 }
  .one { stroke: #59636e; stroke-dasharray: 3 3 }
  .link { stroke: #d1d9e0; stroke-width: 4 }
  .node { fill: #2f6fd0 }
  .chromium { fill: #d9822b }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .grid, .link { stroke: #3d444d }
    .one { stroke: #9198a1 }
    .node { fill: #6ea8ff }
    .chromium { fill: #f0a65a }
  }`;

const rows = (results) =>
  Object.keys(GIVES)
    .filter((name) => !name.startsWith('snippet'))
    .map((name) => ({ name, values: ENGINES.map((engine) => found(results, engine, name, { answer: 'light' })?.like) }))
    .filter(({ values }) => values.every(Boolean))
    .sort((one, other) => one.values[0] * one.values[1] - other.values[0] * other.values[1]);

/** @returns {string} an SVG that follows the reader's light or dark theme */
export const chart = (results) => {
  const all = rows(results);
  const most = Math.max(...all.flatMap(({ values }) => values));
  const least = Math.min(1, ...all.flatMap(({ values }) => values));
  const [from, to] = [Math.log10(least) - 0.06, Math.log10(most) + 0.06];
  const x = (value) => Number((LEFT + ((Math.log10(value) - from) / (to - from)) * (WIDTH - LEFT - RIGHT)).toFixed(1));
  const height = TOP + all.length * ROW + 12;
  const ticks = [1, 3, 10, 30, 100, 300, 1000].filter((value) => value <= most * 1.1);
  const grid = ticks.map((value) => {
    const at = x(value);
    return `<line class="${value === 1 ? 'one' : 'grid'}" x1="${at}" x2="${at}" y1="${TOP - 12}" y2="${height - 12}"/><text class="small" x="${at}" y="${TOP - 18}" text-anchor="middle">${value}×</text>`;
  });
  const lines = all.map(({ name, values }, index) => {
    const y = TOP + index * ROW + 8;
    const [first, second] = values.map(x);
    const dots = values.map((value, engine) => `<circle class="${ENGINES[engine].toLowerCase()}" cx="${x(value)}" cy="${y}" r="5"><title>${labelOf(name)}, ${ENGINES[engine]}: ${value}</title></circle>`);
    const own = name.startsWith('clerk-fetch');
    return `<text${own ? ' class="own"' : ''} x="${LEFT - 14}" y="${y + 4}" text-anchor="end">${labelOf(name)}</text><line class="link" x1="${first}" x2="${second}" y1="${y}" y2="${y}"/>${dots.join('')}`;
  });
  const legend = ENGINES.map((name, index) => `<circle class="${name.toLowerCase()}" cx="${WIDTH - 190 + index * 80}" cy="16" r="5"/><text class="small" x="${WIDTH - 180 + index * 80}" y="20">${name}</text>`);
  const title = 'A call that adds the token, where fetch itself costs nothing: times the snippet’s';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">
<title>${title}</title>
<style>${STYLE}
</style>
<text x="8" y="20" class="own">What a call costs where fetch costs nothing: the snippet is 1×</text>
${[...grid, ...legend, ...lines].join('\n')}
</svg>
`;
};
