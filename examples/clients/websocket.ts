// A WebSocket, for which a browser takes no headers. Each function gives one that connects: call it again after a socket was closed.
import type { AuthenticatedFetch } from 'clerk-fetch';
import { tokens } from './tokens.ts';

const socketUrl = (url: string) => url.replace(/^http/, 'ws');

/** By a ticket that the API gives for one connection: the token is in no log, and one that has expired is renewed. */
export const byTicket = (url: string, authenticatedFetch: AuthenticatedFetch) => async () => {
  const { ticket } = await authenticatedFetch.json<{ ticket: string }>(`${url}/tickets`, { method: 'POST' });
  return new WebSocket(`${socketUrl(url)}?ticket=${encodeURIComponent(ticket)}`);
};

/** By a subprotocol. The server answers with `bearer` alone, and closes with 4401 if it refuses the token: then the next is another. */
export function byProtocol(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(url, authenticatedFetch);
  return async () => {
    const socket = new WebSocket(socketUrl(url), ['bearer', await next()]);
    socket.addEventListener('close', ({ code }) => code === 4401 && refuse());
    return socket;
  };
}

/** By the first message. */
export function byMessage(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(url, authenticatedFetch);
  return async () => {
    const token = await next(); // first, so that no socket is opened when there is none
    const socket = new WebSocket(socketUrl(url));
    socket.addEventListener('open', () => socket.send(JSON.stringify({ token })), { once: true });
    socket.addEventListener('close', ({ code }) => code === 4401 && refuse());
    return socket;
  };
}
