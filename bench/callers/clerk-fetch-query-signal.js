// As TanStack Query calls it: with a signal, which the snippet's query function leaves unread.
import { clerkQueryFn } from 'clerk-fetch';

export const gives = 'JSON';

export const make = (options) => {
  const queryFn = clerkQueryFn(options);
  const { signal } = new AbortController();
  return (url) => queryFn({ queryKey: [url], signal });
};
