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
splitting bundler ships first for \`createAuthenticatedFetch\`; the JavaScript translation of the core is a chunk apart.

${table(['', 'bytes', 'budget'], Object.entries(sizes).map(([name, bytes]) => [name.replace(/<.*>/, '`$&`'), n(bytes), n(budget[name])]))}

## Why not 8,000

The root import is ${n(root)} bytes: the inlined core is ${n(wasm.less)} of them (as a file of its own it would be ${n(alone)}, a request more), the executor
${n(root - wasm.less)}. A prototype of the contract in plain JavaScript had 6,438, before all of it was there: the executor must do in JavaScript whatever needs
the platform (promises, signals, headers, bodies, the error class, Clerk), Rust or not. So 8,000 would leave the core some
${n(8000 - (root - wasm.less))} bytes, and the tables below say what would have to go: the texts alone, which is what errors say and how options are called, are
${n(core.parts.find(({ name }) => name.startsWith('all texts')).less)}.

## What the root import would be smaller by

Measured: the part is taken out, and the rest compressed again. What two parts say alike counts for neither, so the sum is less than the
whole. For the core, exports and all that only they use (wasm-metadce); what calls them in JavaScript is in its module's line.

${table(['of the core, without', 'raw', 'brotli'], core.parts.map(({ name, raw, less }) => [name, n(raw), n(less)]))}

${table(['of the executor, without', 'raw', 'brotli', ''], scripts.map(({ source, raw, less }) => [`\`js/${source}\``, n(raw), n(less), about(source)]))}

## The core

${n(core.raw)} bytes raw. The same code with its names; what is inlined counts where it went.

${treemap(core)}
`;
  writeFileSync(join(ROOT, 'docs', 'size.md'), page);
}
