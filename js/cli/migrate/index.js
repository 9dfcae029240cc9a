// `clerk-fetch migrate [paths] [--dry-run]`

import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { diffOf, painter, shown } from './print.js';
import { filesOf } from './files.js';
import { Project } from './project.js';
import { migrateIn } from './components.js';
import { MOCKS } from './todo.js';

const HELP = `Usage: clerk-fetch migrate [paths] [--dry-run]

Replaces the snippets of Clerk's "Cross-origin requests" page by clerk-fetch, in the JavaScript and TypeScript of the
paths (default: this folder), and shows what it did. Code that it does not recognise it leaves unchanged, and says where and why.

  --dry-run  show it, and write nothing

Exit code: 0, 1 when a file could not be read, understood or written, 2 when it was called wrongly.`;

const argumentsOf = (args) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  return { dryRun: values['dry-run'] ?? false, help: values.help, paths: positionals.length ? positionals : ['.'] };
};

/** All of it or nothing: another file, which takes the place of the first. A link stays a link. */
const write = (file, text) => {
  const target = realpathSync(file);
  const temporary = join(dirname(target), `.clerk-fetch-${randomUUID()}.tmp`);
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

/** No file that somebody writes is as long, and a parser takes its time. */
const MAX_BYTES = 1 << 20;

const one = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Whether a text may matter to another file, or send a token itself. */
const matters = (text) => /getToken|Clerk|@clerk/.test(text);

/** What a failure of the parser says, in a line. */
const failureOf = (error) => {
  if (error instanceof RangeError) return { line: 1, why: 'is no code that could be parsed: it is nested too deeply' };
  const what = error.loc ? 'is no code that could be parsed' : 'is left as it is, by an error of clerk-fetch';
  return { line: error.loc?.line ?? 1, why: `${what}: ${error.message.replace(/ \(\d+:\d+\)$/, '')}` };
};

/** All that was found out, to be told at the end. */
class Report {
  changed = [];
  left = [];
  todos = [];
  failed = [];
  unseen = [];

  print({ looked, dryRun, paint }) {
    const section = (title, lines) => lines.length && console.log(`${title}\n${lines.join('\n')}\n`);
    const at = ({ file, line, message }, colour, kind) => `${paint(colour, `${shown(file)}:${line}`)}: ${kind}${shown(message)}`;
    section(dryRun ? 'Would be changed:' : 'Changed:', this.changed.map((file) => shown(file)));
    for (const [group, places] of grouped(this.todos)) section(`To do: ${shown(group)}`, places.map((place) => at(place, 33, 'to do: ')));
    section('Left as it is:', this.left.map((place) => at(place, 35, 'left: ')));
    section('Not looked at:', this.unseen.map((place) => at(place, 35, 'not looked at: ')));
    section('Failed:', this.failed.map((place) => at(place, 31, '')));
    const changed = `${one(this.changed.length, 'file')} ${dryRun ? 'would be changed' : 'changed'}`;
    const more = [
      `${one(this.left.length, 'place')} left`,
      this.todos.length && `${this.todos.length} to do`,
      this.unseen.length && `${this.unseen.length} not looked at`,
      this.failed.length && `${one(this.failed.length, 'file')} failed`,
    ];
    console.log([`${one(looked, 'file')} looked at`, changed, ...more.filter(Boolean)].join(', '));
    if (this.changed.length && !dryRun) console.log('If it is not installed yet: npm install clerk-fetch');
  }
}

const grouped = (list) => {
  const groups = new Map();
  for (const item of list) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return groups;
};

/** Gives the exit code. */
export const run = async (args) => {
  let given;
  try {
    given = argumentsOf(args);
  } catch (error) {
    console.error(`clerk-fetch migrate: ${error.message}\n\n${HELP}`);
    return 2;
  }
  if (given.help) return console.log(HELP) ?? 0;
  const { files, missing, outside, other } = filesOf(given.paths);
  if (missing) {
    console.error(`clerk-fetch migrate: there is no ${missing.map((path) => `"${shown(path)}"`).join(', ')}`);
    return 2;
  }

  const paint = painter();
  const report = new Report();
  const project = new Project();
  for (const file of outside) report.unseen.push({ file, line: 1, message: 'it is a link that leads out of this folder' });
  for (const file of other) report.unseen.push({ file, line: 1, message: 'it is no file' });
  const candidates = read(files, project, report);

  let usesHooks = false;
  let usesClerk = false;
  for (const file of candidates) {
    let text;
    let result;
    try {
      text = decoder.decode(readFileSync(file));
      result = await migrateIn(text, file, project.env(file));
    } catch (error) {
      const { line, why } = failureOf(error);
      report.failed.push({ file, line, message: why });
      continue;
    }
    if (result.unseen) report.unseen.push({ file, line: 1, message: result.unseen });
    if (result.changed) {
      console.log(diffOf(file, text, result.text, paint));
      try {
        if (!given.dryRun) write(file, result.text);
      } catch (error) {
        report.failed.push({ file, line: 1, message: `could not be written: ${error.message}` });
        continue;
      }
      report.changed.push(file);
      usesHooks ||= result.usesHooks;
      usesClerk ||= result.usesClerk;
    }
    for (const { line, message, todo, group } of result.notes) report[todo ? 'todos' : 'left'].push({ file, line, message, group });
  }
  for (const { file, line, message, isHook } of project.mocks) {
    if (isHook ? usesHooks : usesClerk || usesHooks) report.todos.push({ file, line, message, group: MOCKS });
  }
  report.print({ looked: files.length, dryRun: given.dryRun, paint });
  return report.failed.length ? 1 : 0;
};

/** The files that have to do with Clerk, after a first look at all of them. */
const read = (files, project, report) => {
  const found = files.filter((file) => {
    try {
      if (statSync(file).size > MAX_BYTES) {
        report.unseen.push({ file, line: 1, message: 'it is larger than 1 MiB' });
        return false;
      }
      const text = decoder.decode(readFileSync(file));
      if (matters(text) || file.includes('@clerk')) project.note(file, text);
      return true;
    } catch (error) {
      report.failed.push({ file, line: 1, message: `could not be read: ${error.message}` });
      return false;
    }
  });
  return found.filter((file) => project.concerns(file));
};
