// A to-do list for each user: paginated by cursor, writable.
import express from 'express';

const PAGE = 2;

export function createTodos() {
  const lists = new Map();
  const router = express.Router();
  let lastId = 0;

  const add = (list, title) => {
    lastId += 1;
    const todo = { id: String(lastId), title, done: false };
    list.push(todo);
    return todo;
  };

  function listOf({ userId }) {
    if (!lists.has(userId)) {
      const list = [];
      for (const number of [1, 2, 3, 4, 5]) add(list, `${userId}: task ${number}`);
      lists.set(userId, list);
    }
    return lists.get(userId);
  }

  router.get('/', (request, response) => {
    const list = listOf(request.who);
    const start = Number(request.query.cursor ?? 0);
    const end = start + Number(request.query.limit ?? PAGE);
    response.json({
      owner: request.who.userId,
      items: list.slice(start, end),
      nextCursor: end < list.length ? String(end) : null,
    });
  });
  router.post('/', (request, response) => {
    const { title } = JSON.parse(request.body.toString());
    response.status(201).json(add(listOf(request.who), title));
  });
  router.param('id', (request, response, next, id) => {
    request.todo = listOf(request.who).find((todo) => todo.id === id);
    return request.todo ? next() : response.status(404).json({ error: 'not_found' });
  });
  router.get('/:id', (request, response) => response.json(request.todo));
  router.patch('/:id', (request, response) => {
    const { done = request.todo.done, title = request.todo.title } = JSON.parse(request.body.toString());
    response.json(Object.assign(request.todo, { done, title }));
  });
  router.delete('/:id', (request, response) => {
    const list = listOf(request.who);
    list.splice(list.indexOf(request.todo), 1);
    response.status(204).end();
  });

  return { router, reset: () => lists.clear() };
}
