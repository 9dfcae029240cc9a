// Imports that the new code needs, and those that nothing uses any more; `require` where the file has that.

import { requiredBy } from './clerk.ts';
import { endOf, indentAt, nextLine, withoutDeclarators, withoutElements, withoutStatement, wordOf, type Edit, type Remark } from './edit.ts';
import { walk } from './parse.ts';
import type { Binding, Scope } from './scope.ts';
import type { Style } from './style.ts';
import { bare, idOf, is, isCall, isMember, nameOf, type File, type MemberNode, type Node, type NodeOf } from './tree.ts';

type Specifier = NodeOf<'ImportSpecifier' | 'ImportDefaultSpecifier' | 'ImportNamespaceSpecifier' | 'ObjectProperty' | 'Identifier'>;

/** An `import`, or a `const … = require(…)`: what it takes, and from where. */
interface Import {
  statement: NodeOf<'ImportDeclaration' | 'TSImportEqualsDeclaration' | 'VariableDeclaration'>;
  /** The part of the statement that requires, where there are more. */
  declarator?: Node;
  specifiers: Specifier[];
  from: string;
  isType: boolean;
}

const awaitsAtTop = (ast: File, scope: Scope) => {
  let found = false;
  walk(ast.program, (node) => {
    found ||= is(node, 'AwaitExpression') && !scope.functionOf(node);
  });
  return found;
};

const requiresOf = (statement: Node): Import[] => {
  if (!is(statement, 'VariableDeclaration')) return [];
  const { declarations } = statement;
  return declarations.flatMap((declarator) => {
    const from = requiredBy(declarator.init);
    if (from === undefined) return [];
    const all: readonly Node[] = is(declarator.id, 'ObjectPattern') ? declarator.id.properties : [declarator.id];
    const specifiers = all.filter((node) => is(node, 'ObjectProperty', 'Identifier'));
    // A rest takes what the others do not.
    return specifiers.length < all.length ? [] : [{ statement, ...(declarations.length > 1 && { declarator }), specifiers, from, isType: false }];
  });
};

const importsOf = (statement: Node): Import[] => {
  if (is(statement, 'TSImportEqualsDeclaration')) return [{ statement, specifiers: statement.isExport ? [] : [statement.id], from: '', isType: true }];
  return is(statement, 'ImportDeclaration') ? [{ statement, specifiers: statement.specifiers, from: statement.source.value, isType: statement.importKind === 'type' }] : [];
};

/** `require('…')` at the top of a file, or what the file exports as CommonJS does. */
const isRequire = (statement: Node): boolean => {
  if (is(statement, 'VariableDeclaration')) return statement.declarations.some(({ init }) => init && isRequired(init));
  const expression = is(statement, 'ExpressionStatement') ? bare(statement.expression) : undefined;
  if (!is(expression, 'AssignmentExpression')) return !!expression && isRequired(expression);
  const { left } = expression;
  return isMember(left) && (idOf(left.object) === 'exports' || (isMember(left.object) ? isExports(left.object) : isExports(left)));
};

const isExports = (node: MemberNode) => idOf(node.object) === 'module' && nameOf(node) === 'exports';

/** `require('x')`, `require('x').y`, `require('x')(…)`. */
const isRequired = (whole: Node): boolean => {
  const node = bare(whole);
  if (isMember(node)) return isRequired(node.object);
  return isCall(node) && (requiredBy(node) !== undefined || isRequired(node.callee));
};

const requires = (ast: File) => ast.program.body.some(isRequire);

/** The script of a component is a module, whatever is in it. */
const isModule = (file: string, ast: File, scope: Scope) => ast.program.sourceType === 'module' || /\.(m[jt]s|(vue|svelte)\.\w+)$/.test(file) || awaitsAtTop(ast, scope);

/** No module of any kind, as far as one can see: it may be the script of a page, in which an `import` is an error. */
export const isPageScript = (file: string, ast: File, scope: Scope) => !isModule(file, ast, scope) && !requires(ast) && !/\.(c[jt]s|tsx?|jsx)$/.test(file);

/** TypeScript takes what such a file declares for global: with an `import`, other files lose its types and functions. */
export const isGlobalTypeScript = (file: string, ast: File, scope: Scope) => {
  const declares = ast.program.body.some((one) => /^(TS\w+|FunctionDeclaration|ClassDeclaration|VariableDeclaration|EnumDeclaration)$/.test(one.type));
  return /\.(c?ts|tsx)$/.test(file) && declares && !isModule(file, ast, scope) && !requires(ast);
};

const isCommonJs = (file: string, ast: File, scope: Scope) => !isModule(file, ast, scope) && (requires(ast) || file.endsWith('.cjs'));

/** For names that a file has itself. */
const FREE: Record<string, string> = { useClerkSWR: 'useSWRWithClerk', useClerkQuery: 'useQueryWithClerk', useAuthenticatedFetch: 'useFetchWithClerk' };

/** Where the first statement can be put: behind directives, and behind a comment about the file. */
const top = (text: string, ast: File, comments: readonly Remark[]) => {
  const { directives, body, interpreter } = ast.program;
  const last = directives.at(-1) ?? interpreter;
  let at = last ? nextLine(text, last.end) : 0;
  for (const comment of comments) {
    if (comment.start < at || (body[0] && comment.start > body[0].start)) continue;
    if (text.slice(at, comment.start).trim()) break;
    const ofFile = /^\s*[*!]?\s*(@ts-|eslint|@license|@flow|@jsx)|copyright|licen[cs]e/i.test(comment.value) || /^[ \t]*\r?\n[ \t]*\r?\n/.test(text.slice(comment.end));
    if (!ofFile) break;
    at = nextLine(text, comment.end);
  }
  return at + (/^(?:[ \t]*\r?\n)*/.exec(text.slice(at))?.[0].length ?? 0);
};

interface Parts {
  text: string;
  ast: File;
  comments: readonly Remark[];
  scope: Scope;
  style: Style;
  file: string;
}

/** By the imported name, the local ones. */
type Names = Map<string, Set<string>>;

export class Imports {
  /** Whether the file is the script of a page, which has no imports. */
  readonly isScript: boolean;
  readonly #commonJs: boolean;
  readonly #parts: Parts;
  /** The new specifiers, by their module. */
  readonly #wanted = new Map<string, Names>();
  readonly #lines: string[] = [];

  constructor(parts: Parts) {
    const { file, ast, scope } = parts;
    this.#parts = parts;
    this.#commonJs = isCommonJs(file, ast, scope);
    this.isScript = isPageScript(file, ast, scope);
  }

  /** The name under which `name` of `from` can be used; another than its own where the file has that already. */
  nameOf(name: string): string {
    const { names } = this.#parts.scope;
    const imported = this.#localOf(name);
    if (imported !== undefined) return imported;
    if (!names.has(name)) return name;
    const other = FREE[name] ?? `${name}OfClerkFetch`;
    return names.has(other) ? `${other}2` : other;
  }

  /** The name that the file has for an export of clerk-fetch already. */
  #localOf(name: string): string | undefined {
    const { body } = this.#parts.ast.program;
    const imported = body.flatMap((one) => (is(one, 'ImportDeclaration') && one.importKind !== 'type' && /^clerk-fetch(\/|$)/.test(one.source.value) ? one.specifiers : []));
    const found = imported.find((one) => is(one, 'ImportSpecifier') && one.importKind !== 'type' && idOf(one.imported) === name);
    return found?.local.name;
  }

  add(from: string, name: string, local = this.nameOf(name)): string {
    if (local === this.#localOf(name)) return local;
    const wanted: Names = this.#wanted.get(from) ?? new Map();
    this.#wanted.set(from, wanted);
    wanted.set(name, (wanted.get(name) ?? new Set()).add(local));
    return local;
  }

  /** A statement behind the imports. */
  line(text: string): void {
    this.#lines.push(text);
  }

  #statement(from: string, names: Names) {
    const { quoted, semicolon } = this.#parts.style;
    const [start, end] = this.#commonJs ? ['const', ` = require(${quoted(from)})`] : ['import', ` from ${quoted(from)}`];
    return `${start} { ${this.#specifiers(names)} }${end}${semicolon}`;
  }

  #specifiers(names: Names) {
    const as = this.#commonJs ? ': ' : ' as ';
    return [...names].flatMap(([name, locals]) => [...locals].map((local) => (name === local ? name : `${name}${as}${local}`))).join(', ');
  }

  #bindingOf(specifier: Specifier) {
    const id = 'local' in specifier ? specifier.local : is(specifier, 'ObjectProperty') ? specifier.value : specifier;
    return this.#parts.scope.bindingOf(id);
  }

  /** `isUnused(binding)` tells of each import that was used before. */
  edits(isUnused: (binding: Binding) => boolean): Edit[] {
    const { text, ast, style } = this.#parts;
    const edits: Edit[] = [];
    const imports = ast.program.body.flatMap(this.#commonJs ? requiresOf : importsOf);
    const wanted = new Map(this.#wanted);
    const gone: Node[] = [];
    const parts = new Map<Node, Node[]>();

    for (const { statement, declarator, specifiers, from, isType } of imports) {
      const unused = specifiers.filter((one) => {
        const binding = this.#bindingOf(one);
        return binding && isUnused(binding) && !this.#lines.some((line) => wordOf(binding.id.name).test(line));
      });
      const named = specifiers.filter((one) => is(one, 'ImportSpecifier', 'ObjectProperty'));
      if (unused.length && unused.length === specifiers.length) {
        if (declarator) parts.set(statement, [...(parts.get(statement) ?? []), declarator]);
        else gone.push(statement);
      } else if (unused.length) edits.push(...this.#without(specifiers, named, unused));
      const names = wanted.get(from);
      const last = named.at(-1);
      if (names && last && !isType && !unused.length) {
        edits.push({ start: last.end, end: last.end, text: `, ${this.#specifiers(names)}` });
        wanted.delete(from);
      }
    }

    for (const [statement, declarators] of parts) {
      const all = is(statement, 'VariableDeclaration') ? statement.declarations : [];
      if (declarators.length === all.length) gone.push(statement);
      else edits.push(...withoutDeclarators(text, all, declarators, this.#parts.comments));
    }
    const lines = [...wanted].map(([from, names]) => this.#statement(from, names));
    const [place] = lines.length ? gone : [];
    if (place) edits.push({ start: place.start, end: endOf(text, place), text: lines.join(style.eol) });
    for (const statement of gone) if (statement !== place) edits.push(withoutStatement(text, statement));
    const imported = place ? [] : lines;
    if (!imported.length && !this.#lines.length) return edits;
    const last = imports.at(-1)?.statement;
    return [...edits, this.#insertion(imported, last, !!last && (!gone.includes(last) || last === place))];
  }

  /** New statements behind the last import; `stays`: there is still one. */
  #insertion(imported: readonly string[], last: Node | undefined, stays: boolean): Edit {
    const { text, ast, style, comments } = this.#parts;
    const at = last ? (stays ? endOf(text, last) : nextLine(text, endOf(text, last))) : top(text, ast, comments);
    const rest = text.slice(at);
    // The script of a component may be indented as a whole.
    const pad = last ? indentAt(text, last.start) : '';
    const padded = (line: string) => (line && pad ? line.split(style.eol).map((one) => (one ? pad + one : one)).join(style.eol) : line);
    const made = this.#lines.map((line, index) => line + style.endBefore(index + 1 < this.#lines.length ? '' : rest));
    const all = [...imported, ...(made.length ? ['', ...made] : [])].map(padded);
    if (stays) {
      const blank = made.length && /^[ \t]*\r?\n[ \t]*\S/.test(rest) ? style.eol : '';
      return { start: at, end: at, text: all.map((line) => style.eol + line).join('') + blank };
    }
    const blank = made.length || !/^\r?\n/.test(rest) ? style.eol : '';
    return { start: at, end: at, text: all.map((line) => line + style.eol).join('') + (last && !made.length ? '' : blank) };
  }

  /** Some of a statement's specifiers. */
  #without(specifiers: readonly Specifier[], named: readonly Specifier[], unused: readonly Specifier[]): Edit[] {
    const { text, comments } = this.#parts;
    const [head, second] = specifiers;
    const [firstNamed, lastNamed] = [named[0], named.at(-1)];
    const first = is(head, 'ImportDefaultSpecifier') ? head : undefined;
    const open = firstNamed ? text.lastIndexOf('{', firstNamed.start) : -1;
    if (first && unused.includes(first)) {
      const edit = { start: first.start, end: open < 0 && second ? second.start : open, text: '' };
      return [edit, ...withoutElements(text, named, unused.filter((one) => one !== first), comments)];
    }
    if (named.every((one) => unused.includes(one)) && first && lastNamed) return [{ start: first.end, end: text.indexOf('}', lastNamed.end) + 1, text: '' }];
    return withoutElements(text, named, unused, comments);
  }
}
