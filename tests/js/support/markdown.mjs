// Markdown as its readers take it: code to copy, links to follow, headings to link to.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import GitHubSlugger from 'github-slugger';
import { ROOT } from '../../../scripts/lib/run.mjs';

const INSTALLED = join(ROOT, 'tests', 'node_modules', 'clerk-fetch');

/** A page's text, by its path in the repository. */
export const textOf = (page) => readFileSync(join(ROOT, page), 'utf8');

/** Every fenced block of a page, also inside `<details>`, with the line it starts at. */
export function blocksOf(page) {
  const text = textOf(page);
  const blocks = [...text.matchAll(/^ *```(.*)\n([\s\S]*?)\n *```$/gm)].map(({ index, 1: language, 2: code }) => ({
    page,
    language: language.trim(),
    code,
    line: text.slice(0, index).split('\n').length,
  }));
  if (text.match(/^ *```/gm)?.length !== (blocks.length * 2 || undefined)) throw new Error(`${page}: a block is not closed`);
  return blocks;
}

/** Every fenced block in a declaration file's comments, each with the name of what is declared below it. */
export function examplesOf(entry) {
  const text = readFileSync(join(INSTALLED, 'dist', `${entry}.d.ts`), 'utf8');
  return [...text.matchAll(/^\/\*\*\n((?: \*.*\n)+?) \*\/\n(?:export )?(?:declare )?(?:function|const) (\w+)/gm)].flatMap(({ index, 1: comment, 2: name }) => {
    const lines = comment.split('\n').map((line) => line.replace(/^ \* ?/, ''));
    const [, language, code] = /^@example\n```(\w+)\n([^]*?)\n```$/m.exec(lines.join('\n')) ?? [];
    return { page: `${entry}.d.ts`, language, code, name, line: text.slice(0, index).split('\n').length };
  });
}

/** The file that a block is checked as. */
export const fileOf = ({ page, line, language }) => `${page.replaceAll('/', '-').replace('.md', '')}-${line}.${language}`;

/** A mistake that the compiler must find: then it ran, and with the package's own types. */
const PROBE = 'probe.ts';

/**
 * Type-checks blocks against the packed package, all in one run of the compiler; `declarations` are what they may suppose.
 * Gives `errorsOf(block)`, and `others`: complaints of anything else.
 */
export function typeCheck(name, blocks, declarations) {
  const folder = join(ROOT, 'build', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(INSTALLED, join(folder, 'node_modules', 'clerk-fetch'), 'junction');
  for (const block of blocks) writeFileSync(join(folder, fileOf(block)), `${block.code}\n`);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(folder, 'globals.d.ts'), declarations);
  writeFileSync(join(folder, PROBE), "import { createAuthenticatedFetch } from 'clerk-fetch';\ncreateAuthenticatedFetch({ no: 1 });\n");
  const compilerOptions = { module: 'nodenext', moduleDetection: 'force', types: ['node'], allowJs: true, checkJs: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tests/types/base.json', compilerOptions, include: ['*'] }));
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
  const lines = (stdout + stderr).split('\n').filter((line) => /^\S/.test(line));
  const about = (file) => lines.filter((line) => line.startsWith(`${file}(`));
  if (!/^probe\.ts\(2,28\): error TS2353: .*ClerkFetchOptions/.test(about(PROBE).join())) throw new Error(`the compiler missed a planted mistake:\n${stdout}${stderr}`);
  const known = [PROBE, ...blocks.map(fileOf)];
  return {
    errorsOf: (block) => about(fileOf(block)),
    others: lines.filter((line) => !known.some((file) => line.startsWith(`${file}(`))),
  };
}

/** Code has no links and no headings. */
const prose = (page) => textOf(page).replace(/^ *```[\s\S]*?^ *```$/gm, '');

/** The names that `#…` can point to in a page. */
export function anchorsOf(page) {
  const slugger = new GitHubSlugger();
  const headings = [...prose(page).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, text]) => slugger.slug(text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '')));
  return new Set([...headings, ...[...prose(page).matchAll(/ (?:id|name)="([^"]+)"/g)].map(([, id]) => id)]);
}

/** The links of a page that lead into the repository: `{ target, path, anchor }`, the path as the repository has it. */
export function linksOf(page) {
  const text = prose(page).replace(/`[^`\n]*`/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/ (?:href|src|srcset)="([^"]+)"/g), ...text.matchAll(/^\[[^\]]+\]: (\S+)/gm)];
  return targets
    .map(([, target]) => target)
    .filter((target) => !/^[a-z]+:/i.test(target))
    .map((target) => {
      const [path, anchor] = target.split('#');
      return { target, path: path ? posix.join(posix.dirname(page), path) : page, anchor };
    });
}

/** What is wrong with a page's links. */
export const brokenLinks = (page) =>
  linksOf(page)
    .filter(({ path, anchor }) => path.startsWith('..') || !existsSync(join(ROOT, path)) || (anchor !== undefined && !(path.endsWith('.md') && anchorsOf(path).has(anchor))))
    .map(({ target }) => target);
