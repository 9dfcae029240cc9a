// What is refused of the arguments of `useClerkSWR`, and what to write instead.

import { ClerkFetchError } from 'clerk-fetch';
import { isOurs } from './ours.ts';
import { defaults } from './swr-cache.ts';

const invalid = (message: string) => new ClerkFetchError('invalid_options', `useClerkSWR: ${message}`);

/** SWR's options that have no default. */
const OTHERS = /^(suspense|use|fallbackData|keepPreviousData|errorRetryCount|revalidateOnMount|refresh(Interval|WhenHidden|WhenOffline)|strictServerPrefetchWarning)$/;

const isOfSWR = (name: string) => name in defaults || OTHERS.test(name);

/** Whether it may be a `mutate` that reaches a whole cache, or has one: a hook, a class, and a hook's result for one key do not. */
export const reaches = (target: unknown): boolean => {
  const { mutate = target, isValidating } = Object(target) as Readonly<Record<string, unknown>>;
  return typeof mutate === 'function' && isValidating === undefined && !/^(use[A-Z]|.*\nclass\b)/.test(mutate.name + '\n' + mutate);
};

/** Refuses what SWR or this package would ignore. */
export const refuse = (config: unknown): void => {
  if (config === undefined) return;
  if (typeof config === 'function') throw invalid('it has its own fetcher. Write `useClerkSWR(key, { auth: { … } })`, or `useSWR(key, fetcher)` for another.');
  if (config === null || typeof config !== 'object') throw invalid('its second argument is an object: `useClerkSWR(key, { auth: { … } })`.');
  const given = config as Readonly<Record<string, unknown>>;
  const { auth } = given;
  const own = ['fetcher', 'queryFn', 'queryKey'].find((name) => given[name] !== undefined);
  if (own) throw invalid(`it takes no \`${own}\`: options of the request go into \`auth\`.`);
  for (const name of Object.keys(config)) {
    if (name !== 'auth' && !isOfSWR(name) && isOurs(name)) throw invalid(`\`${name}\` belongs into \`auth\`: \`{ auth: { ${name}: … } }\`.`);
  }
  if (auth === null || typeof auth !== 'object') return;
  for (const name of Object.keys(auth)) {
    if (isOfSWR(name)) throw invalid(`\`${name}\` is SWR's: move it out of \`auth\`.`);
  }
};
