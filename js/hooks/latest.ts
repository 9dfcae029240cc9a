// What the last committed render gave, for functions that outlive it.

import { useInsertionEffect, useMemo, useRef } from 'react';

/** A ref to the latest value. */
export const useLatest = (value) => {
  const latest = useRef(value);
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
};

/** A ref to `make(options)` for the latest options; what it throws, it throws in this render. */
export const useMade = (make, options) => useLatest(useMemo(() => make(options), [make, options]));
