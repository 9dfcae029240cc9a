// What a hook of SWR suspends with, in place of SWR's own promise.

import * as React from 'react';

/** How long React may hold back what it has rendered: a style sheet that it waits for is the longest. */
const HELD_MS = 60_000;

/** React writes no `status` into what has one. A fulfilled one would be rendered from where it suspended, with SWR's promise of before. */
type Suspension = PromiseLike<void> & { readonly status: 'pending' };

const suspensions = /* @__PURE__ */ new WeakMap<object, Suspension>();

/**
 * React calls back when the request has ended, renders, and may hold the result for a while, in which nothing of it is mounted.
 * Called back once more, when another identity has come, React renders again in its place.
 */
const createSuspension = (wakes: Set<() => void>, request: PromiseLike<unknown>): Suspension => {
  const calls: (() => void)[] = [];
  let isTold = false;
  const tell = () => {
    isTold = true;
    for (const call of calls) call();
  };
  const end = () => void wakes.delete(wake);
  const wake = () => {
    end();
    suspensions.delete(request);
    tell();
  };
  const settle = () => {
    tell();
    const timer = setTimeout(end, HELD_MS);
    (timer as { unref?: () => void }).unref?.();
  };
  wakes.add(wake);
  request.then(settle, settle);
  return {
    status: 'pending',
    then: (call: () => void) => {
      calls.push(call);
      if (isTold) queueMicrotask(call);
    },
  } as Suspension;
};

/** Suspends with ours where SWR has suspended with its own, or gives what SWR threw. `wakes` are called when somebody else comes. */
export const suspend = (wakes: Set<() => void>, request: PromiseLike<unknown>, thrown: unknown): unknown => {
  const suspension = suspensions.get(request) ?? createSuspension(wakes, request);
  suspensions.set(request, suspension);
  // React 19 waits for the last that was used. A bundler would miss the name in React 18.
  const use = Reflect.get(React, 'use') as ((suspension: Suspension) => void) | undefined;
  use?.(suspension);
  return use || typeof (thrown as Suspension).then !== 'function' ? thrown : suspension;
};
