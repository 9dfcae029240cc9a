// `npx clerk-fetch <command>`. A command's module is loaded only when the command is asked for.

import { readFileSync } from 'node:fs';
import type { Command } from './command.ts';

const COMMANDS: Record<string, { about: string; load: () => Promise<Command> }> = {
  doctor: { about: 'say why calls to your API fail, and which line to change', load: () => import('./doctor.ts') },
  migrate: { about: "replace the snippets of Clerk's documentation in your code", load: () => import('./migrate/index.ts') },
};

const help = () =>
  [
    'Usage: clerk-fetch <command>',
    '',
    ...Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`),
    '  help       print this; `clerk-fetch <command> --help` says more',
    '  --version  print the version',
  ].join('\n');

const version = (): string => {
  const { version: number }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return number;
};

/** Prints a text that was asked for. */
const say = (text: string) => {
  console.log(text);
  return 0;
};

const main = async ([name, ...args]: string[]): Promise<number> => {
  if (name === '--version' || name === '-v') return say(version());
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return say(help());
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    console.error(`clerk-fetch: there is no command "${name}".\n\n${help()}`);
    return 2;
  }
  const { run } = await command.load();
  return run(args, process);
};

process.exitCode = await main(process.argv.slice(2));
