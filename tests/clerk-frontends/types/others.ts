// Vue's composables, Astro's stores, clerk-js itself, and Chrome extensions' background.
import { $authStore, $clerkStore, $sessionStore, getToken } from '@clerk/astro/client';
import { createClerkClient } from '@clerk/chrome-extension/client';
import { Clerk as Clerk6 } from '@clerk/clerk-js';
import { Clerk as Clerk5 } from '@clerk/clerk-js-5';
import * as vue from '@clerk/vue';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { known } from './known.ts';

export function useVue() {
  const { getToken } = vue.useAuth();
  createAuthenticatedFetch({ getToken: (options) => getToken.value(options) });
  createAuthenticatedFetch({ getToken: known(getToken.value) });
  const clerk = vue.useClerk().value;
  if (clerk) createAuthenticatedFetch({ clerk: known(clerk) });
  const session = vue.useSession().session.value;
  if (session) createAuthenticatedFetch({ getToken: known(session.getToken) });
}

export function inAstro() {
  createAuthenticatedFetch({ getToken: known(getToken) });
  const clerk = $clerkStore.get();
  if (clerk) createAuthenticatedFetch({ clerk: known(clerk) });
  const session = $sessionStore.get();
  if (session) createAuthenticatedFetch({ getToken: known(session.getToken) });
  const fromAuth = $authStore.get().session;
  if (fromAuth) createAuthenticatedFetch({ getToken: known(fromAuth.getToken) });
}

export function withClerkJs() {
  createAuthenticatedFetch({ clerk: known(new Clerk6('pk_test_…')) });
  createAuthenticatedFetch({ clerk: known(new Clerk5('pk_test_…')) });
  const { session } = new Clerk5('pk_test_…');
  if (session) createAuthenticatedFetch({ getToken: known(session.getToken) });
}

export async function inBackground() {
  createAuthenticatedFetch({ clerk: known(await createClerkClient({ publishableKey: 'pk_test_…', background: true })) });
}
