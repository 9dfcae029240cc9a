// Clients that open sockets and connect again automatically. Each connection asks for a token of its own.
import { HubConnectionBuilder } from '@microsoft/signalr';
import type { AuthenticatedFetch } from 'clerk-fetch';
import { createClient } from 'graphql-ws';
import { WebSocket as PartySocket } from 'partysocket';
import ReconnectingWebSocket from 'reconnecting-websocket';
import { io } from 'socket.io-client';
import { tokens } from './tokens.ts';

/** graphql-ws: a server that refuses the parameters closes with 4403, after which the client tries again. */
export function connectGraphql(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(url, authenticatedFetch);
  return createClient({
    url,
    connectionParams: async () => ({ authorization: `Bearer ${await next()}` }),
    on: { closed: (event) => (event as { code?: number }).code === 4403 && refuse() },
  });
}

/** partysocket: the token is a subprotocol, so it is in no URL and in no log. */
export function connectParty(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(url, authenticatedFetch);
  const socket = new PartySocket(url, async () => ['bearer', await next()]);
  socket.addEventListener('close', ({ code }) => code === 4401 && refuse());
  return socket;
}

/** reconnecting-websocket takes no function for its subprotocols: the token is the first message. */
export function connectReconnecting(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(url, authenticatedFetch);
  const socket = new ReconnectingWebSocket(url);
  socket.addEventListener('open', () => {
    next().then(
      (token) => socket.send(JSON.stringify({ token })),
      () => socket.close(),
    );
  });
  socket.addEventListener('close', ({ code }) => {
    if (code === 4401) refuse();
  });
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

/**
 * SignalR: the server refuses the negotiation with a 401, whose status is only in the error's message. Call `start()` when the hub has its
 * handlers.
 */
export function createHub(url: string, authenticatedFetch: AuthenticatedFetch) {
  const { next, refuse } = tokens(url, authenticatedFetch);
  const isRefused = (reason: Error) => /\b401\b/.test(reason.message);
  const hub = new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: next })
    .withAutomaticReconnect({
      nextRetryDelayInMilliseconds({ retryReason, previousRetryCount }) {
        if (isRefused(retryReason)) refuse();
        return [0, 2_000, 10_000, 30_000][previousRetryCount] ?? null;
      },
    })
    .build();
  const start = () =>
    hub.start().catch((reason: Error) => {
      if (!isRefused(reason)) throw reason;
      refuse();
      return hub.start();
    });
  return { hub, start };
}
