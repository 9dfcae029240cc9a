// The lines and blocks of docs/, run as their readers copy them.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { blocksOf, fileOf, textOf } from '../../../tests/js/support/markdown.mjs';

const PAGE = 'docs/other-clients.md';

/** Each row of the page's tables that names a library and a version: `[library, version, line]`. */
export const rows = [...textOf(PAGE).matchAll(/^\| `([^`]+)` \| ([\d.]+) \| (`+)(.+?)\3/gm)].map(([, library, version, , line]) => ({ library, version, line }));

/** A row's line without its types. */
const expressionOf = (line) => line.replace(/<\w+>(?=\()/g, '');

/** What a line of the page makes, with these names in sight. */
export function evaluated(library, names) {
  const row = rows.find((each) => each.library === library);
  assert.ok(row, `${PAGE} has no row for ${library}`);
  return new Function(...Object.keys(names), `return (${expressionOf(row.line)})`)(...Object.values(names));
}

/** As `connect` of an example: makes a client by its row. `libraries` are the names that it imports. */
export const lineOf = (library, libraries) => async (url, authenticatedFetch, all) => {
  const imported = typeof libraries === 'function' ? await libraries(url, authenticatedFetch, all) : libraries;
  return evaluated(library, { url, uri: url, api: url, apiUrl: url, baseURL: url, baseUrl: url, authenticatedFetch, ...imported });
};

const FOLDER = fileURLToPath(new URL('../../../build/recipes', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
let made = 0;

/**
 * The module of the page's block that has this text, with the API's address replaced; each time a new one. The block's packages are
 * those of this folder.
 */
export async function moduleOf(page, text, replacements = {}) {
  const found = blocksOf(page).filter(({ code }) => code.includes(text));
  assert.equal(found.length, 1, `${page} must have one block with ${text}`);
  const [block] = found;
  let { code } = block;
  for (const [from, to] of Object.entries(replacements)) {
    assert.ok(code.includes(from), `${page} must have ${from} in the block with ${text}`);
    code = code.replaceAll(from, to);
  }
  const folder = join(FOLDER, `${process.pid}-${++made}`);
  mkdirSync(folder, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(MODULES, join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const file = join(folder, fileOf(block));
  writeFileSync(file, code);
  return import(pathToFileURL(file).href);
}
