// The React SDKs: each one's own `getToken` and Clerk object are what the options take.
import * as chromeExtension from '@clerk/chrome-extension';
import * as clerkReact5 from '@clerk/clerk-react';
import * as expo from '@clerk/expo';
import * as nextjs from '@clerk/nextjs';
import * as react from '@clerk/react';
import * as reactRouter from '@clerk/react-router';
import * as tanstackStart from '@clerk/tanstack-react-start';
import { clerkQueryFn, clerkSWRFetcher, createAuthenticatedFetch } from 'clerk-fetch';
import { known } from './known.ts';

export function useReact() {
  createAuthenticatedFetch({ getToken: known(react.useAuth().getToken) });
  createAuthenticatedFetch({ getToken: known(react.getToken) });
  createAuthenticatedFetch({ clerk: known(react.useClerk()) });
  const { session } = react.useSession();
  if (session) clerkSWRFetcher({ getToken: known(session.getToken) });
  if (session) clerkQueryFn({ getToken: (options) => session.getToken(options) });
}

export function useClerkReact5() {
  createAuthenticatedFetch({ getToken: known(clerkReact5.useAuth().getToken) });
  createAuthenticatedFetch({ clerk: known(clerkReact5.useClerk()) });
  const { session } = clerkReact5.useSession();
  if (session) createAuthenticatedFetch({ getToken: known(session.getToken) });
}

export function useNextjs() {
  createAuthenticatedFetch({ getToken: known(nextjs.useAuth().getToken) });
  createAuthenticatedFetch({ clerk: known(nextjs.useClerk()) });
  const { session } = nextjs.useSession();
  if (session) createAuthenticatedFetch({ getToken: known(session.getToken) });
}

export function useReactRouter() {
  createAuthenticatedFetch({ getToken: known(reactRouter.useAuth().getToken) });
  createAuthenticatedFetch({ clerk: known(reactRouter.useClerk()) });
}

export function useTanstackStart() {
  createAuthenticatedFetch({ getToken: known(tanstackStart.useAuth().getToken) });
  createAuthenticatedFetch({ clerk: known(tanstackStart.useClerk()) });
}

export function useExpo() {
  createAuthenticatedFetch({ getToken: known(expo.useAuth().getToken) });
  createAuthenticatedFetch({ clerk: known(expo.useClerk()) });
  createAuthenticatedFetch({ clerk: known(expo.getClerkInstance()) });
}

export function useChromeExtension() {
  createAuthenticatedFetch({ getToken: known(chromeExtension.useAuth().getToken) });
  createAuthenticatedFetch({ clerk: known(chromeExtension.useClerk()) });
}
