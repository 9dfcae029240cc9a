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

/** A ref to `make(options)` for the latest options; what it throws, it throws in this render. */
export const useMade = <Options, Made>(make: (options: Options) => Made, options: Options): { readonly current: Made } =>
  useLatest(React.useMemo(() => make(options), [make, options]));
