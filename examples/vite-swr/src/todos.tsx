import { useAuth } from '@clerk/react';
import { useFetch } from 'clerk-fetch/react';
import { useClerkSWR } from 'clerk-fetch/swr';

interface Todo {
  id: number;
  title: string;
}

export function Todos() {
  const { isSignedIn } = useAuth();
  const { data, error, isLoading, mutate } = useClerkSWR<Todo[]>('/todos');
  const fetchJson = useFetch();

  const add = async (form: FormData) => {
    await fetchJson('/todos', { json: { title: form.get('title') } });
    await mutate();
  };

  if (isLoading) return <p role="status">Loading …</p>; // Clerk, or the to-dos
  if (!isSignedIn) return <p role="status">Please sign in.</p>;
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <>
      <p role="status">{data?.length} to do</p>
      <ul>{data?.map(({ id, title }) => <li key={id}>{title}</li>)}</ul>
      <form action={add}>
        <label>
          New: <input name="title" required />
        </label>
        <button>Add</button>
      </form>
    </>
  );
}
