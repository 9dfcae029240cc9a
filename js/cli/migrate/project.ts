// What a file's project says of it: which versions it has, and what its other files do with Clerk's token.

import { readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { Circles } from './circles.ts';
import { importOf, isToken } from './clerk.ts';
import { UNKNOWN, type Env } from './env.ts';
import { mockIn, type Mock } from './mocks.ts';
import { parse, walk } from './parse.ts';
import { analyse, isVariable } from './scope.ts';
import { bare, idOf, is, isCall, isMember, nameOf, type Node } from './tree.ts';
import { versionsOf, type Versions } from './versions.ts';

const CODE = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs'];

/** `fetch: clerkFetch` of a library's options. A function that is written in place is seen where it is. */
const HANDS = /[{,(]\s*(?:custom|auth)?fetch(?:Fn|Impl\w*)?\s*:\s*(?:await\s+)?(?!async\b|function\b|typeof\b|any\b|unknown\b|boolean\b|string\b|undefined\b|null\b|\w+\s*=>)[$\w]/i;

/** An exported function of a module, which may be one of `paths`, or any that is called `name`. */
interface Setter {
  paths?: string[];
  name?: string;
  exported: string;
}

/** The files that `import … from './api'` may mean. */
const targets = (file: string, from: string): Omit<Setter, 'exported'> => {
  const path = from.startsWith('.') ? resolve(dirname(file), from) : undefined;
  if (!path) return { name: basename(from) };
  const base = extname(path) && CODE.includes(extname(path)) ? path.slice(0, -extname(path).length) : path;
  return { paths: [path, ...CODE.map((extension) => base + extension), ...CODE.map((extension) => join(base, `index${extension}`))] };
};

/** Functions of modules that are called with a token itself: `setToken(await getToken())`. */
const receiversIn = (file: string, text: string): Setter[] => {
  if (!/getToken/.test(text)) return [];
  const ast = parse(text, file);
  const scope = analyse(ast, text, UNKNOWN);
  const isValue = (whole: Node | undefined): boolean => {
    const node = bare(whole);
    if (is(node, 'AwaitExpression')) return isValue(node.argument);
    if (is(node, 'LogicalExpression')) return isValue(node.left);
    if (isCall(node)) return isToken(node.callee, scope);
    const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
    return isVariable(binding) && is(binding.node.id, 'Identifier') && !!binding.node.init && !is(bare(binding.node.init), 'Identifier') && isValue(binding.node.init);
  };
  const found: Setter[] = [];
  walk(ast.program, (node) => {
    const root = isCall(node) ? bare(node.callee) : undefined;
    const imported = root && importOf(isMember(root) ? bare(root.object) : root, scope);
    if (isCall(node) && imported && /^[./@~#]/.test(imported.from) && node.arguments.some(isValue)) found.push({ ...targets(resolve(file), imported.from), exported: imported.name });
    // `getToken().then(setToken)`
    const taker = isCall(node) && root && isMember(root) && nameOf(root) === 'then' && isValue(root.object) ? importOf(bare(node.arguments[0]), scope) : undefined;
    if (taker && /^[./@~#]/.test(taker.from)) found.push({ ...targets(resolve(file), taker.from), exported: taker.name });
  });
  return found;
};

/** Functions of modules that are called with Clerk's `getToken`. */
const settersIn = (file: string, text: string): Setter[] => {
  if (!/getToken/.test(text) || !/use(Auth|Session|Clerk)\b/.test(text)) return [];
  const ast = parse(text, file);
  const scope = analyse(ast, text, UNKNOWN);
  const found: Setter[] = [];
  walk(ast.program, (node) => {
    if (!isCall(node)) return;
    const [argument, ...more] = node.arguments;
    if (!argument || more.length) return;
    const body = is(argument, 'ArrowFunctionExpression') && !argument.params.length ? argument.body : undefined;
    if (!isToken(isCall(body) ? body.callee : argument, scope)) return;
    const imported = importOf(node.callee, scope);
    const name = idOf(node.callee);
    if (imported && /^[./@~#]/.test(imported.from)) found.push({ ...targets(resolve(file), imported.from), exported: imported.name });
    else if (!imported && name !== undefined && scope.bindingOf(node.callee)?.kind === 'function') found.push({ paths: [resolve(file)], exported: name });
  });
  return found;
};

/** Whether a function's module may be that of a path. */
const isMeant = ({ paths, name }: Setter, path: string) => {
  const own = basename(path, extname(path));
  return paths ? paths.includes(path) : name === own || (own === 'index' && name === basename(dirname(path)));
};

export class Project {
  readonly #versions = new Map<string, Versions>();
  readonly #setters: Setter[] = [];
  readonly #receivers: Setter[] = [];
  readonly #mocks: (Mock & { file: string })[] = [];
  readonly #concerned = new Set<string>();
  readonly #circles = new Circles();
  #reverification = false;
  #handsFetch = false;

  /** Takes note of what any file says, also one that has nothing of Clerk's. */
  look(file: string, text: string): void {
    this.#circles.look(file, text);
    if (HANDS.test(text)) this.#handsFetch = true;
  }

  /** Takes note of what one file says about the others. */
  note(file: string, text: string): void {
    this.#concerned.add(file);
    if (/useReverification/.test(text)) this.#reverification = true;
    try {
      const mock = mockIn(file, text);
      if (mock) this.#mocks.push({ file, ...mock });
      this.#setters.push(...settersIn(file, text));
      this.#receivers.push(...receiversIn(file, text));
    } catch {
      // It is looked at again when it is its turn, and told then.
    }
  }

  /** Whether a file has to be understood: it says something of Clerk, or another one gives it a token. */
  concerns(file: string): boolean {
    if (this.#concerned.has(file)) return true;
    return this.#setters.length > 0 && this.env(file).setters.size > 0;
  }

  /** The modules that are given a token, and send it. */
  receivers(files: readonly string[]): { file: string; line: number; message: string }[] {
    if (!this.#receivers.length) return [];
    return files.flatMap((file) => {
      const path = resolve(file);
      const found = this.#receivers.find((one) => isMeant(one, path));
      const text = found ? readFileSync(path, 'utf8') : '';
      const at = /bearer/i.exec(text);
      return found && at ? [{ file, line: text.slice(0, at.index).split('\n').length, message: `this sends a token that \`${found.exported}\` was given. A token lives for a minute: ask for it at each request (docs/vanilla.md)` }] : [];
    });
  }

  get mocks(): readonly (Mock & { file: string })[] {
    return this.#mocks;
  }

  #versionsOf(folder: string) {
    const known = this.#versions.get(folder) ?? versionsOf(folder);
    this.#versions.set(folder, known);
    return known;
  }

  /** What is to be known for one file. */
  env(file: string): Env {
    const path = resolve(file);
    const folder = dirname(path);
    const { libraries, clerk, listed } = this.#versionsOf(folder);
    const mine = this.#setters.filter((one) => isMeant(one, path));
    const env = { ...UNKNOWN, clerk: !listed || clerk !== undefined, clerkPackage: clerk ?? '@clerk/react', reverification: this.#reverification, handsFetch: this.#handsFetch, circular: this.#circles.has(file), versions: { ...UNKNOWN.versions }, setters: new Set(mine.map(({ exported }) => exported)) };
    for (const [library, { version, isEnough }] of libraries) {
      env[library] = isEnough;
      env.versions[library] = version;
    }
    return env;
  }
}
