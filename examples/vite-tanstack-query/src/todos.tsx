import { useAuth } from '@clerk/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useFetch } from 'clerk-fetch/react';
import { useClerkQuery } from 'clerk-fetch/react-query';

interface Todo {
  id: number;
  title: string;
}

export function Todos() {
  const { isLoaded, isSignedIn } = useAuth();
  const { data, error, isPending } = useClerkQuery<Todo[]>('/todos');
  const fetchJson = useFetch();
  const queryClient = useQueryClient();
  const add = useMutation({
    mutationFn: (title: FormDataEntryValue | null) => fetchJson<Todo>('/todos', { json: { title } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['/todos'] }),
  });

  if (isLoaded && !isSignedIn) return <p role="status">Please sign in.</p>;
  if (isPending) return <p role="status">Loading …</p>; // Clerk, or the to-dos
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <>
      <p role="status">{data.length} to do</p>
      <ul>{data.map(({ id, title }) => <li key={id}>{title}</li>)}</ul>
      <form action={(form) => add.mutate(form.get('title'))}>
        <label>
          New: <input name="title" required />
        </label>
        <button>Add</button>
      </form>
    </>
  );
}
