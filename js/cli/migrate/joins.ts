// Without semicolons, a line that loses its neighbour may go on with another one: `useFoo()` and `[1, 2].forEach(…)` are one expression then.

import type { Edit } from './edit.ts';
import { moved } from './edit.ts';
import { missingSemicolons, parse, walk } from './parse.ts';
import type { File, Node } from './tree.ts';

const MEMBER = /^Class(Private|Accessor)?(Property|Method)$/;

const LEAD = /^(?:\s|\/\/[^\n]*\n|\/\*[^]*?\*\/)*/;

const isStart = ({ type }: Node) => /Statement$|Declaration$/.test(type) || MEMBER.test(type);

/** Where statements and members of classes begin, with what each is part of. */
const startsOf = (ast: File): Map<number, Set<string>> => {
  const starts = new Map<number, Set<string>>();
  walk(ast.program, (node, parent, key) => {
    if (!isStart(node)) return;
    const places = starts.get(node.start) ?? new Set();
    starts.set(node.start, places.add(`${parent?.type} ${key}`));
  });
  return starts;
};

/** A statement that stays, where it is in the new text. */
interface Kept {
  at: number;
  /** What it is part of; undefined where the new text puts something around it. */
  places: Set<string> | undefined;
  /** Its neighbour in front of it has changed. */
  isBehind: boolean;
}

const keptIn = (ast: File, edits: readonly Edit[], text: string): Kept[] => {
  const comments = ast.comments ?? [];
  const isBlank = (start: number, end: number) => {
    let rest = '';
    let at = start;
    for (const comment of comments.filter((one) => one.start >= start && one.end <= end)) {
      rest += text.slice(at, comment.start);
      at = comment.end;
    }
    return !(rest + text.slice(at, end)).trim();
  };
  return [...startsOf(ast)].flatMap(([start, places]) => {
    if (edits.some((edit) => edit.start < edit.end && edit.end > start && (edit.start < start || (edit.start === start && !edit.text)))) return [];
    const own = edits.filter((edit) => edit.start === start);
    // What takes its place may begin with a comment.
    const replaced = own.find(({ end }) => end > start)?.text ?? '';
    const at = moved(edits, start) + (LEAD.exec(replaced)?.[0].length ?? 0);
    return [{ at, places: own.length ? undefined : places, isBehind: edits.some(({ end }) => end <= start && isBlank(end, start)) }];
  });
};

const inserted = (text: string, places: readonly number[]) => [...new Set(places)].sort((one, other) => other - one).reduce((rest, at) => `${rest.slice(0, at)};${rest.slice(at)}`, text);

const attempt = (text: string, file: string) => {
  try {
    return parse(text, file);
  } catch {
    return undefined;
  }
};

/**
 * The new text, with a semicolon where two statements would have become one.
 *
 * @throws where it is no code, or where a statement would be part of another one than before
 */
export const separated = (changed: string, edits: readonly Edit[], { text, ast, file }: { text: string; ast: File; file: string }): string => {
  let kept = keptIn(ast, edits, text);
  let result = changed;
  const insert = (places: readonly number[]) => {
    result = inserted(result, places);
    const all = new Set(places);
    kept = kept.map((one) => ({ ...one, at: one.at + [...all].filter((place) => place <= one.at).length }));
  };
  if (!attempt(result, file)) {
    const missing = missingSemicolons(result, file);
    insert(missing ?? kept.filter(({ at, isBehind }) => isBehind && /[[(`+\-/<*]/.test(result.charAt(at))).map(({ at }) => at));
  }
  const starts = startsOf(parse(result, file));
  insert(kept.filter(({ at }) => !starts.has(at)).map(({ at }) => at));
  const all = startsOf(parse(result, file));
  for (const { at, places } of kept) {
    const found = all.get(at);
    if (!found || (places && ![...places].every((place) => found.has(place)))) throw new Error('a statement would become part of another one');
  }
  return result;
};
