// What is on screen, noted at each commit.
import { useEffect, useLayoutEffect, useState } from 'react';
import { commit, ownersIn } from './observe.js';

export const controls = {};

/** Lets the test change a component's state: `controls[name](value)`. */
export function useControl(name, initial) {
  const [value, set] = useState(initial);
  useEffect(() => {
    controls[name] = set;
  }, [name]);
  return value;
}

/** Notes each commit of the component that calls it; renders nothing. */
export function useDetails(name, details) {
  useLayoutEffect(() => commit({ name, ...details }));
  return null;
}

/** Shows whose data it was given, and renders again when the test says so. */
export function Screen({ name, state: { data, error, isLoading } }) {
  useControl(`${name}:again`, 0);
  useLayoutEffect(() => commit({ name, data, code: error?.code, isLoading }));
  return <p>{ownersIn(data).join(', ')}</p>;
}
