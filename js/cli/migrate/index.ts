// `clerk-fetch migrate [paths] [--dry-run]`

import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrateIn, type MigratedFile } from './components.ts';
import { filesOf } from './files.ts';
import { diffOf, painter, shown } from './print.ts';
import { Project } from './project.ts';
import { Report } from './report.ts';
import { MOCKS } from './todo.ts';

const HELP = `Usage: clerk-fetch migrate [paths] [--dry-run]

Replaces the snippets of Clerk's "Cross-origin requests" page by clerk-fetch, in the JavaScript and TypeScript of the
paths (default: this folder), and shows what it did. Code that it does not recognise it leaves unchanged, and says where and why.

  --dry-run  show it, and write nothing

Exit code: 0, 1 when a file could not be read, understood or written, 2 when it was called wrongly.`;

interface Arguments {
  dryRun: boolean;
  help: boolean;
  paths: string[];
}

const argumentsOf = (args: string[]): Arguments => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  return { dryRun: values['dry-run'] ?? false, help: values.help ?? false, paths: positionals.length ? positionals : ['.'] };
};

/** All of it or nothing: another file, which takes the place of the first. A link stays a link. */
const write = (file: string, text: string) => {
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

/** Whether a text may matter to another file, or send a token itself. */
const matters = (text: string) => /getToken|Clerk|@clerk|__session/.test(text);

/** The line of a parser's error. */
const lineIn = (error: object) => {
  const loc: unknown = 'loc' in error ? error.loc : undefined;
  return loc && typeof loc === 'object' && 'line' in loc && typeof loc.line === 'number' ? loc.line : undefined;
};

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What a failure of the parser says, in a line. */
const failureOf = (error: unknown) => {
  if (error instanceof RangeError) return { line: 1, message: 'is no code that could be parsed: it is nested too deeply' };
  const line = error instanceof Error ? lineIn(error) : undefined;
  const what = line === undefined ? 'is left as it is, by an error of clerk-fetch' : 'is no code that could be parsed';
  return { line: line ?? 1, message: `${what}: ${messageOf(error).replace(/ \(\d+:\d+\)$/, '')}` };
};

/** Does the work, and returns the exit code. */
export const run = async (args: string[]): Promise<number> => {
  let given: Arguments;
  try {
    given = argumentsOf(args);
  } catch (error) {
    console.error(`clerk-fetch migrate: ${messageOf(error)}\n\n${HELP}`);
    return 2;
  }
  if (given.help) {
    console.log(HELP);
    return 0;
  }
  const found = filesOf(given.paths);
  if ('missing' in found) {
    console.error(`clerk-fetch migrate: there is no ${found.missing.map((path) => `"${shown(path)}"`).join(', ')}`);
    return 2;
  }
  const report = new Report(painter());
  const project = new Project();
  for (const file of found.outside) report.unseen.push({ file, line: 1, message: 'it is a link that leads out of this folder' });
  for (const file of found.other) report.unseen.push({ file, line: 1, message: 'it is no file' });
  const uses = { hooks: false, clerk: false };
  for (const file of read(found.files, project, report)) {
    const result = await change(file, project, report, given.dryRun);
    uses.hooks ||= result?.usesHooks ?? false;
    uses.clerk ||= result?.usesClerk ?? false;
  }
  report.left.push(...project.receivers(found.files));
  for (const { file, line, message, isHook } of project.mocks) {
    if (uses.hooks || (!isHook && uses.clerk)) report.todos.push({ file, line, message, group: MOCKS });
  }
  report.print(found.files.length, given.dryRun);
  return report.failed.length ? 1 : 0;
};

/** Changes one file, and reports it; returns what was changed. */
const change = async (file: string, project: Project, report: Report, dryRun: boolean): Promise<MigratedFile | undefined> => {
  let text: string;
  let result: MigratedFile;
  try {
    text = decoder.decode(readFileSync(file));
    result = await migrateIn(text, file, project.env(file));
  } catch (error) {
    report.failed.push({ file, ...failureOf(error) });
    return undefined;
  }
  if (result.unseen) report.unseen.push({ file, line: 1, message: result.unseen });
  if (result.changed) {
    console.log(diffOf(file, text, result.text, report.paint));
    try {
      if (!dryRun) write(file, result.text);
    } catch (error) {
      report.failed.push({ file, line: 1, message: `could not be written: ${messageOf(error)}` });
      return undefined;
    }
    report.changed.push(file);
  }
  for (const { todo, group, ...note } of result.notes) {
    if (todo) report.todos.push({ file, ...note, group: group ?? '' });
    else report.left.push({ file, ...note });
  }
  return result.changed ? result : undefined;
};

/** The files that have to do with Clerk, after a first look at all of them. */
const read = (files: readonly string[], project: Project, report: Report): string[] => {
  const found = files.filter((file) => {
    try {
      if (statSync(file).size > MAX_BYTES) {
        report.unseen.push({ file, line: 1, message: 'it is larger than 1 MiB' });
        return false;
      }
      const text = decoder.decode(readFileSync(file));
      project.look(file, text);
      if (matters(text) || file.includes('@clerk')) project.note(file, text);
      return true;
    } catch (error) {
      report.failed.push({ file, line: 1, message: `could not be read: ${messageOf(error)}` });
      return false;
    }
  });
  return found.filter((file) => project.concerns(file));
};
