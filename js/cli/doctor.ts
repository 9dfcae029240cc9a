// `npx clerk-fetch doctor`: plays the browser of a page on another origin, and says what is wrong with the API's answers.

import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { DiagnoseOptions } from 'clerk-fetch-doctor';
import type { Command } from './command.ts';

const HELP = `Usage: npx clerk-fetch doctor <url> [options]

Plays the preflight and the call that a page would make to <url>, a URL of your API that needs a token and answers
GET, and says what is wrong, and which line to change.

  --origin https://foo.com   the page's origin; without it, the token's azp
  --token -                  reads a token from standard input, and calls with it too
  --method PUT               what the preflight asks for (the calls stay GET)
  --credentials              as for fetch's credentials: 'include'
  --timeout 10               seconds for each step
  --json                     the report as data
  --help

A token is one line in the page's console: await Clerk.session.getToken()
Exit code: 0 nothing fails, 1 something does, 2 wrong usage.
`;

const OPTIONS = {
  origin: { type: 'string' },
  token: { type: 'string' },
  method: { type: 'string' },
  credentials: { type: 'boolean' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

class UsageError extends Error {}

/** Names of options only: an argument may be a token in the wrong place. */
const parse = (args: string[]) => {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const named = args.map((arg) => /^--?[a-z-]+/.exec(arg)?.[0]).filter((option) => option !== undefined);
    const unknown = named.find((option) => !((/[a-z]+/.exec(option)?.[0] ?? '') in OPTIONS));
    throw new UsageError(unknown ? `no option ${unknown}` : 'an option lacks its value, or has one too many', { cause: error });
  }
};

const readToken = async (given: string | undefined, stdin: NodeJS.ReadableStream) => {
  if (given === undefined) return undefined;
  if (given !== '-') {
    throw new UsageError("a token as an argument would stay in the shell's history and show in the list of processes; pipe it in: --token - < token.txt");
  }
  const token = (await textOf(stdin)).trim().replace(/^Bearer\s+/i, '');
  if (!token) throw new UsageError('standard input holds no token');
  return token;
};

/** The option in milliseconds. */
const milliseconds = (given: string | undefined) => {
  if (given === undefined) return undefined;
  const ms = Number(given) * 1000;
  if (!(ms > 0)) throw new UsageError('--timeout is not a number of seconds');
  return ms;
};

const entries = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** The packages in a node_modules, with their scopes; pnpm's own folder holds one such folder for each package. */
const packagesIn = (folder: string): string[] =>
  entries(folder).flatMap((name) => {
    if (name === '.pnpm') return entries(join(folder, name)).map((each) => join(folder, name, each));
    if (name.startsWith('.')) return [];
    return name.startsWith('@') ? entries(join(folder, name)).map((each) => join(folder, name, each)) : [join(folder, name)];
  });

/** Every copy of the package below a project's node_modules: its real path, with its version. */
const copiesBelow = (project: string) => {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  const walk = (folder: string) => {
    for (const path of packagesIn(folder)) {
      let real: string;
      try {
        real = realpathSync(path);
      } catch {
        continue;
      }
      if (seen.has(real)) continue;
      seen.add(real);
      if (/[\\/]clerk-fetch$/.test(path)) {
        try {
          const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(readFileSync(join(real, 'package.json'), 'utf8'));
          if (name === 'clerk-fetch') found.set(real, `${relative(project, real)} ${version}`);
        } catch {} // no package
      }
      walk(join(real, 'node_modules'));
    }
  };
  walk(join(project, 'node_modules'));
  return [...found.values()].sort();
};

const examine: Command['run'] = async (args, { stdout, stderr, stdin, signal }) => {
  const { values, positionals } = parse(args);
  if (values.help) {
    stdout.write(HELP);
    return 0;
  }
  const [url, ...others] = positionals;
  if (url === undefined || others.length) throw new UsageError(`${others.length ? 'more than one' : 'no'} URL`);
  const timeout = milliseconds(values.timeout);
  const token = await readToken(values.token, stdin);
  const { diagnose } = await import('clerk-fetch/doctor'); // the doctor's own wasm, which no other command needs
  const options: DiagnoseOptions & { copies: string[] } = {
    ...(values.origin !== undefined && { origin: values.origin }),
    ...(values.method !== undefined && { method: values.method }),
    ...(values.credentials && { init: { credentials: 'include' } }),
    ...(token !== undefined && { getToken: async () => token }),
    ...(timeout !== undefined && { timeout }),
    ...(signal && { signal }),
    copies: copiesBelow(process.cwd()),
    onProgress: ({ step }) => stderr.write(`… ${step}\n`),
  };
  const report = await diagnose(url, options);
  stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : `${report.text}`);
  return report.ok ? 0 : 1;
};

export const run: Command['run'] = async (args, io) => {
  try {
    return await examine(args, io);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TypeError)) throw error;
    io.stderr.write(`clerk-fetch doctor: ${error.message}\n\n${HELP}`);
    return 2;
  }
};
