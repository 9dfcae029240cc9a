// The server sides: what `auth()` gives.
import type { AuthFn } from '@clerk/astro/server';
import { auth as nextAuth } from '@clerk/nextjs/server';
import { getAuth } from '@clerk/react-router/server';
import { auth as startAuth } from '@clerk/tanstack-react-start/server';
import { createAuthenticatedFetch } from 'clerk-fetch';
import type { LoaderFunctionArgs } from 'react-router';
import { known } from './known.ts';

export async function inNext() {
  const { getToken } = await nextAuth();
  return createAuthenticatedFetch({ getToken: known(getToken) });
}

export async function inStart() {
  const { getToken } = await startAuth();
  return createAuthenticatedFetch({ getToken: known(getToken) });
}

export async function inReactRouter(args: LoaderFunctionArgs) {
  const { getToken } = await getAuth(args);
  return createAuthenticatedFetch({ getToken: known(getToken) });
}

export function inAstro(locals: { auth: AuthFn }) {
  const { getToken } = locals.auth();
  return createAuthenticatedFetch({ getToken: known(getToken) });
}
