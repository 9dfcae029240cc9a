// What the last committed render gave, for functions that outlive it.

import * as React from 'react';
import { ClerkFetchError } from 'clerk-fetch';

/** A ref to the latest value. */
export const useLatest = <Value>(value: Value): { readonly current: Value } => {
  if (!React.useInsertionEffect) throw new ClerkFetchError('invalid_options', 'The hooks of clerk-fetch need React 18: install react@18 or newer, or use `createAuthenticatedFetch` of clerk-fetch.');
  const latest = React.useRef(value);
  React.useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
};

/** While a server renders, a `baseUrl` such as `/api` has no page that it is a path of. Nothing is fetched there, and the page makes its own. */
const renderable = <Options extends { baseUrl?: string | URL } | undefined>(options: Options): Options =>
  !globalThis.location && `${options?.baseUrl ?? ''}`.startsWith('/') ? { ...options, baseUrl: '' } : options;

/** A ref to `make(options)` for the latest options; what it throws, it throws in this render. */
export const useMade = <Options extends { baseUrl?: string | URL } | undefined, Made>(make: (options: Options) => Made, options: Options): { readonly current: Made } =>
  useLatest(React.useMemo(() => make(renderable(options)), [make, options]));
