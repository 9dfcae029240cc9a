// Which names are options of this package.

import { clerkQueryFn } from 'clerk-fetch';

const verdicts = /* @__PURE__ */ new Map<string, boolean>();

const takes = (name: string): boolean => {
  try {
    clerkQueryFn({ [name]: undefined });
    return true;
  } catch {
    return false;
  }
};

/** Whether it is an option of this package: the core knows them all. Until it has loaded, it refuses nothing. */
export const isOurs = (name: string): boolean => {
  let verdict = verdicts.get(name);
  if (verdict === undefined) {
    if (takes('')) return false;
    verdicts.set(name, (verdict = takes(name)));
  }
  return verdict;
};
