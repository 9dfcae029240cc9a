// The cases of tests/data/migrate/*.md: code before, code after, and what is said about it (`- <line>: <kind>: <text>`).
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/run.mjs';

const FOLDER = join(ROOT, 'tests', 'data', 'migrate');

const block = (text, what) => new RegExp(`^\`\`\`(\\w+) ${what}\\n([\\s\\S]*?\\n)\`\`\`$`, 'm').exec(text)?.slice(1) ?? [];

/** `{ title, file, before, after, notes }`; without an `after` block nothing may change. */
export const cases = readdirSync(FOLDER).flatMap((name) =>
  readFileSync(join(FOLDER, name), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((text, index) => {
      const [language, before] = block(text, 'before');
      const [, after = before] = block(text, 'after');
      const notes = [...text.matchAll(/^- (\d+): (.*)$/gm)].map(([, line, note]) => ({ line: Number(line), note }));
      return { title: text.split('\n')[0], file: `${name.replace('.md', '')}-${index}.${language}`, before, after, notes };
    }),
);

/** The documentation's four, as README.md has them: its "Before" blocks. */
export const documented = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/Before:[\s\S]*?```(\w+)\n([\s\S]*?\n)```/g)].map(
  ([, language, code], index) => ({ file: `documented-${index}.${language}`, before: code }),
);
