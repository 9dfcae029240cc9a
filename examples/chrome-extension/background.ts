// The service worker. A worker may not `import()`: without `'wasm-unsafe-eval'` in the manifest, import from
// `clerk-fetch/no-wasm`.
import { createClerkClient } from '@clerk/chrome-extension/client';
import { createAuthenticatedFetch } from 'clerk-fetch';

/** Made per message: the worker sleeps in between, and the user may have changed. */
async function countTodos() {
  const publishableKey = 'pk_test_…';
  const clerk = await createClerkClient({ publishableKey, background: true });
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
