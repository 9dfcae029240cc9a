// What is kept of former calls, so that they cost less: never without end.

/** What a cache keeps at most; beyond it, it starts anew. */
const KEPT = 500;

export const remember = <Value>(map: Map<string, Value>, key: string, value: Value): Value => {
  if (map.size >= KEPT) map.clear();
  map.set(key, value);
  return value;
};
