// What SWR and TanStack Query do after an error: another try of what can pass by itself. They ask for every error that reaches
// them, also for those of other functions than ours.

import { loadNow } from '../core/core.ts';
import type { ClerkFetchError } from '../error.ts';
import { isClerkFetchError, longestWaits } from '../error.ts';
import { LONGEST } from '../wait.ts';
import { isFinal } from './failure.ts';

const TRIES = 3;

/** The fetcher's own `retry.maxDelay`, and no more than a timer can hold. */
const longestWait = (error: Error) => Math.min(longestWaits.get(error) ?? 30_000, LONGEST);

/** Our own error, which may be the cause of what `mapError` made. */
const oursIn = (error: Error): ClerkFetchError | undefined => {
  try {
    return [error, error.cause].find((each) => isClerkFetchError(each));
  } catch {
    return undefined; // nothing can be read
  }
};

/** Whether the same call can succeed later: by our own error, or by a status. */
const mayPass = (error: Error): boolean => {
  if (typeof window === 'undefined' || 'Deno' in globalThis) return false; // a server, as TanStack Query tells one
  const ours = oursIn(error);
  if (ours) return ours.retryable && !(ours.retryAfter! > longestWait(ours));
  try {
    return !(loadNow() && [error, error.cause].some(isFinal));
  } catch {
    return true; // nothing can be read
  }
};

/** What the API asked for, or `usual`; never longer than allowed. */
const waitOf = (error: Error, usual: number) => {
  const ours = oursIn(error);
  return Math.min(ours?.retryAfter ?? usual, longestWait(ours ?? error));
};

/**
 * TanStack Query's `retry`: up to three tries after the first. It retries an error of this package when `retryable` is true, and
 * any other error unless the error holds a 4xx other than 408, 425 and 429. A `Retry-After` beyond `maxDelay` ends the
 * retries. Where there is no `window`, as on a server, it does not retry.
 * @example
 * ```ts
 * import { QueryClient } from '@tanstack/react-query';
 * import { clerkRetry, clerkRetryDelay } from 'clerk-fetch';
 *
 * const queries = { retry: clerkRetry, retryDelay: clerkRetryDelay };
 * export const queryClient = new QueryClient({ defaultOptions: { queries } });
 * ```
 */
export const clerkRetry = (failureCount: number, error: Error): boolean => failureCount < TRIES && mayPass(error);

/**
 * TanStack Query's `retryDelay`, in milliseconds: the API's `Retry-After`, or else a delay that doubles from 1 s. It is at most `maxDelay`, 30 s by default.
 * @example
 * ```ts
 * import { QueryClient } from '@tanstack/react-query';
 * import { clerkRetry, clerkRetryDelay } from 'clerk-fetch';
 *
 * const queries = { retry: clerkRetry, retryDelay: clerkRetryDelay };
 * export const queryClient = new QueryClient({ defaultOptions: { queries } });
 * ```
 */
export const clerkRetryDelay = (failureCount: number, error: Error): number => waitOf(error, 1_000 * 2 ** failureCount);

/**
 * SWR's `onErrorRetry`: it retries the errors that `clerkRetry` retries. SWR's `errorRetryInterval` and `errorRetryCount` apply.
 * @example
 * ```tsx
 * import type { ReactNode } from 'react';
 * import { clerkOnErrorRetry } from 'clerk-fetch';
 * import { SWRConfig } from 'swr';
 *
 * export const Caches = ({ children }: { children: ReactNode }) => (
 *   <SWRConfig value={{ onErrorRetry: clerkOnErrorRetry }}>{children}</SWRConfig>
 * );
 * ```
 */
export const clerkOnErrorRetry = (
  error: Error,
  key: string,
  config: { readonly errorRetryCount?: number; readonly errorRetryInterval?: number },
  revalidate: (options: { retryCount: number; dedupe: boolean }) => unknown,
  { retryCount, dedupe = true }: { retryCount: number; dedupe?: boolean },
): void => {
  const { errorRetryCount = oursIn(error) ? TRIES : Infinity, errorRetryInterval } = config;
  if (retryCount > errorRetryCount || !mayPass(error)) return;
  const doublings = 2 ** Math.min(retryCount, 8);
  const usual = errorRetryInterval === undefined ? 500 * doublings : Math.floor((Math.random() + 0.5) * doublings) * errorRetryInterval;
  setTimeout(() => revalidate({ retryCount, dedupe }), waitOf(error, usual));
};
