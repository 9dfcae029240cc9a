// Any server of files will do; this one needs nothing installed.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { PORT = '3000' } = process.env;
const page = () => readFileSync(new URL('index.html', import.meta.url));

const server = createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page()));
server.listen(Number(PORT), () => console.log(`Page: http://localhost:${server.address().port}`));
