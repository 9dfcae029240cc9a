// What SWR and TanStack Query do after an error: three tries of what can pass by itself, none of a 4xx.

import { core, loadNow } from './core.js';
import { isClerkFetchError } from './error.js';

const LONGEST = 30_000;

const mayRetry = (failures, error) =>
  isClerkFetchError(error) && (core || loadNow()) && core.host_may_retry(failures, error.retryable === true) === 1;

export const clerkRetry = (failureCount, error) => mayRetry(failureCount, error) || false;

export const clerkRetryDelay = (failureCount, error) => {
  const asked = isClerkFetchError(error) ? error.retryAfter : undefined;
  return asked ?? Math.min(1_000 * 2 ** failureCount, LONGEST);
};

export const clerkOnErrorRetry = (error, key, config, revalidate, { retryCount, dedupe = true }) => {
  const failures = retryCount - 1;
  if (failures >= (config?.errorRetryCount ?? Infinity) || !clerkRetry(failures, error)) return;
  setTimeout(() => revalidate({ retryCount, dedupe }), clerkRetryDelay(failures, error));
};
