// The scripts of `.vue` and `.svelte` files, found by the parsers of Vue and Svelte themselves where they are installed.

import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Env } from './env.ts';
import { scriptsIn, type Script } from './scripts.ts';
import { migrate, unchanged, type Migrated } from './transform.ts';
import type { Range } from './tree.ts';

/** What is used of `vue/compiler-sfc`. */
interface Vue {
  parse(text: string, options: { ignoreEmpty: boolean }): { descriptor: { script: VueBlock | null; scriptSetup: VueBlock | null }; errors: { message: string; loc?: { start: { line: number } } }[] };
}

interface VueBlock {
  src?: string;
  lang?: string;
  loc: { start: { offset: number }; end: { offset: number } };
}

/** What is used of `svelte/compiler`. */
interface Svelte {
  parse(text: string, options: { modern: true }): Record<'instance' | 'module', SvelteBlock | null>;
}

interface SvelteBlock {
  content: Range;
  attributes?: { name: string; value: true | { data?: string }[] }[];
}

/**
 * A parser is code, and code of a stranger's folder is not run: it is taken from where this command is installed, and from the folder
 * only where the command itself comes from there.
 */
const homes = () => {
  const folder = process.cwd();
  const isOwn = resolve(process.argv[1] ?? '').startsWith(join(folder, 'node_modules') + sep);
  return [import.meta.url, ...(isOwn ? [pathToFileURL(join(folder, 'package.json')).href] : [])];
};

/** An ES module, or a CommonJS one whose exports are all in `default`. */
type Loaded<Parser> = Partial<Parser> & { default?: Parser };

const load = async <Parser>(names: readonly string[]): Promise<Loaded<Parser> | undefined> => {
  for (const home of homes()) {
    for (const name of names) {
      try {
        const loaded: Loaded<Parser> = await import(pathToFileURL(createRequire(home).resolve(name)).href);
        return loaded;
      } catch {
        // the next one
      }
    }
  }
  return undefined;
};

/** How the scripts of a component are found. */
interface Format {
  names: [string, ...string[]];
  /** Undefined where there is no parser. */
  scripts(): Promise<((text: string) => Script[]) | undefined>;
}

const FORMATS: Record<'vue' | 'svelte', Format> = {
  vue: {
    names: ['vue/compiler-sfc', '@vue/compiler-sfc'],
    async scripts() {
      const loaded = await load<Vue>(this.names);
      const parse = loaded?.parse ?? loaded?.default?.parse;
      return parse && ((text) => scriptsOfVue(parse, text));
    },
  },
  svelte: {
    names: ['svelte/compiler'],
    async scripts() {
      const loaded = await load<Svelte>(this.names);
      const parse = loaded?.parse ?? loaded?.default?.parse;
      return parse && ((text) => scriptsOfSvelte(parse, text));
    },
  },
};

const scriptsOfVue = (parse: Vue['parse'], text: string): Script[] => {
  const { descriptor, errors } = parse(text, { ignoreEmpty: false });
  const [error] = errors;
  if (error) throw Object.assign(new Error(error.message), { loc: { line: error.loc?.start.line ?? 1 } });
  return [descriptor.script, descriptor.scriptSetup].flatMap((one) => (one && !one.src ? [{ start: one.loc.start.offset, end: one.loc.end.offset, lang: one.lang }] : []));
};

const scriptsOfSvelte = (parse: Svelte['parse'], text: string): Script[] => {
  const { instance, module } = parse(text, { modern: true });
  return [instance, module].flatMap((one) => {
    if (!one) return [];
    const value = one.attributes?.find(({ name }) => name === 'lang')?.value;
    return [{ start: one.content.start, end: one.content.end, lang: value === true ? undefined : value?.[0]?.data }];
  });
};

const loaded = new Map<'vue' | 'svelte', Awaited<ReturnType<Format['scripts']>>>();

const lineOf = (text: string, at: number) => text.slice(0, at).split('\n').length;

/** A file's migration; `unseen` says why the file was not looked at. */
export interface MigratedFile extends Migrated {
  unseen?: string;
}

/** Blanks of the same length, with its lines. */
const blanked = (text: string) => text.replace(/[^\n]/g, ' ');

/** Pages with code in them, which is not changed: what is said of a place of the text. */
const PAGES: [file: RegExp, why: (isFront: boolean) => string][] = [
  [/\.html?$/, () => 'a script in a page is not converted: use `ClerkFetch.createAuthenticatedFetch()`, from the script tag (docs/vanilla.md)'],
  [/\.astro$/, (isFront) => (isFront ? 'this is the token of a server: give it to a fetcher of that request, `createAuthenticatedFetch({ getToken })` (docs/server.md)' : 'a script of an `.astro` file is not converted: import `createAuthenticatedFetch` in it, or move it to a module (docs/vanilla.md)')],
  [/\.mdx$/, () => 'code of an `.mdx` file is not converted: move it to a module, and run this again (docs/react.md)'],
];

/** Each place of a page that asks for a token. */
const placesIn = (text: string, file: string): MigratedFile | undefined => {
  const page = PAGES.find(([pattern]) => pattern.test(file));
  if (!page) return undefined;
  const shown = /\.mdx$/.test(file) ? /^(```+|~~~+)[^]*?^\1|`[^`\n]*`/gm : /<!--[^]*?-->/g;
  const code = text.replace(shown, blanked);
  const front = /^\s*---\r?\n[^]*?^---/m.exec(text)?.[0].length ?? 0;
  const notes = [...code.matchAll(/getToken\s*(\?\.)?\(/g)].map(({ index }) => ({ line: lineOf(text, index), message: page[1](index < front) }));
  return { ...unchanged(text), notes: notes.filter(({ line }, index) => notes[index - 1]?.line !== line) };
};

/** As `migrate`, for any file: a component's scripts each, the rest as it is. */
export const migrateIn = async (text: string, file: string, env: Env): Promise<MigratedFile> => {
  const kind = file.endsWith('.vue') ? 'vue' : file.endsWith('.svelte') ? 'svelte' : undefined;
  if (!kind) return placesIn(text, file) ?? migrate(text, file, env);
  if (!text.includes('getToken')) return unchanged(text);
  const format = FORMATS[kind];
  if (!loaded.has(kind)) loaded.set(kind, await format.scripts());
  const found = (loaded.get(kind) ?? scriptsIn)(text);
  if (!found) return { ...unchanged(text), unseen: `its scripts cannot be told from the rest without '${format.names[0]}': \`npm install\` and \`npm install clerk-fetch\` here, and run this again` };

  const scripts = found.sort((one, other) => one.start - other.start);
  const markup = scripts.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  const result = unchanged(text);
  const grown: { end: number; by: number }[] = [];
  const shift = (at: number) => grown.reduce((sum, { end, by }) => (end <= at ? sum + by : sum), 0);
  for (const { start, end, lang } of scripts.toReversed()) {
    const script = text.slice(start, end);
    const one = migrate(script, `${file}.${lang === 'ts' || lang === 'tsx' ? lang : 'js'}`, { ...env, markup, component: kind });
    result.changed ||= one.changed;
    result.text = result.text.slice(0, start) + one.text + result.text.slice(end);
    grown.push({ end, by: one.text.length - script.length });
    // The scripts behind this one are done: the lines that they gained or lost are below it.
    for (const note of one.notes) result.notes.push({ ...note, line: note.line + lineOf(text, start) - 1 });
  }
  const asked = [...text.matchAll(/getToken/g)].find(({ index }) => !scripts.some(({ start, end }) => start <= index && index < end));
  // The name that a script declares is asked for there; only a call is one of the markup's own.
  if (asked && /getToken\s*(\?\.)?\(/.test(markup)) {
    result.notes.push({ line: lineOf(result.text, asked.index + shift(asked.index)), message: 'the token is asked for in the markup, which is not followed' });
  }
  return { ...result, usesClerk: result.changed };
};
