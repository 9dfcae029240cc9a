// An API on an origin of its own, which lets in who has Clerk's token: CORS for the page, and Clerk's middleware.
import { clerkMiddleware, getAuth } from '@clerk/express';
import cors from 'cors';
import express from 'express';

/** The page's origin, and what to listen at. */
const { PAGE_ORIGIN = 'http://localhost:3000', PORT = '3001' } = process.env;

const app = express();
app.use(
  cors({
    origin: PAGE_ORIGIN,
    exposedHeaders: ['x-clerk-auth-reason', 'retry-after'], // the page can read why
    maxAge: 600, // seconds: one preflight for many calls
  }),
);
// Before the guard, so that preflights, which have no token, are answered. Tokens that
// were made for another site are refused.
const jwtKey = process.env.CLERK_JWT_KEY;
app.use(clerkMiddleware({ authorizedParties: [PAGE_ORIGIN], jwtKey }));
app.use(express.json());

/**
 * A 401 that says so as JSON. `requireAuth()` would redirect to a sign-in page, which is
 * no answer for `fetch`.
 */
const signedIn = (request, response, next) => {
  if (getAuth(request).userId) return next();
  return response.status(401).json({ error: 'unauthenticated' });
};

app.get('/me', signedIn, (request, response) =>
  response.json({ userId: getAuth(request).userId }),
);

const todos = new Map();
const todosOf = (request) => {
  const { userId } = getAuth(request);
  if (!todos.has(userId)) todos.set(userId, []);
  return todos.get(userId);
};

app.get('/todos', signedIn, (request, response) => response.json(todosOf(request)));
app.post('/todos', signedIn, (request, response) => {
  const todo = { id: todosOf(request).length + 1, title: String(request.body?.title ?? '') };
  todosOf(request).push(todo);
  response.status(201).json(todo);
});
app.get('/health', (request, response) => response.json({ ok: true }));

const server = app.listen(Number(PORT), () => console.log(`API: http://localhost:${server.address().port}, for the page at ${PAGE_ORIGIN}`));
