// clerk-fetch/testing: the fake goes wherever the real Clerk does.
import { clerkQueryFn, clerkSWRFetcher, createAuthenticatedFetch } from 'clerk-fetch';
import type { ClerkLike, GetToken } from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';
import type { FakeClerk } from 'clerk-fetch/testing';
import { expectTypeOf } from 'expect-type';

export function theFakeIsAClerk() {
  const clerk = createFakeClerk({ user: 'user_ada', tokenLifetime: 1 });
  expectTypeOf(clerk).toEqualTypeOf<FakeClerk>();
  expectTypeOf(clerk).toExtend<ClerkLike>();
  createAuthenticatedFetch({ clerk });
  clerkSWRFetcher({ clerk });
  clerkQueryFn({ clerk });
  if (clerk.session) expectTypeOf(clerk.session.getToken).toEqualTypeOf<GetToken>();
  Object.assign(globalThis, { Clerk: clerk });
}

export function whatItVerifies(request: Request) {
  const who = createFakeClerk().verify(request);
  if (who.ok) expectTypeOf(who.userId).toEqualTypeOf<string>();
  else expectTypeOf(who.reason).toExtend<string>();
  // @ts-expect-error nobody, until it is known
  return who.userId;
}

// @ts-expect-error unknown option
createFakeClerk({ userId: 'user_ada' });
