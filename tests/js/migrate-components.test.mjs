// `clerk-fetch migrate` on the scripts of `.vue` and `.svelte` files, which Vue's and Svelte's own parsers find. What is written is compiled by them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { compileScript, parse } from 'vue/compiler-sfc';
import { compile } from 'svelte/compiler';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';

const FOLDER = join(ROOT, 'build', 'migrate-components');
const BIN = join(INSTALLED, 'dist', 'cli.js');

const FILES = {
  'Setup.vue': `<script setup lang="ts">
import { ref } from 'vue';
import { useAuth } from '@clerk/vue';

const { getToken, isSignedIn } = useAuth();
const todos = ref<string[]>([]);

async function load() {
  const token = await getToken.value();
  const res = await fetch('https://api.foo.com/todos', {
    headers: { Authorization: \`Bearer \${token}\` },
  });
  todos.value = await res.json();
}
</script>

<template>
  <button v-if="isSignedIn" @click="load">{{ todos.length }}</button>
</template>
`,
  'Options.vue': `<template>
  <button @click="load">Load</button>
</template>

<script>
export default {
  methods: {
    async load() {
      await fetch('/api/todos', { headers: { Authorization: \`Bearer \${await window.Clerk.session.getToken()}\` } });
    },
  },
};
</script>
`,
  'Used.vue': `<script setup>
import { useAuth } from '@clerk/vue';
const { getToken } = useAuth();
const load = async () => fetch('/api/todos', { headers: { Authorization: \`Bearer \${await getToken.value()}\` } });
</script>

<template>
  <Socket :get-token="getToken" @click="load" />
</template>
`,
  'Alone.vue': `<script setup>
const load = async () => fetch('/api/todos', { headers: { Authorization: \`Bearer \${await window.Clerk.session.getToken()}\` } });
</script>

<template><button @click="load">Load</button></template>
`,
  'Alone.svelte': `<script>
  const load = async () => fetch('/api/todos', { headers: { Authorization: \`Bearer \${await window.Clerk.session.getToken()}\` } });
</script>

<button onclick={load}>Load</button>
`,
  'Runes.svelte': `<script lang="ts">
  import { onMount } from 'svelte';
  let todos: string[] = $state([]);

  onMount(async () => {
    const res = await fetch('/api/todos', { headers: { Authorization: \`Bearer \${await (window as any).Clerk?.session?.getToken()}\` } });
    todos = await res.json();
  });
</script>

{#each todos as todo}<p>{todo}</p>{/each}
<button onclick={async () => console.log(await (window as any).Clerk.session.getToken())}>Print</button>
`,
  'Broken.vue': '<script setup>\nconst x = getToken(\n</script>\n',
};

const read = (file) => readFileSync(join(FOLDER, file), 'utf8');
const run = (bin, cwd, ...args) => spawnSync(process.execPath, [bin, 'migrate', ...args], { cwd, encoding: 'utf8' });

let first;
before(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of Object.entries(FILES)) writeFileSync(join(FOLDER, file), text);
  first = run(BIN, FOLDER);
});

describe('components', () => {
  test('the request changes, in the setup of Vue', () => {
    assert.equal(
      read('Setup.vue'),
      FILES['Setup.vue']
        .replace("from '@clerk/vue';\n", "from '@clerk/vue';\nimport { createAuthenticatedFetch } from 'clerk-fetch';\n")
        .replace('{ getToken, isSignedIn }', '{ isSignedIn }')
        .replace('= useAuth();\n', "= useAuth();\nconst authenticatedFetch = createAuthenticatedFetch({ allowedOrigins: ['https://api.foo.com'] });\n")
        .replace(/ {2}const token[^]*?\n {2}\}\);\n/, "  const res = await authenticatedFetch('https://api.foo.com/todos');\n"),
    );
  });

  test('what the markup uses stays', () => {
    assert.match(read('Used.vue'), /const \{ getToken \} = useAuth\(\);\nconst authenticatedFetch = createAuthenticatedFetch\(\);\nconst load = async \(\) => authenticatedFetch\('\/api\/todos'\);/);
  });

  test('an indented script stays indented, and the markup is told', () => {
    assert.match(read('Runes.svelte'), /\n {2}import \{ createAuthenticatedFetch \} from 'clerk-fetch';\n\n {2}const authenticatedFetch = createAuthenticatedFetch\(\{\n {4}getToken: /);
    const line = read('Runes.svelte').split('\n').findIndex((one) => one.includes('Print')) + 1;
    assert.match(first.stdout, new RegExp(`^Runes\\.svelte:${line}: left: the token is asked for in the markup`, 'm'));
  });

  test('a script without an import is a module all the same', () => {
    for (const file of ['Alone.vue', 'Alone.svelte']) {
      assert.match(read(file), /import \{ createAuthenticatedFetch \} from 'clerk-fetch';?\n/, file);
      assert.doesNotMatch(read(file), /ClerkFetch\./, file);
    }
  });

  test('a script that is no code is told with the line of the file', () => {
    assert.equal(first.status, 1);
    assert.match(first.stdout, /^Broken\.vue:[123]: is no code that could be parsed: /m);
  });

  test('what is written compiles, and a second run changes nothing', () => {
    for (const file of ['Setup.vue', 'Options.vue', 'Used.vue', 'Alone.vue']) {
      const { descriptor, errors } = parse(read(file));
      assert.deepEqual(errors, []);
      assert.match(compileScript(descriptor, { id: file }).content, /authenticatedFetch/, file);
    }
    assert.match(compile(read('Runes.svelte'), { filename: 'Runes.svelte' }).js.code, /authenticatedFetch/);
    const written = Object.keys(FILES).map(read);
    run(BIN, FOLDER);
    assert.deepEqual(Object.keys(FILES).map(read), written);
  });
});

describe('a parser is code', () => {
  const home = mkdtempSync(join(tmpdir(), 'clerk-fetch-'));
  after(() => rmSync(home, { recursive: true, force: true }));

  test("a stranger's folder has its own, which is not run", () => {
    const folder = join(home, 'stranger');
    mkdirSync(join(folder, 'node_modules', 'vue', 'compiler-sfc'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', 'vue', 'package.json'), '{ "name": "vue" }');
    writeFileSync(join(folder, 'node_modules', 'vue', 'compiler-sfc', 'index.js'), "require('node:fs').writeFileSync('ran', '');\n");
    writeFileSync(join(folder, 'Setup.vue'), FILES['Setup.vue']);
    writeFileSync(join(folder, 'Odd.vue'), `<!--\n${FILES['Setup.vue']}-->\n`);
    copyFileSync(BIN, join(home, 'cli.mjs'));
    const { status, stdout } = run(join(home, 'cli.mjs'), folder);
    assert.equal(status, 0);
    assert.equal(readFileSync(join(folder, 'Setup.vue'), 'utf8'), read('Setup.vue'));
    assert.match(stdout, /^Odd\.vue:1: not looked at: its scripts cannot be told from the rest without 'vue\/compiler-sfc'/m);
    assert.equal(spawnSync('ls', [join(folder, 'ran')]).status === 0, false);
  });
});
