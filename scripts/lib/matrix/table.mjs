// build/matrix.json, and the tables made of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run.mjs';

const JSON_FILE = join(ROOT, 'build', 'matrix.json');
const BEGIN = '<!-- matrix: written by `npm run test:matrix -- --write` -->';
const END = '<!-- matrix: end -->';
const MARKS = { yes: '✔', no: 'no', failed: '✖' };
const CORES = { wasm: 'WebAssembly', js: 'JavaScript' };

/** Keeps what other runs found of the same package; shapes that ran now are replaced. `order` is that of the table. */
export function saveResults(results, { artifact, order }) {
  const before = existsSync(JSON_FILE) ? JSON.parse(readFileSync(JSON_FILE, 'utf8')) : {};
  const ran = new Set(results.map(({ shape }) => shape));
  const kept = before.artifact === artifact ? before.rows.filter(({ shape }) => !ran.has(shape)) : [];
  const place = ({ shape }) => order.indexOf(shape);
  const rows = [...kept, ...results].sort((one, other) => place(one) - place(other));
  writeFileSync(JSON_FILE, `${JSON.stringify({ artifact, rows }, null, 2)}\n`);
  return rows;
}

const cell = (text) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');

/** What works in one place with one build of the core is one line; what does not has a line of its own, and why. */
function linesOf(rows) {
  const groups = new Map();
  for (const { title, name, status, core = '', error, note } of rows) {
    const alone = status === 'yes' ? '' : name;
    const key = JSON.stringify([title, status, core, alone]);
    const group = groups.get(key) ?? { title, status, core, what: [] };
    group.what.push(
      [cell(name), error && `\`${cell(error)}\``, status === 'no' && cell(note)].filter(Boolean).join('; '),
    );
    groups.set(key, group);
  }
  return [...groups.values()].map(
    ({ title, status, core, what }) =>
      `| ${cell(title)} | ${MARKS[status]} | ${CORES[core] ?? ''} | ${what.join(' · ')} |`,
  );
}

/** Writes the table between its two markers. */
export function writeTables(rows) {
  writeTable('docs/matrix.md', ['| where | works | core | what |', '|---|---|---|---|', ...linesOf(rows)]);
}

function writeTable(page, lines) {
  const path = join(ROOT, page);
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${page} has not both markers: ${BEGIN} and ${END}`);
  writeFileSync(path, `${text.slice(0, from)}${BEGIN}\n${lines.join('\n')}\n${text.slice(to)}`);
}
