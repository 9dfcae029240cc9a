// build/matrix.json, and the table made of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run.mjs';

const JSON_FILE = join(ROOT, 'build', 'matrix.json');
const PAGE = join(ROOT, 'docs', 'matrix.md');
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

const cell = (text) => String(text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');

const note = ({ note, error }) => [error && `\`${cell(error)}\``, cell(note)].filter(Boolean).join(': ');

const line = (row) => `| ${cell(row.title)} | ${cell(row.name)} | ${MARKS[row.status]} | ${CORES[row.core] ?? ''} | ${note(row)} |`;

/** Writes the table between its two markers in docs/matrix.md. */
export function writeTable(rows) {
  const text = readFileSync(PAGE, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`docs/matrix.md has not both markers: ${BEGIN} and ${END}`);
  const table = ['| where | what | works | core | |', '|---|---|---|---|---|', ...rows.map(line)].join('\n');
  writeFileSync(PAGE, `${text.slice(0, from)}${BEGIN}\n${table}\n${text.slice(to)}`);
}
