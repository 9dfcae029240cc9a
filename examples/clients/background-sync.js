// A service worker: writes that the network did not take are sent later, each with a token of that time.
import { createAuthenticatedFetch } from 'clerk-fetch';
import { Queue } from 'workbox-background-sync';

const baseUrl = 'https://api.foo.com';

/** A service worker has no Clerk, so it asks a page. Without one, the writes wait. */
async function getToken(options) {
  const [page] = await self.clients.matchAll({ type: 'window' });
  if (!page) throw new Error('no page is open');
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  page.postMessage({ ask: 'token', options }, [port2]);
  return answer;
}

const authenticatedFetch = createAuthenticatedFetch({ getToken, baseUrl });

/** Whose token it is. */
const userOf = (token) => {
  const claims = token?.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
  return claims && JSON.parse(atob(claims)).sub;
};

const queue = new Queue('writes', {
  async onSync() {
    for (let entry; (entry = await queue.shiftRequest()); ) {
      try {
        const user = userOf(await authenticatedFetch.token(entry.request.url));
        if (user !== entry.metadata.user) continue; // not the current user's write
        const { status } = await authenticatedFetch(entry.request.clone());
        if (status === 401 || status >= 500) throw new Error(`status ${status}`);
      } catch (error) {
        await queue.unshiftRequest(entry);
        throw error; // the browser tries again later
      }
    }
  },
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' || !request.url.startsWith(`${baseUrl}/`)) return;
  const kept = request.clone();
  const keep = async (error) => {
    const headers = new Headers(kept.headers);
    const user = userOf(headers.get('authorization')?.slice('Bearer '.length));
    headers.delete('authorization');
    const request = new Request(kept, { headers });
    await queue.pushRequest({ request, metadata: { user } });
    throw error;
  };
  event.respondWith(fetch(request).catch(keep));
});
