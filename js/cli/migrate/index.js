// `clerk-fetch migrate [paths] [--dry-run]`

import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { diffOf, painter } from './print.js';
import { filesOf } from './files.js';
import { migrate } from './transform.js';

const HELP = `Usage: clerk-fetch migrate [paths] [--dry-run]

Replaces the snippets of Clerk's "Cross-origin requests" page by clerk-fetch, in the JavaScript and TypeScript of the
paths (default: this folder), and shows what it did. What it does not understand it leaves, and says where and why.

  --dry-run  show it, and write nothing

Exit code: 0, 1 when a file could not be read, understood or written, 2 when it was called wrongly.`;

const argumentsOf = (args) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  return { dryRun: values['dry-run'] ?? false, help: values.help, paths: positionals.length ? positionals : ['.'] };
};

/** All of it or nothing: another file, which takes the place of the first. A link stays a link. */
const write = (file, text) => {
  const target = realpathSync(file);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    chmodSync(temporary, statSync(target).mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const one = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Gives the exit code. */
export const run = (args) => {
  let given;
  try {
    given = argumentsOf(args);
  } catch (error) {
    console.error(`clerk-fetch migrate: ${error.message}\n\n${HELP}`);
    return 2;
  }
  if (given.help) return console.log(HELP) ?? 0;
  const { files, missing } = filesOf(given.paths);
  if (missing) {
    console.error(`clerk-fetch migrate: there is no ${missing.map((path) => `"${path}"`).join(', ')}`);
    return 2;
  }

  const paint = painter();
  const count = { changed: 0, left: 0, todo: 0, failed: 0 };
  const failed = (file, line, why) => {
    count.failed++;
    console.log(`${paint(31, `${file}:${line}`)}: ${why}`);
  };
  for (const file of files) {
    let text;
    let result;
    try {
      text = decoder.decode(readFileSync(file));
      result = migrate(text, file);
    } catch (error) {
      const why = error.loc ? `is no code that could be parsed: ${error.message.replace(/ \(\d+:\d+\)$/, '')}` : `could not be read: ${error.message}`;
      failed(file, error.loc?.line ?? 1, why);
      continue;
    }
    if (result.changed) {
      console.log(diffOf(file, text, result.text, paint));
      try {
        if (!given.dryRun) write(file, result.text);
      } catch (error) {
        failed(file, 1, `could not be written: ${error.message}`);
        continue;
      }
      count.changed++;
    }
    for (const { line, message, todo } of result.notes) {
      count[todo ? 'todo' : 'left']++;
      console.log(`${paint(todo ? 33 : 35, `${file}:${line}`)}: ${todo ? 'to do' : 'left'}: ${message}`);
    }
  }

  const changed = `${one(count.changed, 'file')} ${given.dryRun ? 'would be changed' : 'changed'}`;
  const more = [`${one(count.left, 'place')} left`, count.todo && `${count.todo} to do`, count.failed && `${one(count.failed, 'file')} failed`];
  console.log([`${one(files.length, 'file')} looked at`, changed, ...more.filter(Boolean)].join(', '));
  if (count.changed && !given.dryRun) console.log('If it is not installed yet: npm install clerk-fetch');
  return count.failed ? 1 : 0;
};
