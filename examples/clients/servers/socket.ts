// A WebSocket server that says to whom it belongs: by a ticket, by the subprotocol after `bearer`, or by the first
// message.
import type { FakeClerk } from 'clerk-fetch/testing';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { userOf } from './guard.ts';

const tickets = new Map<string, string>();

/** `POST /tickets`, behind the guard: good for one connection. */
export const handler = (request: IncomingMessage, response: ServerResponse) => {
  const ticket = randomUUID();
  tickets.set(ticket, userOf(request));
  response.writeHead(201, { 'Content-Type': 'application/json' }).end(JSON.stringify({ ticket }));
};

const redeem = (ticket: string) => {
  const userId = tickets.get(ticket);
  tickets.delete(ticket);
  return userId;
};

/** Accepts sockets on a server; `opened` holds how many. */
export function acceptSockets(server: Server, clerk: FakeClerk) {
  const state = { opened: 0 };
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'bearer' });
  const ofToken = (token: string) => {
    const who = clerk.verify(token);
    return who.ok ? who.userId : undefined;
  };
  const greet = (socket: WebSocket, userId: string | undefined) =>
    userId ? socket.send(JSON.stringify({ userId })) : socket.close(4401, 'unauthorized');
  sockets.on('connection', (socket, { url = '', headers }) => {
    state.opened++;
    const ticket = new URLSearchParams(url.split('?')[1]).get('ticket');
    const token = headers['sec-websocket-protocol']?.split(/, */)[1];
    if (ticket) greet(socket, redeem(ticket));
    else if (token) greet(socket, ofToken(token));
    else socket.once('message', (message) => greet(socket, ofToken(JSON.parse(String(message)).token)));
  });
  return state;
}
