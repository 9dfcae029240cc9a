// Edits of a text, each `{ start, end, text }`; the rest stays as it is, byte for byte.

const byPlace = (one, other) => one.start - other.start || one.end - other.end;

/** Deletions may overlap; anything else that does was understood wrongly, and throws. */
export const apply = (text, edits) => {
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
export const moved = (edits, place) => {
  let shift = 0;
  for (const { start, end, text } of [...edits].sort(byPlace)) {
    if (end <= place) shift += text.length - (end - start);
    else if (start < place) return start + shift;
  }
  return place + shift;
};

export const lineStart = (text, at) => text.lastIndexOf('\n', at - 1) + 1;

/** Behind the line's end. */
export const nextLine = (text, at) => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
};

export const indentAt = (text, at) => /^[ \t]*/.exec(text.slice(lineStart(text, at), at))[0];

/** From `start` to `end`, or with its whole lines where nothing else stands on them. */
const wholeLines = (text, start, end) => {
  const from = lineStart(text, start);
  const to = nextLine(text, end);
  const alone = /^[ \t]*$/.test(text.slice(from, start)) && /^[ \t]*\r?\n?$/.test(text.slice(end, to));
  return alone ? { start: from, end: to, alone } : { start, end };
};

/** Takes a statement out, with its line where it has one for itself. */
export const withoutStatement = (text, { start, end }) => {
  const range = wholeLines(text, start, end);
  if (range.alone) return { start: range.start, end: range.end, text: '' };
  return { start, end: end + /^[ \t]?/.exec(text.slice(end))[0].length, text: '' };
};

const isLines = (text, { start, end, text: inserted }) => !inserted && end > start && lineStart(text, start) === start && (end === text.length || text[end - 1] === '\n');

/** Lines that go leave no blank line at the top of a block or of the file, at its end, or beside another one. */
export const tidied = (text, edits) => {
  const merged = [];
  for (const edit of [...edits].sort(byPlace)) {
    const last = merged.at(-1);
    if (last && isLines(text, last) && isLines(text, edit) && edit.start <= last.end) last.end = Math.max(last.end, edit.end);
    else merged.push({ ...edit });
  }
  for (const [index, edit] of merged.entries()) {
    if (!isLines(text, edit) || merged[index + 1]?.start === edit.end) continue;
    const before = text.slice(0, edit.start);
    const blank = /^(?:[ \t]*\r?\n)*/.exec(text.slice(edit.end))[0];
    const open = merged[index - 1]?.end === edit.start ? false : /(^|\{[ \t]*\r?\n|\n[ \t]*\r?\n)$/.test(before);
    if (blank && open) edit.end += blank.length;
    if (edit.end + (open ? 0 : blank.length) === text.length || /^[ \t]*\}/.test(text.slice(edit.end))) {
      const more = /\n((?:[ \t]*\r?\n)+)$/.exec(before)?.[1].length ?? 0;
      if (!merged[index - 1] || merged[index - 1].end <= edit.start - more) edit.start -= more;
    }
  }
  return merged;
};

/** Takes elements, and their commas, out of an object literal, a list of specifiers or the like. `list` is in order. */
export const withoutElements = (text, list, gone) => gone.map((node) => withoutElement(text, list, gone, node));

const withoutElement = (text, list, gone, node) => {
  const comma = /^\s*,/.exec(text.slice(node.end));
  const end = node.end + (comma?.[0].length ?? 0);
  const range = wholeLines(text, node.start, end);
  if (range.alone) return { start: range.start, end: range.end, text: '' };
  const index = list.indexOf(node);
  const before = list.slice(0, index).filter((one) => !gone.includes(one));
  const isLast = list.slice(index).every((one) => gone.includes(one));
  if (isLast && before.length) return { start: before.at(-1).end, end: node.end, text: '' };
  return { start: node.start, end: end + /^[ \t]*/.exec(text.slice(end))[0].length, text: '' };
};
