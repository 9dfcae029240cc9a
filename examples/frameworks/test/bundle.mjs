// Bundles a page whose modules are the blocks of docs/, as their readers copy them: `docs:vue.md#useTodo` is the one block of
// docs/vue.md that has this text.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { compile, compileModule } from 'svelte/compiler';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileScript, parse } from 'vue/compiler-sfc';
import { blocksOf } from '../../../tests/js/support/markdown.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Blocks import each other by the names that docs/ gives their files. */
const NAMED = {
  './vue-api.ts': 'vue.md#clearOnIdentityChange(queryClient); // once',
  './App.vue': 'vue.md#<template>',
  './svelte-todos.ts': 'svelte.md#addTodo',
};

const blocks = (apiUrl) => ({
  name: 'docs',
  setup(builder) {
    const named = (path) => ({ path, namespace: 'docs' });
    builder.onResolve({ filter: /^docs:/ }, ({ path }) => named(path.slice('docs:'.length)));
    builder.onResolve({ filter: /^\.\/.*\.(ts|vue)$/, namespace: 'docs' }, ({ path }) => named(NAMED[path]));
    builder.onLoad({ filter: /.*/, namespace: 'docs' }, ({ path }) => {
      const [page, text] = path.split(/#(.*)/);
      const found = blocksOf(`docs/${page}`).filter(({ code, language }) => ['ts', 'vue', 'svelte'].includes(language) && code.includes(text));
      assert.equal(found.length, 1, `docs/${page} must have one block with ${text}`);
      const code = found[0].code.replaceAll('https://api.foo.com', apiUrl);
      if (found[0].language === 'svelte') return { contents: compile(code, { filename: 'Todo.svelte', generate: 'client' }).js.code, resolveDir: HERE };
      const contents = found[0].language === 'vue' ? compileScript(parse(code).descriptor, { id: path, inlineTemplate: true }).content : code;
      return { contents, loader: 'ts', resolveDir: HERE };
    });
  },
});

const svelte = {
  name: 'svelte',
  setup(builder) {
    builder.onLoad({ filter: /\.svelte$/ }, ({ path }) => ({ contents: compile(readFileSync(path, 'utf8'), { filename: path, generate: 'client' }).js.code }));
    builder.onLoad({ filter: /\.svelte\.js$/ }, ({ path }) => ({ contents: compileModule(readFileSync(path, 'utf8'), { filename: path, generate: 'client' }).js.code }));
  },
};

/** Clerk's Vue plugin is run with the real Clerk by examples/vue; here it looks at the page's fake. */
const clerkVue = {
  name: 'clerk-vue',
  setup(builder) {
    builder.onResolve({ filter: /^@clerk\/vue$/ }, () => ({ path: join(HERE, 'pages', 'clerk-vue.js') }));
  },
};

/** The script of a page. */
export async function bundle(name, apiUrl) {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, 'pages', name)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['svelte', 'browser'],
    define: { API: JSON.stringify(apiUrl), __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false', 'process.env.NODE_ENV': '"development"', 'import.meta.env.DEV': 'true' },
    plugins: [blocks(apiUrl), svelte, clerkVue],
    logLevel: 'error',
  });
  return outputFiles[0].text;
}
