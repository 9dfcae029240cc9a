// `npm run map`: docs/map.svg, the map of the code, drawn from its imports and from the first line of each file. Arrows go from who
// uses to what is used.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brokenFloors, filesIn, graphOfJs } from './lib/floors.mjs';
import { ROOT } from './lib/run.mjs';

const FILE = join(ROOT, 'docs', 'map.svg');
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

/** A file's purpose: its first sentence. */
const purposeOf = (text) => {
  const [, words = ''] = /^\/\/!? (.+(?:\n\/\/!? .+)*)/.exec(text) ?? [];
  const [sentence] = words.replace(/\n\/\/!? /g, ' ').replace(/^`clerk-fetch[^:]*: /, '').split(/(?<=[.:?])\s|: /);
  return sentence.replace(/[.:]$/, '').replaceAll('`', '');
};

/** The codemod is a program of its own, whose files nothing else imports: its first file stands for all of them. */
const isDrawn = (path) => !path.startsWith('js/cli/migrate/') || path === 'js/cli/migrate/index.ts';

const RUST = () => filesIn('src').filter((path) => path.endsWith('.rs') && !/(tests?|mutants)\.rs$|\/(engine|policy)\/mod\.rs$|\/tests\//.test(path));

/** What a Rust file uses of src/: `crate::policy::origin`, `use crate::policy::{key, origin}`. */
const usesOf = (text, all) => {
  const code = text.split('#[cfg(test)]')[0];
  const names = [...code.matchAll(/\bcrate::((?:\w+::)*)(?:\{([^}]*)\}|(\w+))/g)].flatMap(([, path, list, name]) =>
    (list ? list.split(',') : [name]).map((each) => `${path}${each.trim()}`),
  );
  const fileOf = (name) => {
    const parts = name.split('::');
    for (let length = parts.length; length; length--) {
      const stem = `src/${parts.slice(0, length).join('/')}`;
      const path = [`${stem}.rs`, `${stem}/mod.rs`].find((each) => all.includes(each));
      if (path) return path;
    }
    return undefined;
  };
  return names.map(fileOf).filter(Boolean);
};

/** Every file: path, purpose, and what it uses. */
const survey = () => {
  const scripts = graphOfJs();
  const rust = RUST();
  return [...[...scripts.keys()].filter(isDrawn), ...rust].map((path) => {
    const text = read(path);
    const uses = path.startsWith('js/') ? [...scripts.get(path)].filter(isDrawn) : usesOf(text, rust);
    if (path === 'js/core/core.ts') uses.push('src/exports/mod.rs'); // compiled, it is what core.ts loads
    return { path, purpose: purposeOf(text), uses: [...new Set(uses)].filter((target) => target !== path) };
  });
};

/** The package's entries: what its `exports` name. */
const isEntry = (path) => {
  const { exports } = JSON.parse(read('pkg-template/package.json'));
  return ['js/index.ts', 'js/global.ts'].includes(path) || Object.keys(exports).some((name) => ['hooks', 'tools'].some((folder) => path === `js/${folder}/${name.slice(2)}.ts`));
};

/** From the top down, each a folder or two; a file is in the first that takes it. The floors of js/ come first. */
const ROOMS = [
  ['The entries: what is imported', isEntry],
  ['js/hooks: what the hooks share', (path) => path.startsWith('js/hooks/')],
  ['js/cli: npx clerk-fetch', (path) => path.startsWith('js/cli/')],
  ['js/call: one call, from its arguments to its value', (path) => path.startsWith('js/call/')],
  ['js/options.ts, js/token: what is configured, and where a token comes from', (path) => /^js\/(options\.ts|token\/)/.test(path)],
  ['js/core: the Rust core and its loaders', (path) => path.startsWith('js/core/')],
  ['js: errors and waiting', (path) => path.startsWith('js/')],
  ['src/exports: the boundary to Rust', (path) => path.startsWith('src/exports/')],
  ['src/engine: what is next', (path) => path.startsWith('src/engine/') || path.startsWith('src/engine.')],
  ['src/options, src/error: what is configured and said', (path) => /^src\/(options|error)/.test(path)],
  ['src/policy: one question a file', (path) => path.startsWith('src/policy')],
  ['src/types: what the declarations say', (path) => path.startsWith('src/')],
];

const [WIDTH, BOX, HEIGHT, GAP, PER_LINE] = [1180, 180, 58, 14, 6];
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt()};`);

/** Words in lines of so many characters, two at most. */
const wrapped = (text, width = 27) => {
  const lines = [''];
  for (const word of text.split(' ')) {
    if ((lines.at(-1) + word).length > width) lines.push('');
    lines.push(`${lines.pop()}${word} `);
  }
  const [first, second, more] = lines.map((line) => line.trim()).filter(Boolean);
  return [first ?? '', more ? `${(second ?? '').replace(/[,;]$/, '')} …` : (second ?? '')];
};

const box = ({ path, purpose, x, y }) => {
  const [first, second] = wrapped(purpose);
  const name = path.replace(/^src\//, '').replace(/^js\//, '');
  return `<g class="${path.startsWith('js/') ? 'js' : 'rust'}" transform="translate(${x} ${y})"><title>${escaped(`${path}: ${purpose}`)}</title><rect width="${BOX}" height="${HEIGHT}" rx="6"/><text x="10" y="20" class="name">${escaped(name)}</text><text x="10" y="36">${escaped(first)}</text><text x="10" y="49">${escaped(second)}</text></g>`;
};

const arrow = (from, to) => {
  const down = to.y > from.y;
  const [x1, y1] = [from.x + BOX / 2, from.y + (down ? HEIGHT : 0)];
  const [x2, y2] = [to.x + BOX / 2, to.y + (down ? 0 : HEIGHT)];
  if (from.y === to.y) return `<path d="M${x1} ${from.y}C${x1} ${from.y - 18} ${x2} ${to.y - 18} ${x2} ${to.y}"/>`;
  const bend = (y2 - y1) / 2;
  return `<path d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}"/>`;
};

const STYLE = `
svg{font:11px system-ui,sans-serif;background:#fff}
text{fill:#445}.room{font-weight:600;font-size:13px;fill:#223}.name{font:600 12px ui-monospace,monospace;fill:#112}
.js rect{fill:#fff8dc;stroke:#c9a227}.rust rect{fill:#fbe9e1;stroke:#b7592b}
path{fill:none;stroke:#4663ac;stroke-opacity:.28;marker-end:url(#tip)}
@media(prefers-color-scheme:dark){svg{background:#12141a}text{fill:#b6bccb}.room,.name{fill:#eef}.js rect{fill:#2d2814}.rust rect{fill:#33201a}path{stroke:#8fa8ee;stroke-opacity:.35}}`;

/** The map as SVG. */
export const drawMap = () => {
  const files = survey();
  const left = new Set(files);
  const filled = ROOMS.map(([title, takes]) => {
    const taken = files.filter((file) => left.has(file) && takes(file.path));
    taken.forEach((file) => left.delete(file));
    return { title, taken };
  });
  let y = 16;
  const titles = [];
  for (const { title, taken } of filled) {
    if (!taken.length) continue;
    titles.push(`<text class="room" x="12" y="${y + 14}">${escaped(title)}</text>`);
    y += 36;
    taken.forEach((file, index) => {
      if (index && index % PER_LINE === 0) y += HEIGHT + 26;
      Object.assign(file, { x: 12 + (index % PER_LINE) * (BOX + GAP), y });
    });
    y += HEIGHT + 30;
  }
  const byPath = new Map(files.map((file) => [file.path, file]));
  const arrows = files.flatMap((file) => file.uses.map((target) => byPath.get(target)).filter((target) => target?.y !== undefined).map((target) => arrow(file, target)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-label="The map of the code: files by folders, and what uses what">
<style>${STYLE}</style>
<defs><marker id="tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="5" markerHeight="5" orient="auto"><path d="M0 0L6 3L0 6" style="marker-end:none"/></marker></defs>
${arrows.join('\n')}
${titles.join('\n')}
${files.filter((file) => file.y !== undefined).map(box).join('\n')}
</svg>
`;
};

if (resolve(process.argv[1] ?? '') === join(ROOT, 'scripts', 'map.mjs')) {
  const changed = !existsSync(FILE) || readFileSync(FILE, 'utf8') !== drawMap();
  if (changed) writeFileSync(FILE, drawMap());
  for (const fault of brokenFloors(graphOfJs())) {
    console.error(`✖ ${fault}`);
    process.exitCode = 1;
  }
  console.log(`docs/map.svg ${changed ? 'is drawn anew' : 'is current'}`);
}
