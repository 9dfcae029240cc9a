// clerk-fetch/debug: what it gives is an observer for `onEvent`.
import { clerkQueryFn, clerkSWRFetcher, createAuthenticatedFetch } from 'clerk-fetch';
import type { ClerkFetchEvent, ClerkFetchOptions } from 'clerk-fetch';
import { debug } from 'clerk-fetch/debug';
import type { DebugOptions } from 'clerk-fetch/debug';
import { expectTypeOf } from 'expect-type';

export function itIsAnObserver() {
  expectTypeOf(debug()).toEqualTypeOf<(event: ClerkFetchEvent) => void>();
  expectTypeOf(debug()).toExtend<NonNullable<ClerkFetchOptions['onEvent']>>();
  createAuthenticatedFetch({ onEvent: debug() });
  clerkSWRFetcher({ onEvent: debug({ log: console.debug }) });
  clerkQueryFn({ onEvent: debug({ width: 40, log: (line) => expectTypeOf(line).toEqualTypeOf<string>() }) });
  expectTypeOf<DebugOptions>().toEqualTypeOf<{ log?: (line: string) => void; width?: number }>();
}

// @ts-expect-error unknown option
debug({ colour: true });
