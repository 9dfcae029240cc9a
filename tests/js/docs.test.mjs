// README.md and docs/ are held to the package: every code block is type-checked, run, or part of an example, and every link
// of the repository's pages leads somewhere.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { before, describe, test } from 'node:test';
import { transformSync } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, compileTemplate, parse } from 'vue/compiler-sfc';
import { JSDOM, VirtualConsole } from 'jsdom';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { errorsPage, publishedText } from '../../scripts/lib/home.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { anchorsOf, blocksOf, brokenLinks, examplesOf, linksOf, textOf, typeCheck } from './support/markdown.mjs';
import { isAsShown } from './support/texts.mjs';

const isOwn = ({ name }) => !/^(node_modules|build|pkg|target|dist|\..+)$/.test(name) || name === '.github';
const filesIn = (folder) =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(isOwn)
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      return entry.isDirectory() ? filesIn(path) : [path];
    });

/** What a user calls, by its entry. */
const EXAMPLES = {
  index: ['createAuthenticatedFetch', 'clerkSWRFetcher', 'clerkQueryFn', 'onIdentityChange', 'isClerkFetchError', 'clerkRetry', 'clerkRetryDelay', 'clerkOnErrorRetry'],
  react: ['ClerkFetchProvider', 'useAuthenticatedFetch', 'useClerkFetchOptions', 'useFetch'],
  swr: ['useClerkSWR', 'clearOnIdentityChange'],
  'react-query': ['useClerkQuery', 'clearOnIdentityChange', 'clerkQueryOptions'],
  query: ['clearOnIdentityChange', 'clerkQueryOptions'],
  testing: ['createFakeClerk'],
  debug: ['debug'],
  doctor: ['diagnose'],
};

const DOCS = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
const blocks = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'examples/README.md', ...DOCS].flatMap(blocksOf);
/** The functions of the declarations, with their examples. */
const shown = Object.keys(EXAMPLES).flatMap(examplesOf);
const SCRIPTS = JSON.parse(textOf('package.json')).scripts;
const { version } = JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8'));

/** Too large for this workspace: what imports them is part of an example, which `npm run test:examples` checks with them. */
const ELSEWHERE = ['@clerk/nextjs', '@clerk/expo', 'next', 'react-native', 'vitest', 'msw'];
const importsFromElsewhere = ({ code }) =>
  [...code.matchAll(/ from '((?:@[^/']+\/)?[^/']+)[^']*'/g)].some(([, name]) => ELSEWHERE.includes(name));

let examples;
/** Whether a block stands in an example as it is, or in the Nuxt app of the matrix. */
const isExcerpt = ({ code }) => {
  examples ??= ['examples', 'tests/packaging/nuxt'].flatMap(filesIn).filter((path) => /\.(tsx?|mjs|jsx?|html|vue|svelte)$/.test(path)).map(textOf);
  return examples.some((text) => text.includes(code));
};

/** The documentation's snippet for ClerkJS supposes a signed-in user. */
const SIGNED_IN = "declare const Clerk: { session: NonNullable<import('@clerk/clerk-js').Clerk['session']> };\n";

/** What each language is put to; a block in another one, or in none, fails. */
const CHECKS = {
  ts: isCorrect,
  tsx: isCorrect,
  js: isCorrect,
  vue: isComponent,
  svelte: isSvelte,
  html: runs,
  bash: namesRealCommands,
  json: ({ code }) => JSON.parse(code),
  dotenv: isReadByNext,
  python: isPython,
  go: isCompleteApi,
  ruby: isCompleteApi,
  text: isAsShown,
};
const isTyped = (block) => CHECKS[block.language] === isCorrect;

/** Whether a path of the repository exists; `*` stands for a part of a name. */
function isThere(path) {
  if (!path.includes('*')) return existsSync(join(ROOT, path));
  const pattern = new RegExp(`^${path.replace(/[.]/g, '\\.').replaceAll('*', '[^/]*')}$`);
  return readdirSync(join(ROOT, posix.dirname(path))).some((name) => pattern.test(posix.join(posix.dirname(path), name)));
}

let compiled;
before(() => {
  compiled = typeCheck('blocks', [...blocks.filter(isTyped), ...shown.filter(({ code }) => code)], SIGNED_IN);
});

describe('the declarations, as an editor shows them', () => {
  for (const [entry, names] of Object.entries(EXAMPLES)) {
    test(`${entry}.d.ts: each function that a user calls has an example`, () => {
      const named = shown.filter(({ page, code }) => page === `${entry}.d.ts` && code).map(({ name }) => name);
      assert.deepEqual(names.filter((name) => !named.includes(name)), []);
    });
  }
  for (const example of shown.filter(({ code }) => code)) {
    test(`${example.page}: the example of \`${example.name}\` type-checks`, () => assert.deepEqual(compiled.errorsOf(example), []));
  }
});

describe('the declarations, as an editor completes them', () => {
  const declared = (entry) => readFileSync(join(INSTALLED, 'dist', `${entry}.d.ts`), 'utf8');

  test('query.d.ts: what only react-query.js imports is not offered', () => {
    const values = [...declared('query').matchAll(/^export declare (?:const|function|class) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(values.sort(), ['clearOnIdentityChange', 'clerkQueryOptions']);
  });

  test('index.d.ts: each field of an error says what it holds', () => {
    const [, fields] = /class ClerkFetchError extends Error \{([^]*?)constructor/.exec(declared('index'));
    const lines = fields.split('\n').map((line) => line.trim());
    const silent = lines.filter((line, index) => line.startsWith('readonly ') && !lines[index - 1].endsWith('*/'));
    assert.deepEqual(silent, []);
  });
});

describe('what a block imports is named on its page', () => {
  for (const page of ['README.md', ...DOCS]) {
    test(page, () => {
      const prose = textOf(page).replace(/^```(?!bash)[^]*?^```/gm, '');
      const imported = blocksOf(page).flatMap(({ language, code }) => (language === 'go' ? [] : [...code.matchAll(/ from '([^']+)'/g)].map(([, name]) => name)));
      const named = imported.map((name) => (name.startsWith('.') ? posix.basename(name) : /^(?:@[^/]+\/)?[^/]+/.exec(name)[0]));
      const unnamed = named.filter((name) => !prose.includes(name) && !name.startsWith('node:') && !['clerk-fetch', 'react'].includes(name));
      assert.deepEqual(unnamed, []);
    });
  }
});

test('there are blocks, and the compiler complains of nothing outside of them', () => {
  assert.ok(blocks.length > 30);
  assert.deepEqual(compiled.others, []);
});

for (const block of blocks) {
  test(`${block.page}, line ${block.line}: the ${block.language} block holds`, async () => {
    assert.ok(block.language in CHECKS, `nothing checks ${block.language || 'no language'}`);
    await CHECKS[block.language](block);
  });
}

/** A name that nothing declares, and a shorthand property of one. What packages are missing for is typed where they are. */
const UNKNOWN_NAME = /error TS(2304|2552|2503|18004|2582|2592): /;
/** What is there without an import: in an extension, and in Nuxt. */
const GLOBAL = /'(chrome|useRequestEvent|defineNuxtPlugin)'/;

function isCorrect(block) {
  if (isExcerpt(block)) {
    const unknown = compiled.errorsOf(block).filter((line) => UNKNOWN_NAME.test(line) && !GLOBAL.test(line));
    assert.deepEqual(unknown, [], 'a block that is pasted into an empty file must name nothing that it does not import');
    return;
  }
  assert.ok(!importsFromElsewhere(block), 'it must stand in an example, word for word, since its packages are only there');
  assert.deepEqual(compiled.errorsOf(block), []);
  if (block.code.includes("from 'node:test'")) passes(block);
}

/** A test that is shown is run. */
function passes({ code }) {
  const { code: script } = transformSync(code, { loader: 'ts', format: 'esm' });
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: join(ROOT, 'tests/js'), env, encoding: 'utf8', timeout: 30_000 });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^# pass [1-9]/m);
}

/** Runs a page with the packed script, a signed-in Clerk and an API; it passes when it logs what the API said. */
async function runs({ code }) {
  const sources = [...code.matchAll(/<script src="([^"]+)"><\/script>/g)];
  const virtualConsole = new VirtualConsole();
  const logged = new Promise((resolve, reject) => virtualConsole.on('log', resolve).on('jsdomError', reject));
  const sent = [];
  const { window } = new JSDOM(
    sources.reduce((page, [tag, url]) => page.replace(tag, () => `<script>${script(url)}</script>`), code),
    { url: 'https://foo.com/', runScripts: 'dangerously', virtualConsole, beforeParse: (page) => Object.assign(page, platform(sent)) },
  );
  assert.deepEqual([...(await logged)], ['Learn Rust']); // spread: an array of the page's realm
  assert.deepEqual(sent, [{ url: 'https://api.foo.com/todos', authorization: 'Bearer token' }]);
  window.close();
}

/** A script of the package by its URL, whose version must be the one that is packed. */
function script(url) {
  const [, named, path] = /\/clerk-fetch@([^/]+)\/(.+)$/.exec(url);
  assert.equal(named, version);
  return readFileSync(join(INSTALLED, path), 'utf8').replaceAll('</script', '<\\/script');
}

const platform = (sent) => ({
  Headers,
  Clerk: { loaded: true, load: async () => {}, session: { getToken: async () => 'token' } },
  fetch: async (url, init) => {
    sent.push({ url: String(url), authorization: new Headers(init.headers).get('Authorization') });
    return Response.json(['Learn Rust']);
  },
});

/** A component of Vue stands in an app that is run, and its own parser, and compiler of templates, find nothing wrong. */
function isComponent(block) {
  assert.ok(isExcerpt(block), 'it must stand in an app that is run, word for word');
  const { descriptor, errors } = parse(block.code);
  assert.deepEqual(errors, []);
  const { bindings } = compileScript(descriptor, { id: 'block' });
  const template = compileTemplate({ source: descriptor.template.content, filename: 'Block.vue', id: 'block', compilerOptions: { bindingMetadata: bindings, expressionPlugins: ['typescript'] } });
  assert.deepEqual(template.errors, []);
  const named = [...template.code.matchAll(/_ctx\.(\w+)/g)].map(([, name]) => name);
  assert.deepEqual(named, [], 'the template names only what the script has');
}

/** A component of Svelte: the same. */
function isSvelte(block) {
  assert.ok(isExcerpt(block), 'it must stand in an app that is run, word for word');
  assert.deepEqual(compile(block.code, { filename: 'Block.svelte' }).warnings, []);
}

function namesRealCommands({ code }) {
  for (const line of code.split('\n').map((each) => each.replace(/ *#.*$/, '')).filter(Boolean)) {
    const [, own, given] = /^npx clerk-fetch (\w+)(.*)$/.exec(line) ?? [];
    const [, packages] = /^npm install (.+)$/.exec(line) ?? [];
    if (own) {
      assert.match(help(), new RegExp(`^  ${own} `, 'm'), line);
      for (const [flag] of given.matchAll(/--[\w-]+/g)) assert.ok(flagsOf(own).includes(flag), line);
    } else if (packages) {
      for (const name of packages.split(' ')) assert.ok(pinned().includes(name.replace(/(?<=.)@.*$/, '')), `${name} is in no manifest that a test installs`);
    } else {
      const [, run, script, file] = /^npm (run )?(\S+)(?: -- (\S+))?$/.exec(line) ?? [];
      const isFile = /^(node --test|cargo test|npx tsc) /.test(line);
      assert.ok(isFile || (script in SCRIPTS && (run || ['start', 'test'].includes(script)) && !file), line);
    }
  }
}

/** What the package's own program prints. */
const cli = (...args) => spawnSync(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), ...args], { encoding: 'utf8' }).stdout;
const help = () => cli('help');
const flagsOf = (command) => [...cli(command, '--help').matchAll(/--[\w-]+/g)].map(([flag]) => flag);

let manifests;
/** The packages that the tests and the examples have. */
const pinned = () => {
  manifests ??= ['package.json', 'tests/clerk-frontends/package.json', ...filesIn('examples').filter((path) => path.endsWith('/package.json'))].map(textOf).map(JSON.parse);
  return ['clerk-fetch', ...manifests.flatMap(({ dependencies, devDependencies }) => Object.keys({ ...dependencies, ...devDependencies }))];
};

/** The variables are those that the test of examples/nextjs sets. */
function isReadByNext({ code }) {
  const settings = textOf('tests/examples/nextjs.test.mjs');
  for (const line of code.split('\n')) assert.ok(settings.includes(`\`${/^([A-Z_]+)=\S+$/.exec(line)[1]}=`), line);
}

/** What each API says to a page of another origin. The tests do not run these languages. */
function isCompleteApi({ code }) {
  for (const part of ['authorized', '"https://foo.com"', 'retry-after', '/todos']) {
    if (!code.includes(part)) assert.match(code, { authorized: /azp|AuthorizedParty/, '/todos': /TodosController/ }[part] ?? /^$/, part);
  }
}

/** Its own parser reads it, where there is one. */
function isPython(block) {
  isCompleteApi(block);
  const { error, status, stderr } = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: block.code, encoding: 'utf8' });
  assert.ok(error || status === 0, stderr);
}


/** The widest line that is read without scrolling; what a program prints (`text`) is as wide as it prints. */
const WIDEST = 90;
/** Lines that the codemod writes or reads as they are. */
const AS_WRITTEN = { 'docs/migrate.md': 2 };

describe(`no line of code is wider than ${WIDEST} characters`, () => {
  for (const page of ['README.md', ...DOCS]) {
    test(page, () => {
      const lines = blocksOf(page).flatMap(({ language, code }) => (language === 'text' ? [] : code.split('\n')));
      const wide = lines.filter((line) => [...line].length > WIDEST);
      assert.ok(wide.length <= (AS_WRITTEN[page] ?? 0), wide.join('\n'));
    });
  }
});

describe('the pages of the repository', () => {
  const pages = filesIn('').filter((path) => /\.(md|txt)$/.test(path) && !/^(demo|tests|src|proptest)/.test(path));

  test('are looked at', () => {
    for (const page of ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/errors.md', 'examples/README.md', 'llms.txt']) assert.ok(pages.includes(page), page);
  });

  for (const page of pages) {
    test(`${page}: every link leads somewhere`, () => assert.deepEqual(brokenLinks(page), []));
  }

  for (const page of pages) {
    test(`${page}: every \`npm run\` in the text is a script, and every path of the repository is there`, () => {
      for (const [, name] of textOf(page).matchAll(/`npm run ([\w:]+)/g)) assert.ok(name in SCRIPTS, name);
      const named = [...textOf(page).matchAll(/`((?:js|src|tests|scripts|docs|bench|demo|doctor|pkg-template|fuzz|examples|\.github)\/[\w./*-]*)/g)].map(([, path]) => path);
      const isReaders = (path) => /^src\/.*\.(tsx?|vue|svelte)$/.test(path); // in the reader's own app
      assert.deepEqual(named.filter((path) => !isReaders(path) && !isThere(path)), []);
    });
  }

  test('llms.txt names each page that the index has for a task, and all that it names is in the package', () => {
    const [tasks] = textOf('docs/README.md').split('\nAbout the package itself');
    const pages = [...tasks.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, page]) => `docs/${page}`);
    const named = linksOf('llms.txt').map(({ path }) => path);
    assert.ok(pages.length > 10);
    assert.deepEqual(named.filter((path) => path.startsWith('docs/')).sort(), pages.sort());
    for (const path of ['llms.txt', ...named]) assert.ok(existsSync(join(INSTALLED, path)), path);
  });

  test('each page of docs/ is in its index', () => {
    const index = textOf('docs/README.md');
    for (const page of DOCS) assert.ok(page === 'docs/README.md' || index.includes(`](${page.slice('docs/'.length)})`), page);
  });
});

describe('the pages of the package', () => {
  const inPackage = (folder) => readdirSync(join(INSTALLED, folder)).filter((name) => /\.(md|txt)$/.test(name)).map((name) => posix.join(folder, name));
  const pages = ['.', 'docs'].flatMap(inPackage);
  const published = (page) => readFileSync(join(INSTALLED, page), 'utf8');
  const isPublished = (path) => existsSync(join(INSTALLED, path));

  test('are looked at', () => assert.ok(pages.length > 20 && pages.includes('README.md') && pages.includes('docs/swr.md'), pages.join()));

  for (const page of pages) {
    test(`${page}: it is that of the repository, and no link leads to what the package does not hold`, () => {
      assert.equal(published(page), publishedText(page, textOf(page), isPublished));
      const missing = targetsIn(published(page)).filter((target) => !isPublished(posix.join(posix.dirname(page), target)));
      assert.deepEqual(missing, []);
    });
  }

  const PAGE = 'A whole app: [examples/swr](../examples/swr). [Errors](errors.md#http), [why](../SECURITY.md#a), [![Drawn](demo.png)](#here)';
  const only = (path) => path === 'docs/errors.md';
  test('say a path as a path while the project has no home', () => {
    const expected = 'A whole app: `examples/swr` in the repository. [Errors](errors.md#http), why (`SECURITY.md` in the repository), ';
    assert.equal(publishedText('docs/swr.md', PAGE, only, { version: '1.0.0' }), expected);
    assert.equal(errorsPage({ version: '1.0.0' }), 'clerk-fetch/docs/errors.md');
  });

  test('link into the home that the manifest names', () => {
    const manifest = { version: '1.0.0', repository: { type: 'git', url: 'git+https://code.test/a/b.git' } };
    const at = 'https://code.test/a/b/blob/v1.0.0';
    const expected = `A whole app: [examples/swr](${at}/examples/swr). [Errors](errors.md#http), [why](${at}/SECURITY.md#a), [![Drawn](${at}/docs/demo.png?raw=true)](#here)`;
    assert.equal(publishedText('docs/swr.md', PAGE, only, manifest), expected);
    assert.equal(errorsPage(manifest), `${at}/docs/errors.md`);
  });
});

/** The relative targets of a text's links, pictures and HTML attributes, outside of code. */
function targetsIn(text) {
  const prose = text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const found = [...prose.matchAll(/\]\(([^)\s]+)\)/g), ...prose.matchAll(/ (?:href|src|srcset)="([^"]+)"/g), ...prose.matchAll(/^\[[^\]]+\]: (\S+)/gm)];
  return found.map(([, target]) => target.replace(/#.*/, '')).filter((target) => target && !/^[a-z]+:/i.test(target));
}

test('docs/errors.md has a heading for each code that is declared, and no other', () => {
  const [, codes] = /type ClerkFetchErrorCode = (.*);/.exec(readFileSync(join(INSTALLED, 'dist', 'index.d.ts'), 'utf8'));
  const [title, ...headings] = anchorsOf('docs/errors.md');
  assert.equal(title, 'what-an-error-means');
  assert.deepEqual(headings.sort(), [...codes.matchAll(/"(\w+)"/g)].map(([, code]) => code).sort());
});

test('docs/clerk-sdks.md names the versions that are tested', () => {
  const manifests = ['package.json', 'tests/clerk-frontends/package.json', ...filesIn('examples').filter((path) => path.endsWith('/package.json'))].map(textOf).map(JSON.parse);
  const known = manifests.flatMap(({ dependencies, devDependencies }) => Object.entries({ ...dependencies, ...devDependencies }));
  const versionsOf = (name) => [...new Set(known.filter(([each, spec]) => each === name || spec.startsWith(`npm:${name}@`)).map(([, spec]) => spec.replace(/^npm:.*@/, '')))];
  const text = textOf('docs/clerk-sdks.md');
  const rows = [...text.matchAll(/^\| `([^`]+)` \| ([\d., ]+) \|/gm)];
  assert.ok(rows.length > 10);
  for (const [, name, versions] of rows) assert.deepEqual(versions.split(', ').sort(), versionsOf(name).sort(), name);
  const others = [...text.matchAll(/`(@clerk\/\w+)` (\d[\d.]+\d)/g)];
  assert.ok(others.length > 2);
  for (const [, name, version] of others) assert.deepEqual(versionsOf(name), [version], name);
});

test('llms.txt names every entry of the package', () => {
  const { exports } = JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8'));
  for (const entry of Object.keys(exports)) {
    const name = entry === '.' ? 'clerk-fetch' : entry.slice(1);
    if (entry !== './package.json') assert.ok(textOf('llms.txt').includes(`\`${name}\``), entry);
  }
});

test('docs/other-clients.md and docs/token-refused.md name the versions that their lines are tested with', () => {
  const { dependencies, devDependencies } = JSON.parse(textOf('examples/clients/package.json'));
  const known = { ...dependencies, ...devDependencies };
  const rows = [...textOf('docs/other-clients.md').matchAll(/^\| `([^`]+)` \| ([\d.]+) \|/gm), ...textOf('docs/token-refused.md').matchAll(/`([^`\s]+)` (\d[\d.]+)/g)];
  assert.ok(rows.length > 30);
  for (const [, name, version] of rows) assert.equal(version, known[name], name);
});
