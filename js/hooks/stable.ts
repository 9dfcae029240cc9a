// Options written inline, as one object for as long as they say the same.

import { useState } from 'react';
import { useLatest } from './latest.ts';

type Fields = Record<string, unknown>;

const isPlain = (value: unknown): value is Fields => Array.isArray(value) || (!!value && Object.getPrototypeOf(value) === Object.prototype);

/** Whether two options say the same: object literals and arrays by content, anything else by identity. */
const isSame = (one: unknown, other: unknown): boolean => {
  if (Object.is(one, other)) return true;
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => name in other && isSame(one[name], other[name]));
};

type Callable = (...args: unknown[]) => unknown;

/** A function that changes from render to render becomes one that calls the latest; a validator is left as it is. */
const steady = (first: Fields | undefined, calls: Record<string, Callable>, latest: { readonly current: object | undefined }, options: Fields): Fields => {
  const steadied = { ...options };
  for (const name of Object.keys(options)) {
    const value = options[name];
    if (typeof value !== 'function' || value === first?.[name] || '~standard' in value) continue;
    steadied[name] = calls[name] ??= (...args) => ((latest.current as Fields | undefined)?.[name] as Callable | undefined)?.(...args);
  }
  return steadied;
};

/**
 * The options, as one object for as long as they say the same. A `getToken` that stays the same is passed on as it is,
 * so that all who use it share one refresh; written inline, it is told apart by the component.
 */
export const useStable = <Options extends object>(options: Options | undefined): Options | undefined => {
  const latest = useLatest(options);
  const [kept] = useState(() => ({ first: options as Fields | undefined, calls: {}, last: options }));
  // What is no object is refused later, in the words of the core.
  const now = Object(options) === options ? (steady(kept.first, kept.calls, latest, options as Fields) as Options) : options;
  if (!isSame(kept.last, now)) kept.last = now;
  return kept.last;
};
