// With Vitest and MSW: `fetch` is the real one, MSW answers for the API, and the fake Clerk says whom a token belongs
// to.
import { createFakeClerk, type FakeClerk } from 'clerk-fetch/testing';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { api } from './api.ts';
import { addTodo, explain, loadTodos } from './todos.ts';

let clerk: FakeClerk;
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
beforeEach(() => {
  clerk = createFakeClerk({ user: 'user_ada' });
  vi.stubGlobal('Clerk', clerk);
});
afterEach(() => {
  server.resetHandlers();
  vi.unstubAllGlobals();
});
afterAll(() => server.close());

test('each user sees their own', async () => {
  server.use(api(clerk, 'get', (userId) => [{ id: 1, title: `of ${userId}` }]));
  expect(await loadTodos()).toEqual([{ id: 1, title: 'of user_ada' }]);
  clerk.signIn('user_grace');
  expect(await loadTodos()).toEqual([{ id: 1, title: 'of user_grace' }]);
});

test('adds one', async () => {
  server.use(api(clerk, 'post', async (_, request) => ({ id: 2, ...((await request.json()) as object) })));
  expect(await addTodo('Milk')).toEqual({ id: 2, title: 'Milk' });
});

test('goes on when the token has expired', async () => {
  server.use(api(clerk, 'get', () => []));
  await loadTodos();
  clerk.expire();
  await Promise.all([loadTodos(), loadTodos(), loadTodos()]);
  expect(clerk.mints).toBe(2);
});

test('asks to sign in', async () => {
  await clerk.signOut();
  expect(explain(await loadTodos().catch((error) => error))).toBe('Please sign in.');
});

test('a session that was revoked asks to sign in', async () => {
  server.use(api(clerk, 'get', () => []));
  await loadTodos();
  clerk.revoke();
  expect(explain(await loadTodos().catch((error) => error))).toBe('It did not work (401).'); // the API's own answer
  expect(explain(await loadTodos().catch((error) => error))).toBe('Please sign in.');
});

test('when Clerk is down, it says to try again', async () => {
  clerk.down();
  expect(explain(await loadTodos().catch((error) => error))).toBe('Please try again in a moment.');
});
