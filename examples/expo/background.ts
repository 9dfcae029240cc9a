// Outside of React, such as in a background task. The system may run the task without the app's screens, so that no
// `<ClerkProvider>` has made Clerk's object or loaded it.
import { getClerkInstance } from '@clerk/expo';
import { tokenCache } from '@clerk/expo/token-cache';
import { createAuthenticatedFetch } from 'clerk-fetch';

export async function createApi() {
  const publishableKey = 'pk_test_…';
  const clerk = getClerkInstance({ publishableKey, tokenCache });
  if (!clerk.loaded) await clerk.load({ standardBrowser: false });
  return createAuthenticatedFetch({ clerk, baseUrl: 'https://api.foo.com' });
}
