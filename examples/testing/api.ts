import type { FakeClerk } from 'clerk-fetch/testing';
import { http, HttpResponse } from 'msw';

/** What the API answers for a user. */
type Answer = (userId: string, request: Request) => unknown;

/** The API's side: a 401 without a good token, or the answer. */
export const api = (clerk: FakeClerk, method: 'get' | 'post', answer: Answer) =>
  http[method]('https://api.foo.com/todos', async ({ request }) => {
    const who = clerk.verify(request);
    if (!who.ok) {
      const headers = { 'x-clerk-auth-reason': who.reason };
      return HttpResponse.json({}, { status: 401, headers });
    }
    return HttpResponse.json((await answer(who.userId, request)) as object);
  });
