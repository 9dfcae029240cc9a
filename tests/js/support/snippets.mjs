// The cases of tests/data/migrate/*.md: code before, code after, and what is said about it (`- <line>: <kind>: <text>`).
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { INSTALLED } from '../../../scripts/lib/artifact.mjs';
import { ROOT } from '../../../scripts/lib/run.mjs';

const FOLDER = join(ROOT, 'tests', 'data', 'migrate');

/** Files of the same project: "```json beside package.json". */
const besides = (text) => [...text.matchAll(/^```\w+ beside (\S+)\n([\s\S]*?\n)```$/gm)].map(([, path, code]) => ({ path, text: code }));

const block = (text, what) => new RegExp(`^\`\`\`(\\w+) ${what}\\n([\\s\\S]*?\\n)\`\`\`$`, 'm').exec(text)?.slice(1) ?? [];

/** `{ title, file, before, after, notes, beside }`; without an `after` block nothing may change. */
export const cases = readdirSync(FOLDER).flatMap((name) =>
  readFileSync(join(FOLDER, name), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((text, index) => {
      const [language, before] = block(text, 'before');
      const [, after = before] = block(text, 'after');
      const notes = [...text.matchAll(/^- (\d+): (.*)$/gm)].map(([, line, note]) => ({ line: Number(line), note }));
      return { title: text.split('\n')[0], file: `${name.replace('.md', '')}-${index}.${language ?? 'js'}`, before, after, notes, beside: besides(text) };
    }),
);

/** The documentation's four, as README.md has them: its "Before" blocks. */
export const documented = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/Before:[\s\S]*?```(\w+)\n([\s\S]*?\n)```/g)].map(
  ([, language, code], index) => ({ file: `documented-${index}.${language}`, before: code }),
);

const PAGE = readFileSync(join(ROOT, 'docs', 'migrate.md'), 'utf8');

/** docs/migrate.md: its text, and its blocks in order. */
export const guide = {
  text: PAGE,
  blocks: [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?\n)```$/gm)].map(([, language, code], index) => ({ file: `guide-${index}.${language}`, language, before: code })),
};

const BIN = join(INSTALLED, 'dist', 'cli.js');

const command = (cwd, args) =>
  new Promise((resolve) => execFile(process.execPath, [BIN, 'migrate', ...args], { cwd, maxBuffer: 1 << 28 }, (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr })));

/** Runs the command on each of these in a folder of its own below `home`: `{ folder, text, first }` by file, and what a second run said. */
export async function migrateEach(home, list) {
  const results = new Map();
  const queue = [...list];
  const work = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const { file, before, beside = [] } = one;
      const folder = join(home, file.replace(/\.\w+$/, ''));
      for (const { path, text } of [{ path: file, text: before }, ...beside]) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        // `./x` is the case itself.
        writeFileSync(join(folder, path), path === file ? text : text.replace(/(['"]\.\/)x(?=['".])/g, `$1${file.replace(/\.\w+$/, '')}`));
      }
      const first = await command(folder, ['.']);
      const text = readFileSync(join(folder, file), 'utf8');
      results.set(file, { folder, first, text });
    }
  };
  await Promise.all([work(), work(), work()]);
  return results;
}
