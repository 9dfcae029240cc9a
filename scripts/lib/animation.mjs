// Lanes of the demo's timeline as one SVG: its bars grow where and when they were measured, slower than life, again and again.
// Who wants less motion sees all of it at once.

const WIDTH = 960;
const LANE = 450;
const LABEL = 96;
const CHART = LANE - LABEL;
const LINE = 4;
const TOP = 74;
/** Seconds: of drawing, and of standing still before it begins again. */
const DRAW = 6;
const STAND = 4;

const STYLE = `
  svg { --ink: #191a1d; --quiet: #5d6168; --ground: #fbfbf9; --accent: #5b3df0; --call: #70747c; --preflight: #c3c4c6; --queue: #e3e3df; --wrong: #c9473e; --replay: #a895f7; font: 12px system-ui, sans-serif; }
  @media (prefers-color-scheme: dark) { svg { --ink: #eceded; --quiet: #a0a5ad; --ground: #131417; --accent: #a594ff; --call: #8b9098; --preflight: #4d5159; --queue: #2e3137; --wrong: #ff8f85; --replay: #6f5fd0; } }
  text { fill: var(--quiet); }
  .title { fill: var(--ink); font-size: 15px; font-weight: 600; }
  .count { fill: var(--accent); font-size: 30px; font-weight: 600; letter-spacing: -1px; }
  .ground { fill: var(--ground); }
  .mint { fill: var(--accent); } .preflight { fill: var(--preflight); } .refused { fill: var(--wrong); } .replay { fill: var(--replay); }
  .queue { fill: var(--queue); } .call, .pending { fill: var(--call); }
  .curtain { fill: var(--ground); animation: draw ${DRAW + STAND}s linear infinite; transform-origin: right; transform-box: fill-box; }
  @keyframes draw { 0% { transform: scaleX(1); } ${(100 * DRAW) / (DRAW + STAND)}%, 100% { transform: scaleX(0); } }
  @media (prefers-reduced-motion: reduce) { .curtain { animation: none; transform: scaleX(0); } }`;

/** A curtain over each chart is drawn from left to right: time, to scale. */
export function animated(lanes) {
  const drawn = lanes.map(laneOf);
  const height = Math.max(...drawn.map((lane) => lane.height)) + 34;
  const words = lanes.map(({ title, mints, replays }) => `${title}: ${count(mints, 'token')} minted, ${count(replays, 'call')} replayed`);
  const milliseconds = Math.round(lanes[0].milliseconds);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="what">
<title id="what">Fifty calls meet one expired token. ${words.join('. ')}.</title>
<style>${STYLE}
</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>
${drawn.map(({ svg }, index) => `<g transform="translate(${20 + index * (LANE + 20)} 0)">${svg}</g>`).join('\n')}
<text x="20" y="${height - 14}">Fifty calls meet one expired token: measured in Chromium, ${milliseconds} ms on either side, slowed down.</text>
</svg>
`;
}

function laneOf({ title, mints, rows }) {
  let y = TOP;
  const parts = [];
  for (const row of rows) {
    parts.push(`<text x="0" y="${y + 9}">${escaped(row.title)}</text>`);
    const few = row.lines.length < 5;
    for (const bars of row.lines) {
      parts.push(...bars.map((bar) => rectOf(bar, y, few ? 12 : LINE - 1)));
      y += few ? 14 : LINE;
    }
    y += 8;
  }
  const curtain = `<rect class="curtain" x="${LABEL - 1}" y="${TOP - 2}" width="${CHART + 2}" height="${y - TOP}"/>`;
  const head = `<text class="title" x="0" y="30">${escaped(title)}</text><text x="0" y="60"><tspan class="count">${mints}</tspan> ${mints === 1 ? 'token minted' : 'tokens minted'}</text>`;
  return { height: y, svg: `${head}\n${parts.join('\n')}\n${curtain}` };
}

function rectOf({ kind, left, width }, y, height) {
  const x = tenths(LABEL + (left * CHART) / 1000);
  const thin = kind === 'queue';
  const box = thin ? `y="${y + height / 2 - 0.5}" height="1"` : `y="${y}" height="${height}"`;
  return `<rect class="${kind}" x="${x}" ${box} width="${tenths((width * CHART) / 1000)}"/>`;
}

const tenths = (number) => Math.round(number * 10) / 10;
const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
