// Servers of sockets behind one port: each refuses a token in its own way. `userId` is whom the token names.
import type { FakeClerk } from 'clerk-fetch/testing';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Server as SocketIo } from 'socket.io';
import { WebSocketServer, type WebSocket } from 'ws';

/** The tokens that came, in their order. */
type Came = string[];

const verifying = (clerk: FakeClerk, came: Came) => (token: string) => {
  came.push(token);
  const who = clerk.verify(token);
  return who.ok ? who.userId : undefined;
};

/** graphql-ws' own server, which closes with 4403. */
export function graphql(server: Server, clerk: FakeClerk, came: Came) {
  const verify = verifying(clerk, came);
  const schema = buildSchema('type Query { me: String } type Subscription { me: String }');
  const userOf = ({ connectionParams }: { connectionParams?: Record<string, unknown> | undefined }) =>
    verify(`${connectionParams?.['authorization']}`.slice('Bearer '.length));
  const users = new WeakMap<object, string>();
  useServer(
    {
      schema,
      onConnect(context) {
        const userId = userOf(context);
        if (!userId) return false;
        users.set(context, userId);
        return true;
      },
      roots: {
        subscription: {
          async *me(_: unknown, context: object) {
            yield { me: users.get(context) };
            await new Promise(() => {});
          },
        },
      },
      context: (context) => context,
    },
    new WebSocketServer({ server }),
  );
}

/** A server that wants the token as the subprotocol behind `bearer`, or else as the first message; it closes with 4401. */
export function plain(server: Server, clerk: FakeClerk, came: Came) {
  const verify = verifying(clerk, came);
  const greet = (socket: WebSocket, userId: string | undefined) => (userId ? socket.send(JSON.stringify({ userId })) : socket.close(4401));
  new WebSocketServer({ server, handleProtocols: () => 'bearer' }).on('connection', (socket, { headers }) => {
    const token = headers['sec-websocket-protocol']?.split(/, */)[1];
    if (token) greet(socket, verify(token));
    else socket.once('message', (message) => greet(socket, verify(JSON.parse(String(message)).token)));
  });
}

/** socket.io's own server, whose middleware refuses. */
export function socketIo(server: Server, clerk: FakeClerk, came: Came) {
  const verify = verifying(clerk, came);
  new SocketIo(server)
    .use(({ handshake, data }, next) => {
      data.userId = verify(handshake.auth['token']);
      next(data.userId ? undefined : new Error('unauthorized'));
    })
    .on('connection', (socket) => socket.emit('hello', { userId: socket.data.userId }));
}

const END = '\u001e';

/** As much of a SignalR server as a greeting needs. */
export function hub(server: Server, clerk: FakeClerk, came: Came): RequestListener {
  const verify = verifying(clerk, came);
  const bearer = ({ headers }: IncomingMessage) => headers.authorization?.slice('Bearer '.length);
  new WebSocketServer({ server }).on('connection', (socket, request) => {
    const inUrl = new URLSearchParams(request.url?.split('?')[1]).get('access_token'); // in a browser
    const userId = verify(inUrl ?? bearer(request) ?? '');
    if (!userId) return socket.close();
    socket.once('message', () => {
      socket.send(`{}${END}`);
      socket.send(`${JSON.stringify({ type: 1, target: 'hello', arguments: [{ userId }] })}${END}`);
    });
  });
  return (request: IncomingMessage, response: ServerResponse) => {
    if (!verify(bearer(request) ?? '')) return void response.writeHead(401).end();
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const availableTransports = [{ transport: 'WebSockets', transferFormats: ['Text'] }];
    response.end(JSON.stringify({ negotiateVersion: 1, connectionId: '1', connectionToken: '1', availableTransports }));
  };
}
