// Clients that open sockets and connect again by themselves. Each connection asks for a token of its own.
import { HubConnectionBuilder } from '@microsoft/signalr';
import type { AuthenticatedFetch } from 'clerk-fetch';
import { createClient } from 'graphql-ws';
import { WebSocket as ReconnectingWebSocket } from 'partysocket';
import { io } from 'socket.io-client';

/** A token for each connection. After `refuse()`, the next one is another, or `next()` rejects. */
export function tokens(url: string, authenticatedFetch: AuthenticatedFetch) {
  let last: string | null = null;
  let refused: string | null = null;
  return {
    async next() {
      const options = refused === null ? {} : { refused };
      refused = null;
      last = await authenticatedFetch.token(url, options);
      return last ?? '';
    },
    refuse() {
      refused = last;
    },
  };
}

/** graphql-ws: a server that refuses the parameters closes with 4403. */
export function connectGraphql(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(url, authenticatedFetch);
  return createClient({
    url,
    connectionParams: async () => ({ authorization: `Bearer ${await next()}` }),
    on: { closed: (event) => (event as { code?: number }).code === 4403 && refuse() },
  });
}

/** partysocket, and reconnecting-websocket: the token is a subprotocol, so it is in no URL and in no log. */
export function connectParty(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(url, authenticatedFetch);
  const socket = new ReconnectingWebSocket(url, async () => ['bearer', await next()]);
  socket.addEventListener('close', ({ code }) => code === 4401 && refuse());
  return socket;
}

/** socket.io: the server's middleware refuses with `next(new Error('unauthorized'))`. */
export function connectSocketIo(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(url, authenticatedFetch);
  const socket = io(url, {
    auth: (send) =>
      void next().then(
        (token) => send({ token }),
        () => socket.disconnect(),
      ),
  });
  socket.on('connect_error', ({ message }) => {
    if (message !== 'unauthorized') return;
    refuse();
    socket.connect();
  });
  return socket;
}

/** SignalR. */
export function connectHub(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next } = tokens(url, authenticatedFetch);
  return new HubConnectionBuilder().withUrl(url, { accessTokenFactory: next }).withAutomaticReconnect().build();
}
