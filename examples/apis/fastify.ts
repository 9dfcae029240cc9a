import { clerkPlugin, getAuth } from '@clerk/fastify';
import cors from '@fastify/cors';
import Fastify from 'fastify';

const PAGE_ORIGIN = process.env['PAGE_ORIGIN'] ?? 'https://foo.com';

export const app = Fastify();
await app.register(cors, {
  origin: PAGE_ORIGIN,
  // The default allows GET, HEAD and POST only.
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposedHeaders: ['x-clerk-auth-reason', 'retry-after'],
  maxAge: 600,
});
// `authorizedParties` works, but the plugin's types do not name it: an object literal in
// the call would not compile.
const jwtKey = process.env['CLERK_JWT_KEY'];
const options = { authorizedParties: [PAGE_ORIGIN], jwtKey };
await app.register(clerkPlugin, options);

app.get('/todos', async (request, reply) => {
  const { userId } = getAuth(request);
  return userId ? { userId } : reply.code(401).send({ error: 'unauthenticated' });
});
