// What stands before each server: it lets nobody in without a good token, and notes what arrives.
import type { FakeClerk } from 'clerk-fetch/testing';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Arrived {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  status: number | undefined;
  /** Its token was not accepted. */
  refused: boolean;
  /** The client went away before it had the answer. */
  abandoned: boolean;
}

const users = new WeakMap<IncomingMessage, string>();

/** Whom the token of a request names that the guard let in. */
export const userOf = (request: IncomingMessage) => users.get(request) ?? '';

/** Pages of another origin may call it; `Authorization` makes the browser ask first. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': '*',
  'Access-Control-Allow-Headers': 'Authorization, *', // a star alone leaves this one out
  'Access-Control-Expose-Headers': 'x-clerk-auth-reason',
};

/** How an API says that it does not accept a token. */
export type Refuse = (response: ServerResponse, reason: string, request: IncomingMessage) => void;

const unauthorized: Refuse = (response, reason) => {
  response.writeHead(401, { 'Content-Type': 'application/json', 'x-clerk-auth-reason': reason });
  response.end(JSON.stringify({ error: reason }));
};

/** Starts a server on loopback; while `held`, it answers nothing, and with a `status` nothing else. */
export async function guard(clerk: FakeClerk, handler: RequestListener, refuse = unauthorized) {
  const arrived: Arrived[] = [];
  const state: { held: boolean; status?: number | undefined } = { held: false };
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    response.setHeaders(new Map(Object.entries(CORS)));
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    const entry: Arrived = { method, url, headers, status: undefined, refused: false, abandoned: false };
    arrived.push(entry);
    response.on('close', () => {
      entry.abandoned = !response.writableFinished;
      entry.status = response.statusCode;
    });
    if (state.held) return void request.resume();
    const who = clerk.verify(headers.authorization ?? '');
    if (!who.ok) {
      entry.refused = true;
      return void refuse(response, who.reason, request);
    }
    if (state.status) return void response.writeHead(state.status).end();
    users.set(request, who.userId);
    await handler(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    /** The same server; to this package another origin, which gets no token. */
    foreignUrl: `http://localhost:${port}`,
    arrived,
    state,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}
