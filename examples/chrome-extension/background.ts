// The service worker. A worker may not `import()`: without `'wasm-unsafe-eval'` in the manifest, import from
// `clerk-fetch/no-wasm`.
import { createClerkClient } from '@clerk/chrome-extension/client';
import { createAuthenticatedFetch } from 'clerk-fetch';

/** Made for each message: the worker sleeps in between, and who is signed in may have changed. */
async function countTodos() {
  const clerk = await createClerkClient({ publishableKey: 'pk_test_…', background: true });
  const { json } = createAuthenticatedFetch({ clerk, baseUrl: 'https://api.foo.com' });
  return (await json<unknown[]>('/todos')).length;
}

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  if (message !== 'count') return false;
  countTodos().then(
    (count) => respond({ count }),
    (error) => respond({ error: error.code ?? String(error) }),
  );
  return true; // it answers later
});
