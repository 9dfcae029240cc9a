// Edits of a text, each `{ start, end, text }`; the rest stays as it is, byte for byte.

import type { Node, Range } from './tree.ts';

export interface Edit extends Range {
  text: string;
}

/** A comment of the file: one that `goes` was about what goes. */
export interface Remark extends Range {
  readonly value: string;
  readonly goes: boolean;
}

const byPlace = (one: Range, other: Range) => one.start - other.start || one.end - other.end;

/** Deletions may overlap; anything else that does was understood wrongly, and throws. */
export const apply = (text: string, edits: readonly Edit[]): string => {
  let result = '';
  let at = 0;
  let deleted = false;
  for (const { start, end, text: inserted } of [...edits].sort(byPlace)) {
    if (start < at && !(deleted && !inserted)) throw new Error('two edits overlap');
    result += text.slice(at, Math.max(start, at)) + inserted;
    at = Math.max(at, end);
    deleted = !inserted;
  }
  return result + text.slice(at);
};

/** Where a place of the old text is in the new one. */
export const moved = (edits: readonly Edit[], place: number): number => {
  let shift = 0;
  for (const { start, end, text } of [...edits].sort(byPlace)) {
    if (end <= place) shift += text.length - (end - start);
    else if (start < place) return start + shift;
  }
  return place + shift;
};

export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Behind the line's end. */
export const nextLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
};

export const indentAt = (text: string, at: number): string => blanksAt(text.slice(lineStart(text, at), at));

const blanksAt = (text: string) => /^[ \t]*/.exec(text)?.[0] ?? '';

/** From `start` to `end`, or with its whole lines where nothing else stands on them. */
const wholeLines = (text: string, start: number, end: number): Range & { alone: boolean } => {
  const from = lineStart(text, start);
  const to = nextLine(text, end);
  const alone = /^[ \t]*$/.test(text.slice(from, start)) && /^[ \t]*\r?\n?$/.test(text.slice(end, to));
  return alone ? { start: from, end: to, alone } : { start, end, alone };
};

/** Where a statement ends. A semicolon at the beginning of a later line is the next statement's: code without semicolons has those. */
export const endOf = (text: string, { start, end }: Range): number => {
  if (text[end - 1] !== ';') return end;
  let at = end - 1;
  while (at > start && /\s/.test(text.charAt(at - 1))) at--;
  const line = text.indexOf('\n', at);
  return line >= 0 && line < end ? at : end;
};

/** Takes a statement out, with its line where it has one for itself. */
export const withoutStatement = (text: string, { start, end: last }: Range): Edit => {
  const end = endOf(text, { start, end: last });
  const range = wholeLines(text, start, end);
  if (range.alone) return { start: range.start, end: range.end, text: '' };
  return { start, end: end + (/[ \t]/.test(text[end] ?? '') ? 1 : 0), text: '' };
};

const isLines = (text: string, { start, end, text: inserted }: Edit) => !inserted && end > start && lineStart(text, start) === start && (end === text.length || text[end - 1] === '\n');

/** Whether a text ends with an opened block's line or a blank one, or is empty. */
const isOpen = (text: string) => {
  if (!text) return true;
  const line = text.slice(lineStart(text, text.length - 1));
  return text.endsWith('\n') && (!line.trim() ? text !== line : /\{\s*$/.test(line));
};

/** Where the blank lines end that begin at `at`. */
const blankAfter = (text: string, at: number) => {
  for (;;) {
    const next = nextLine(text, at);
    if (next === at || text[next - 1] !== '\n' || text.slice(at, next).trim()) return at;
    at = next;
  }
};

/** How long the blank lines are at the end of a text whose last line is whole. */
const blankBefore = (text: string) => {
  let at = text.length;
  while (at > 0 && text[at - 1] === '\n') {
    const start = lineStart(text, at - 1);
    if (start === 0 || text.slice(start, at).trim()) break;
    at = start;
  }
  return text.length - at;
};

/** What lies within another edit goes with it; an insertion at its border does not. */
export const outermost = (edits: readonly Edit[]): Edit[] => edits.filter((one) => !edits.some((other) => isWithin(one, other)));

const isWithin = (one: Range, other: Range) => {
  if (one.start < other.start || other.end < one.end || other.end - other.start <= one.end - one.start) return false;
  return one.start < one.end || (one.start > other.start && one.end < other.end);
};

/** Lines that go leave no blank line at the top of a block or of the file, at its end, or beside another one. */
export const tidied = (text: string, edits: readonly Edit[]): Edit[] => {
  const merged: Edit[] = [];
  for (const edit of [...edits].sort(byPlace)) {
    const last = merged.at(-1);
    if (last && isLines(text, last) && isLines(text, edit) && edit.start <= last.end) last.end = Math.max(last.end, edit.end);
    else merged.push({ ...edit });
  }
  for (const [index, edit] of merged.entries()) {
    if (!isLines(text, edit) || merged[index + 1]?.start === edit.end) continue;
    const before = text.slice(0, edit.start);
    const blank = text.slice(edit.end, blankAfter(text, edit.end));
    const open = merged[index - 1]?.end === edit.start ? false : isOpen(before);
    if (blank && open) edit.end += blank.length;
    if (edit.end + (open ? 0 : blank.length) === text.length || /^[ \t]*\}/.test(text.slice(edit.end, nextLine(text, edit.end)))) {
      const more = blankBefore(before);
      const previous = merged[index - 1];
      if (!previous || previous.end <= edit.start - more) edit.start -= more;
    }
  }
  return merged;
};

/** Takes elements, and their commas, out of an object literal, a list of specifiers or the like. `list` is in order; a comment that `goes` goes with the element in front of it. */
export const withoutElements = (text: string, list: readonly (Node | null)[], gone: readonly Node[], comments: readonly Remark[]): Edit[] => gone.flatMap((node) => withoutElement(text, list, gone, node, comments));

/** The first place from `at` on that is neither blank nor in a comment, and whether there was one. */
const beyond = (text: string, at: number, comments: readonly Remark[]) => {
  let passed = false;
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at++;
    const comment = comments.find(({ start }) => start === at);
    if (!comment) return { at, passed };
    passed = true;
    at = comment.end;
  }
};

const withoutElement = (text: string, list: readonly (Node | null)[], gone: readonly Node[], node: Node, comments: readonly Remark[]): Edit | Edit[] => {
  const next = beyond(text, node.end, comments);
  const hasComma = text[next.at] === ',';
  if (hasComma && next.passed) return [{ start: node.start, end: node.end, text: '' }, { start: next.at, end: next.at + 1, text: '' }];
  let end = hasComma ? next.at + 1 : node.end;
  const behind = comments.find((one) => one.goes && one.start >= end && /^[ \t]*$/.test(text.slice(end, Math.min(one.start, end + 200))));
  if (behind) end = behind.end;
  const range = wholeLines(text, node.start, end);
  if (range.alone) return { start: range.start, end: range.end, text: '' };
  const index = list.indexOf(node);
  const isGone = (one: Node | null) => !!one && gone.includes(one);
  const last = list.slice(0, index).findLast((one) => !isGone(one));
  const isLast = list.slice(index).every(isGone);
  if (isLast && last) return { start: last.end, end: behind ? end : node.end, text: '' };
  return { start: node.start, end: end + blanksAt(text.slice(end, end + 200)).length, text: '' };
};

/** Takes variables out of a declaration in which others stay: a comma at its end would be an error. */
export const withoutDeclarators = (text: string, list: readonly Node[], gone: readonly Node[], comments: readonly Remark[]): Edit[] => {
  const last = list.findLastIndex((one) => !gone.includes(one));
  const keptIn = (start: number, end: number) => {
    const kept = comments.filter((one) => !one.goes && one.start >= start && one.end <= end);
    return kept.map(({ value }) => `/* ${value.replaceAll('*/', '* /').trim()} */ `).join('');
  };
  const ranges = list.flatMap((node, index) => {
    const [before, next] = [list[last], list[index + 1]];
    if (!gone.includes(node)) return [];
    if (index < last && next) return [{ start: node.start, end: next.start }];
    return index === list.length - 1 && before ? [{ start: before.end, end: node.end }] : [];
  });
  return ranges.map(({ start, end }) => {
    const kept = keptIn(start, end);
    return { start, end, text: kept && start > (list[last]?.start ?? 0) ? ` ${kept.trimEnd()}` : kept };
  });
};

/** A name where it stands by itself, in code or markup. */
export const wordOf = (name: string): RegExp => new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`);
