// What SWR and TanStack Query do after an error: another try of what can pass by itself. They ask for every error that reaches
// them, also for those of other functions than ours.

import { core, loadNow } from '../core/core.ts';
import { isClerkFetchError, longestWaits } from '../error.ts';
import type { ClerkFetchError } from '../error.ts';
import { LONGEST } from '../wait.ts';

const TRIES = 3;

/** As TanStack Query tells a server: another try there keeps a page waiting. */
const isServer = () => typeof window === 'undefined' || 'Deno' in globalThis;

/** The package's own error, which may be the cause of what `mapError` made. */
const oursOf = (error: any): ClerkFetchError | undefined => {
  try {
    return [error, error.cause].find((each) => isClerkFetchError(each));
  } catch {
    return undefined;
  }
};

/** The fetcher's own `retry.maxDelay`, and no more than a timer can hold. */
const longestWait = (ours: ClerkFetchError | undefined) => Math.min(longestWaits.get(ours!) ?? 30_000, LONGEST);

/** Whether an error of others says by its status that the same call fails again. */
const isFinal = (error: any): boolean => {
  try {
    return (core || loadNow()) && [error, error.cause].some((each) => [each?.status, each?.response?.status].some((status) => core.is_final(status)));
  } catch {
    return false; // nothing can be read
  }
};

const mayPass = (error: Error): boolean => {
  const ours = oursOf(error);
  return !isServer() && (ours ? ours.retryable && !(ours.retryAfter! > longestWait(ours)) : !isFinal(error));
};

/** What the API asked for, or `usual`; never longer than allowed. */
const waitOf = (error: Error, usual: number) => {
  const ours = oursOf(error);
  return Math.min(ours?.retryAfter ?? usual, longestWait(ours));
};

/**
 * TanStack Query's `retry`: up to three tries after the first, of `retryable` errors of this package, and of others where
 * no 4xx but 408, 425 and 429 is in them. Never on a server.
 */
export const clerkRetry = (failureCount: number, error: Error): boolean => failureCount < TRIES && mayPass(error);

/** TanStack Query's `retryDelay`, in milliseconds: what the API asked for, or exponential, up to 30 s. */
export const clerkRetryDelay = (failureCount: number, error: Error): number => waitOf(error, 1_000 * 2 ** failureCount);

/** SWR's `onErrorRetry`: the same rule, with SWR's own wait, `errorRetryInterval` and `errorRetryCount`. */
export const clerkOnErrorRetry = (
  error: Error,
  key: string,
  config: { readonly errorRetryCount?: number; readonly errorRetryInterval?: number },
  revalidate: (options: { retryCount: number; dedupe: boolean }) => unknown,
  { retryCount, dedupe = true }: { retryCount: number; dedupe?: boolean },
): void => {
  const { errorRetryCount = oursOf(error) ? TRIES : Infinity, errorRetryInterval } = config ?? {};
  if (retryCount > errorRetryCount || !mayPass(error)) return;
  const doublings = 2 ** Math.min(retryCount, 8);
  const usual = errorRetryInterval === undefined ? 500 * doublings : Math.floor((Math.random() + 0.5) * doublings) * errorRetryInterval;
  setTimeout(() => revalidate({ retryCount, dedupe }), waitOf(error, usual));
};
