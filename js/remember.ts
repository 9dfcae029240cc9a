// What is kept of former calls, so that they cost less: never without end.

/** What a cache keeps at most; beyond it, it starts anew. */
const KEPT = 500;

/** A text that is longer is not kept, and what belongs to it is made anew each time. */
const LONGEST_KEY = 4_096;

/** `whole` is the text that the key is cut out of: an engine keeps that alive with it. */
export const remember = /* eager */ (<Value>(map: Map<string, Value>, key: string, value: Value, whole: string = key): Value => {
  if (whole.length > LONGEST_KEY) return value;
  if (map.size >= KEPT) map.clear();
  map.set(key, value);
  return value;
});
