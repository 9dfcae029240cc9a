import { clerkQueryFn } from 'clerk-fetch';

export const gives = 'JSON';

export const make = (options) => {
  const queryFn = clerkQueryFn(options);
  return (url) => queryFn({ queryKey: [url] });
};
