import './clerk.js';
import { QueryClientProvider } from '@tanstack/solid-query';
import { createComponent, createRenderEffect } from 'solid-js';
import { render } from 'solid-js/web';
import { authenticatedFetch, createTodos, queryClient, useTodo } from 'docs:solid.md#useTodo';

const Todo = () => {
  const query = useTodo(() => 1);
  const todos = createTodos();
  const text = document.createElement('p');
  const list = document.createElement('ul');
  const add = document.createElement('button');
  add.id = 'add';
  add.onclick = () => authenticatedFetch.json('/todos', { json: { title: 'Bread' } });
  createRenderEffect(() => (text.textContent = query.data?.title ?? query.error?.message ?? 'nothing'));
  createRenderEffect(() => (list.textContent = (todos.error ? [] : (todos.latest ?? [])).join('\n')));
  return [text, list, add];
};
render(() => createComponent(QueryClientProvider, { client: queryClient, get children() { return createComponent(Todo, {}); } }), document.body);
