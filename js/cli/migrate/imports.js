// Imports that the new code needs, and those that nothing uses any more; `require` where the file has that.

import { endOf, indentAt, nextLine, withoutElements, withoutStatement } from './edit.js';
import { walk } from './parse.js';
import { isRequire } from './source.js';

const awaitsAtTop = (ast, scope) => {
  let found = false;
  walk(ast.program, (node) => (found ||= node.type === 'AwaitExpression' && !scope.functionOf(node)));
  return found;
};

const requires = (ast) => ast.program.body.some(requireOf);

const isModule = (file, ast, scope) => ast.program.sourceType === 'module' || /\.m[jt]s$/.test(file) || awaitsAtTop(ast, scope);

/** No module of any kind, as far as one can see: it may be the script of a page, in which an `import` is an error. */
const isScript = (file, ast, scope) => !isModule(file, ast, scope) && !requires(ast) && !/\.(c[jt]s|tsx?|jsx)$/.test(file);

const isCommonJs = (file, ast, scope) => !isModule(file, ast, scope) && (requires(ast) || file.endsWith('.cjs'));

const requireOf = (node) => (node.type === 'VariableDeclaration' && node.declarations.length === 1 && isRequire(node.declarations[0].init) ? node.declarations[0] : undefined);

/** For names that a file has itself. */
const FREE = { useClerkSWR: 'useSWRWithClerk', useClerkQuery: 'useQueryWithClerk', useAuthenticatedFetch: 'useFetchWithClerk' };

/** Where the first statement can be put: behind directives, and behind a comment about the file. */
const top = (text, ast) => {
  const { directives, body, interpreter } = ast.program;
  const last = directives.at(-1) ?? interpreter;
  let at = last ? nextLine(text, last.end) : 0;
  for (const comment of ast.comments) {
    if (comment.start < at || (body[0] && comment.start > body[0].start)) continue;
    if (text.slice(at, comment.start).trim()) break;
    const ofFile = /^\s*[*!]?\s*(@ts-|eslint|@license|@flow|@jsx)|copyright|licen[cs]e/i.test(comment.value) || /^[ \t]*\r?\n[ \t]*\r?\n/.test(text.slice(comment.end));
    if (!ofFile) break;
    at = nextLine(text, comment.end);
  }
  return at + /^(?:[ \t]*\r?\n)*/.exec(text.slice(at))[0].length;
};

export class Imports {
  /** By source: the new specifiers, `[imported, local]`. */
  #wanted = new Map();
  #lines = [];

  constructor({ text, ast, scope, style, file }) {
    Object.assign(this, { text, ast, scope, style, commonJs: isCommonJs(file, ast, scope) });
    this.isScript = isScript(file, ast, scope);
  }

  /** The name under which `name` of `from` can be used; another than its own where the file has that already. */
  nameOf(name) {
    if (!this.scope.names.has(name)) return name;
    const other = FREE[name] ?? `${name}OfClerkFetch`;
    return this.scope.names.has(other) ? `${other}2` : other;
  }

  add(from, name, local = this.nameOf(name)) {
    const wanted = this.#wanted.get(from) ?? new Map();
    this.#wanted.set(from, wanted);
    if (!wanted.has(name)) wanted.set(name, new Set());
    wanted.get(name).add(local);
    return local;
  }

  /** A statement behind the imports. */
  line(text) {
    this.#lines.push(text);
  }

  #statement(from, names) {
    const { quoted, semicolon } = this.style;
    const [as, start, end] = this.commonJs ? [': ', 'const', ` = require(${quoted(from)})`] : [' as ', 'import', ` from ${quoted(from)}`];
    const list = this.#specifiers(names, as);
    return `${start} { ${list} }${end}${semicolon}`;
  }

  #specifiers(names, as) {
    return [...names].flatMap(([name, locals]) => [...locals].map((local) => (name === local ? name : `${name}${as}${local}`))).join(', ');
  }

  /** Edits; `isUnused(binding)` tells of each import that was used before. */
  edits(isUnused) {
    const { text, ast, scope, style, commonJs } = this;
    const edits = [];
    const statements = ast.program.body.filter((node) => (commonJs ? requireOf(node) : node.type === 'ImportDeclaration'));
    const wanted = new Map(this.#wanted);
    const gone = [];

    for (const statement of statements) {
      const specifiers = commonJs ? patternOf(requireOf(statement)) : statement.specifiers;
      const bindings = new Map(specifiers.map((one) => [one, scope.bindingOf(one.local ?? one.value ?? one)]));
      const isInLines = ({ id }) => this.#lines.some((line) => new RegExp(`(?<![\\w$.])${id.name.replaceAll('$', '\\$')}(?![\\w$])`).test(line));
      const unused = specifiers.filter((one) => bindings.get(one) && isUnused(bindings.get(one)) && !isInLines(bindings.get(one)));
      const from = commonJs ? requireOf(statement).init.arguments[0].value : statement.source.value;
      const named = specifiers.filter(({ type }) => type === 'ImportSpecifier' || type === 'ObjectProperty');
      if (unused.length && unused.length === specifiers.length) gone.push(statement);
      else if (unused.length) edits.push(...this.#without(statement, specifiers, named, unused));
      if (wanted.has(from) && named.length && statement.importKind !== 'type' && !unused.length) {
        const names = this.#specifiers(wanted.get(from), commonJs ? ': ' : ' as ');
        edits.push({ start: named.at(-1).end, end: named.at(-1).end, text: `, ${names}` });
        wanted.delete(from);
      }
    }

    const lines = [...wanted].map(([from, names]) => this.#statement(from, names));
    const [place] = lines.length ? gone : [];
    if (place) edits.push({ start: place.start, end: endOf(text, place), text: lines.join(style.eol) });
    for (const statement of gone) if (statement !== place) edits.push(withoutStatement(text, statement));
    const imported = place ? [] : lines;
    if (!imported.length && !this.#lines.length) return edits;

    const last = statements.at(-1);
    const stays = last && (!gone.includes(last) || last === place);
    const at = stays ? endOf(text, last) : last ? nextLine(text, endOf(text, last)) : top(text, ast);
    const rest = text.slice(at);
    // The script of a component may be indented as a whole.
    const pad = last ? indentAt(text, last.start) : '';
    const padded = (line) => (line && pad ? line.split(style.eol).map((one) => (one ? pad + one : one)).join(style.eol) : line);
    const made = this.#lines.map((line, index) => line + style.endBefore(index + 1 < this.#lines.length ? '' : rest));
    const all = [...imported, ...(made.length ? ['', ...made] : [])].map(padded);
    if (stays) {
      const blank = made.length && /^[ \t]*\r?\n[ \t]*\S/.test(rest) ? style.eol : '';
      edits.push({ start: at, end: at, text: all.map((line) => style.eol + line).join('') + blank });
    } else {
      const blank = made.length || !/^\r?\n/.test(rest) ? style.eol : '';
      edits.push({ start: at, end: at, text: all.map((line) => line + style.eol).join('') + (last && !made.length ? '' : blank) });
    }
    return edits;
  }

  /** Some of a statement's specifiers. */
  #without(statement, specifiers, named, unused) {
    const { text } = this;
    const keptNamed = named.filter((one) => !unused.includes(one));
    const first = specifiers[0].type === 'ImportDefaultSpecifier' ? specifiers[0] : undefined;
    const open = named.length ? text.lastIndexOf('{', named[0].start) : -1;
    if (first && unused.includes(first)) {
      const edits = [{ start: first.start, end: open < 0 ? specifiers[1].start : open, text: '' }];
      return [...edits, ...withoutElements(text, named, unused.filter((one) => one !== first), this.ast.comments)];
    }
    if (!keptNamed.length && first) return [{ start: first.end, end: text.indexOf('}', named.at(-1).end) + 1, text: '' }];
    return withoutElements(text, named, unused, this.ast.comments);
  }
}

const patternOf = ({ id }) => (id.type === 'ObjectPattern' ? id.properties : [id]);
