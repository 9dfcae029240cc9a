// node bench/server.mjs: a JSON API on loopback, in a process of its own; its origin is what it says first.
import { createServer } from 'node:http';

const server = createServer(({ url, headers }, response) => {
  const known = headers.authorization?.startsWith('Bearer ');
  response.writeHead(known ? 200 : 401, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ id: Number(url.slice(url.lastIndexOf('/') + 1)), title: 'x'.repeat(40), done: false }));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(JSON.stringify(`http://127.0.0.1:${server.address().port}`)));
process.on('disconnect', () => process.exit());
