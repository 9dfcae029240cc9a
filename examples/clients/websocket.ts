// A WebSocket, for which a browser takes no headers. `url` is the `https:` one that may get the token.
import type { AuthenticatedFetch } from 'clerk-fetch';

const socketUrl = (url: string) => url.replace(/^http/, 'ws');

const tokenFor = async (url: string, authenticatedFetch: AuthenticatedFetch) =>
  (await authenticatedFetch.headers(url)).get('authorization')?.slice('Bearer '.length) ?? '';

/** By a ticket that the API gives for one connection: the token is in no log, and one that has expired is renewed. */
export async function connectByTicket(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { ticket } = await authenticatedFetch.json<{ ticket: string }>(`${url}/tickets`, { method: 'POST' });
  return new WebSocket(`${socketUrl(url)}?ticket=${encodeURIComponent(ticket)}`);
}

/** By a subprotocol; the server answers with `bearer` alone, and closes the socket of a token that it refuses. */
export const connectByProtocol = async (url: string, authenticatedFetch: AuthenticatedFetch) =>
  new WebSocket(socketUrl(url), ['bearer', await tokenFor(url, authenticatedFetch)]);

/** By the first message. */
export async function connectByMessage(url: string, authenticatedFetch: AuthenticatedFetch) {
  const token = await tokenFor(url, authenticatedFetch); // first, so that no socket is opened when there is none
  const socket = new WebSocket(socketUrl(url));
  socket.addEventListener('open', () => socket.send(JSON.stringify({ token })), { once: true });
  return socket;
}
