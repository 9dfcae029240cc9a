// With Jest, and `fetch` replaced: it is looked up at each call, so that a mock installed later is used.
import { createFakeClerk, type FakeClerk } from 'clerk-fetch/testing';
import { addTodo, explain, loadTodos } from './todos.ts';

let clerk: FakeClerk;
let fetchMock: jest.SpiedFunction<typeof fetch>;

beforeEach(() => {
  clerk = createFakeClerk({ user: 'user_ada' });
  Object.assign(globalThis, { Clerk: clerk });
  fetchMock = jest.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    const who = clerk.verify(new Headers(init?.headers));
    if (!who.ok) return Response.json({}, { status: 401, headers: { 'x-clerk-auth-reason': who.reason } });
    return Response.json([{ id: 1, title: `of ${who.userId}` }]);
  });
});
afterEach(() => fetchMock.mockRestore());

test('each user sees their own', async () => {
  expect(await loadTodos()).toEqual([{ id: 1, title: 'of user_ada' }]);
  clerk.signIn('user_grace');
  expect(await loadTodos()).toEqual([{ id: 1, title: 'of user_grace' }]);
});

test('sends what is to be added', async () => {
  await addTodo('Milk');
  expect(fetchMock).toHaveBeenCalledWith('https://api.foo.com/todos', expect.objectContaining({ method: 'POST', body: '{"title":"Milk"}' }));
});

test('goes on when the token has expired', async () => {
  await loadTodos();
  clerk.expire();
  await loadTodos();
  expect(clerk.mints).toBe(2);
  expect(fetchMock).toHaveBeenCalledTimes(3); // 200; then 401 and 200
});

test('asks to sign in, and sends nothing', async () => {
  await clerk.signOut();
  expect(explain(await loadTodos().catch((error) => error))).toBe('Please sign in.');
  expect(fetchMock).not.toHaveBeenCalled();
});
