'use client';
import { useRouter } from 'next/navigation';
import { useFetch } from 'clerk-fetch/react';

export function AddTodo() {
  const router = useRouter();
  const fetchJson = useFetch();
  const add = async (form: FormData) => {
    await fetchJson('/todos', { json: { title: form.get('title') } });
    router.refresh();
  };
  return (
    <form action={add}>
      <label>
        New: <input name="title" required />
      </label>
      <button>Add</button>
    </form>
  );
}
