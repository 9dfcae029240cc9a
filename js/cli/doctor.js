// `npx clerk-fetch doctor`: plays the browser of a page on another origin, and says what is wrong with the API's answers.

import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

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
};

class UsageError extends Error {}

/** Names of options only: an argument may be a token in the wrong place. */
const parse = (args) => {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const option = args.find((arg) => /^--?[a-z-]+/.test(arg) && !(/^--?([a-z]+)/.exec(arg)[1] in OPTIONS));
    throw new UsageError(option ? `no option ${/^--?[a-z-]+/.exec(option)[0]}` : 'an option lacks its value, or has one too many', { cause: error });
  }
};

const readToken = async (given, stdin) => {
  if (given === undefined) return undefined;
  if (given !== '-') {
    throw new UsageError("a token as an argument would stay in the shell's history and show in the list of processes; pipe it in: --token - < token.txt");
  }
  const token = (await textOf(stdin)).trim().replace(/^Bearer\s+/i, '');
  if (!token) throw new UsageError('standard input holds no token');
  return token;
};

const seconds = (given) => {
  if (given === undefined) return undefined;
  const ms = Number(given) * 1000;
  if (!(ms > 0)) throw new UsageError('--timeout is not a number of seconds');
  return ms;
};

const entries = (folder) => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** The packages in a node_modules, with their scopes; pnpm's own folder holds one such folder for each package. */
const packagesIn = (folder) =>
  entries(folder).flatMap((name) => {
    if (name === '.pnpm') return entries(join(folder, name)).map((each) => join(folder, name, each));
    if (name.startsWith('.')) return [];
    return name.startsWith('@') ? entries(join(folder, name)).map((each) => join(folder, name, each)) : [join(folder, name)];
  });

/** Every copy of the package below a project's node_modules: its real path, with its version. */
const copiesBelow = (project) => {
  const found = new Map();
  const seen = new Set();
  const walk = (folder) => {
    for (const path of packagesIn(folder)) {
      let real;
      try {
        real = realpathSync(path);
      } catch {
        continue;
      }
      if (seen.has(real)) continue;
      seen.add(real);
      if (/[\\/]clerk-fetch$/.test(path)) {
        try {
          const { name, version } = JSON.parse(readFileSync(join(real, 'package.json'), 'utf8'));
          if (name === 'clerk-fetch') found.set(real, `${relative(project, real)} ${version}`);
        } catch {} // no package
      }
      walk(join(real, 'node_modules'));
    }
  };
  walk(join(project, 'node_modules'));
  return [...found.values()].sort();
};

/** JSON escapes the control characters below a space, and not those that terminals obey as well. */
const jsonOf = (report) => JSON.stringify(report, null, 2).replace(/[\x7f-\x9f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);

const examine = async (args, { stdout, stderr, stdin, signal, project = process.cwd() }) => {
  const { values, positionals } = parse(args);
  if (values.help) {
    stdout.write(HELP);
    return 0;
  }
  if (positionals.length !== 1) throw new UsageError(`${positionals.length ? 'more than one' : 'no'} URL`);
  const timeout = seconds(values.timeout);
  const token = await readToken(values.token, stdin);
  const { diagnose } = await import('clerk-fetch/doctor'); // the doctor's own wasm, which no other command needs
  const report = await diagnose(positionals[0], {
    origin: values.origin,
    method: values.method,
    init: { credentials: values.credentials ? 'include' : undefined },
    getToken: token && (async () => token),
    copies: copiesBelow(project),
    timeout,
    signal,
    onProgress: ({ step }) => stderr.write(`… ${step}\n`),
  });
  stdout.write(values.json ? `${jsonOf(report)}\n` : `${report.text}`);
  return report.ok ? 0 : 1;
};

/** @returns {Promise<number>} the exit code */
export const run = async (args, io) => {
  try {
    return await examine(args, io);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TypeError)) throw error;
    io.stderr.write(`clerk-fetch doctor: ${error.message}\n\n${HELP}`);
    return 2;
  }
};
