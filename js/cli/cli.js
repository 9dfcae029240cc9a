// `npx clerk-fetch <command>`. A command's module is loaded only when it is asked for.

import { readFileSync } from 'node:fs';

/** Each command: what it is for, and its module, whose `run(args)` gives the exit code. */
const COMMANDS = {
  migrate: ["replace the snippets of Clerk's documentation in your code", () => import('./migrate/index.js')],
};

const help = () =>
  [
    'Usage: clerk-fetch <command>',
    '',
    ...Object.entries(COMMANDS).map(([name, [about]]) => `  ${name.padEnd(10)} ${about}`),
    '  help       print this; `clerk-fetch <command> --help` says more',
    '  --version  print the version',
  ].join('\n');

const version = () => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

const main = async ([name, ...args]) => {
  if (name === '--version' || name === '-v') return console.log(version()) ?? 0;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return console.log(help()) ?? 0;
  if (!Object.hasOwn(COMMANDS, name)) return console.error(`clerk-fetch: there is no command "${name}".\n\n${help()}`) ?? 2;
  const { run } = await COMMANDS[name][1]();
  return run(args);
};

process.exitCode = await main(process.argv.slice(2));
