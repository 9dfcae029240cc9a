// What SWR and TanStack Query do after an error: three tries of what can pass by itself, none of a 4xx.

import { core, loadNow } from '../core/core.ts';
import { isClerkFetchError } from '../error.ts';

const LONGEST = 30_000;

const mayRetry = (failures: number, error: Error): boolean =>
  isClerkFetchError(error) && (core || loadNow()) && core.host_may_retry(failures, error.retryable === true);

/** TanStack Query's `retry`: three tries of what can pass by itself, none of a 4xx. */
export const clerkRetry = (failureCount: number, error: Error): boolean => !!mayRetry(failureCount, error);

/** TanStack Query's `retryDelay`, in milliseconds: what the API asked for, or exponential up to 30 s. */
export const clerkRetryDelay = (failureCount: number, error: Error): number => {
  const asked = isClerkFetchError(error) ? error.retryAfter : undefined;
  return asked ?? Math.min(1_000 * 2 ** failureCount, LONGEST);
};

/** SWR's `onErrorRetry`: the same rule. */
export const clerkOnErrorRetry = (
  error: Error,
  key: string,
  config: { readonly errorRetryCount?: number },
  revalidate: (options: { retryCount: number; dedupe: boolean }) => unknown,
  { retryCount, dedupe = true }: { retryCount: number; dedupe?: boolean },
): void => {
  const failures = retryCount - 1;
  if (failures >= (config?.errorRetryCount ?? Infinity) || !clerkRetry(failures, error)) return;
  setTimeout(() => revalidate({ retryCount, dedupe }), clerkRetryDelay(failures, error));
};
