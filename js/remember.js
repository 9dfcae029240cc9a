// What is kept of former calls, so that they cost less: never without end.

/** What a cache keeps at most; beyond it, it starts anew. */
const KEPT = 500;

export const remember = (map, key, value) => {
  if (map.size >= KEPT) map.clear();
  map.set(key, value);
  return value;
};
