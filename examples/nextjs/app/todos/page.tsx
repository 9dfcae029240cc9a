// A server component. What it throws is for error.tsx; a 404 is Next's own page.
import { isClerkFetchError } from 'clerk-fetch';
import { notFound } from 'next/navigation';
import { api } from '../../api';
import { AddTodo } from './add-todo';

export default async function Todos() {
  try {
    const { json } = await api();
    const init = { cache: 'no-store' } as const;
    const todos = await json<{ id: number; title: string }[]>('/todos', init);
    return (
      <>
        <p role="status">{todos.length} to do</p>
        <ul>{todos.map(({ id, title }) => <li key={id}>{title}</li>)}</ul>
        <AddTodo />
      </>
    );
  } catch (error) {
    if (isClerkFetchError(error, 'signed_out'))
      return <p role="status">Please sign in.</p>;
    if (isClerkFetchError(error, 'http') && error.status === 404) notFound();
    throw error;
  }
}
