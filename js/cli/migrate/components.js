// The scripts of `.vue` and `.svelte` files, found by the parsers of Vue and Svelte themselves.

import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migrate } from './transform.js';

/**
 * A parser is code, and code of a stranger's folder is not run: it is taken from where this command is installed, and from the folder
 * only where the command itself comes from there.
 */
const homes = () => {
  const folder = process.cwd();
  const isOwn = resolve(process.argv[1] ?? '').startsWith(join(folder, 'node_modules') + sep);
  return [import.meta.url, ...(isOwn ? [pathToFileURL(join(folder, 'package.json')).href] : [])];
};

const load = async (names) => {
  for (const home of homes()) {
    for (const name of names) {
      try {
        return await import(pathToFileURL(createRequire(home).resolve(name)).href);
      } catch {
        // the next one
      }
    }
  }
  return undefined;
};

/** `{ start, end, lang }` of each script in a component. */
const SCRIPTS = {
  vue: {
    names: ['vue/compiler-sfc', '@vue/compiler-sfc'],
    of: ({ parse, default: all }, text) => {
      const { descriptor, errors } = (parse ?? all.parse)(text, { ignoreEmpty: false });
      if (errors.length) throw Object.assign(new Error(errors[0].message), { loc: { line: errors[0].loc?.start.line ?? 1 } });
      return [descriptor.script, descriptor.scriptSetup]
        .filter((one) => one && !one.src)
        .map(({ loc, lang }) => ({ start: loc.start.offset, end: loc.end.offset, lang }));
    },
  },
  svelte: {
    names: ['svelte/compiler'],
    of: ({ parse, default: all }, text) => {
      const { instance, module } = (parse ?? all.parse)(text, { modern: true });
      return [instance, module].filter(Boolean).map(({ content, attributes }) => {
        const value = attributes?.find(({ name }) => name === 'lang')?.value;
        return { start: content.start, end: content.end, lang: value === true ? undefined : value?.[0]?.data };
      });
    },
  },
};

const loaded = new Map();

const lineOf = (text, at) => text.slice(0, at).split('\n').length;

/** As `migrate`, for any file: a component's scripts each, the rest as it is. `unseen` says why a file was not looked at. */
export const migrateIn = async (text, file, env) => {
  const [, kind] = /\.(vue|svelte)$/.exec(file) ?? [];
  if (!kind) return migrate(text, file, env);
  const nothing = { text, changed: false, notes: [] };
  if (!text.includes('getToken')) return nothing;
  const { names, of } = SCRIPTS[kind];
  if (!loaded.has(kind)) loaded.set(kind, await load(names));
  const parser = loaded.get(kind);
  if (!parser) return { ...nothing, unseen: `'${names[0]}', which reads such files, is not installed beside clerk-fetch: \`npm install clerk-fetch\` here, and run this again` };

  const scripts = of(parser, text).sort((one, other) => one.start - other.start);
  const markup = scripts.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  let result = text;
  const notes = [];
  let changed = false;
  const grown = [];
  const shift = (at) => grown.reduce((sum, { end, by }) => (end <= at ? sum + by : sum), 0);
  for (const { start, end, lang } of scripts.toReversed()) {
    const script = text.slice(start, end);
    const one = migrate(script, `${file}.${/^tsx?$/.test(lang) ? lang : 'js'}`, { ...env, markup, component: kind });
    changed ||= one.changed;
    result = result.slice(0, start) + one.text + result.slice(end);
    grown.push({ end, by: one.text.length - script.length });
    // The scripts behind this one are done: the lines that they gained or lost are below it.
    for (const note of one.notes) notes.push({ ...note, line: note.line + lineOf(text, start) - 1 });
  }
  const asked = [...text.matchAll(/getToken/g)].find(({ index }) => !scripts.some(({ start, end }) => start <= index && index < end));
  // The name that a script declares is asked for there; only a call is one of the markup's own.
  const isCalled = asked && /getToken\s*(\?\.)?\(/.test(markup);
  if (isCalled) notes.push({ line: lineOf(result, asked.index + shift(asked.index)), message: 'the token is asked for in the markup, which is not followed' });
  return { text: result, changed, notes, usesHooks: false, usesClerk: changed };
};
