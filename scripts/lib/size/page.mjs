// docs/size.md: which part of the package has how many bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run.mjs';
import { brotli, imported, modulesOf, textWithout } from './import.mjs';
import { coreParts } from './core.mjs';

const WASM = /\.wasm$/;
const n = (number) => number.toLocaleString('en-US');
const table = (head, rows) => [head, head.map((_, index) => (index ? '---:' : '---')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** What a module is for: the first sentence of its first comment. */
const about = (source) => {
  const text = readFileSync(join(ROOT, 'js', source), 'utf8');
  const comment = /^(?:\/\/.*\n)+/.exec(text)?.[0].replace(/^\/\/ ?/gm, '').replaceAll('\n', ' ') ?? '';
  return comment.split(/[.:;] /)[0].trim().replace(/\.$/, '');
};

const LEAST = 20;

/** Functions by themselves; what has but few bytes, together. */
const treemap = ({ items, raw }) => {
  const isExport = ({ name }) => name.startsWith('export ');
  const single = items.filter((item) => item.bytes >= LEAST && !isExport(item));
  const rest = items.filter((item) => !single.includes(item));
  const sum = (some) => some.reduce((all, { bytes }) => all + bytes, 0);
  const rows = [...single.map(({ name, bytes }) => [`\`${name}\``, bytes]), ['exports’ names', sum(rest.filter(isExport))], ['the others', sum(rest.filter((item) => !isExport(item)))]];
  return table(['core, by twiggy', 'bytes', 'share'], rows.map(([name, bytes]) => [name, n(bytes), `${((bytes / raw) * 100).toFixed(1)} %`]));
};

export async function writePage({ sizes, budget }) {
  const files = await imported('index.js', { mapped: true });
  const modules = modulesOf(files);
  const wasm = modules.find(({ source }) => WASM.test(source));
  const scripts = modules.filter(({ source }) => source && source !== 'app.js' && !WASM.test(source));
  // The core stands in the bundle as one string: another in its place, and all else as it is.
  const others = textWithout(files, WASM);
  const core = await coreParts((string) => brotli(JSON.stringify(string) + others));
  const root = sizes['root import'];
  const alone = brotli(Buffer.from(readFileSync(join(ROOT, 'pkg', 'dist', 'clerk_fetch_bg.wasm'))));
  const page = `# Size

Written by \`npm run size -- --write\`. All bytes are after brotli (quality 11) unless they are called raw. The root import is what a
bundler that splits code ships first for \`createAuthenticatedFetch\`. The JavaScript translation of the core is a chunk of its own.

${table(['', 'bytes', 'budget'], Object.entries(sizes).map(([name, bytes]) => [name.replace(/<.*>/, '`$&`'), n(bytes), n(budget[name])]))}

## Why not 8,000

The root import is ${n(root)} bytes. The inlined core is ${n(wasm.less)} of them, and the executor ${n(root - wasm.less)}. As a file of its own, the core would be
${n(alone)} bytes and one more request. A prototype in plain JavaScript had 6,438 bytes, before it did all that the contract
asks. The executor alone is more than 8,000 bytes: JavaScript must do what needs the platform (promises, signals, headers, bodies, the error
class, Clerk), whoever decides. The tables below say what each part weighs. The texts alone, which are the words of errors
and the names of options, are ${n(core.parts.find(({ name }) => name.startsWith('all texts')).less)} bytes.

## What the root import would be smaller by

For each line, the part is taken out, and the rest is compressed again. What two parts have in common counts for neither, so the sum is less
than the whole. A part of the core is some exports and all that only these exports use (wasm-metadce). The JavaScript that calls them counts
for its own module.

${table(['of the core, without', 'raw', 'brotli'], core.parts.map(({ name, raw, less }) => [name, n(raw), n(less)]))}

${table(['of the executor, without', 'raw', 'brotli', ''], scripts.map(({ source, raw, less }) => [`\`js/${source}\``, n(raw), n(less), about(source)]))}

## The core

${n(core.raw)} bytes raw. The same code with its names; what is inlined counts where it went.

${treemap(core)}
`;
  writeFileSync(join(ROOT, 'docs', 'size.md'), page);
}
