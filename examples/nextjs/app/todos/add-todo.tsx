'use client';
// A client component calls the API itself, as the user who is signed in in the browser.
import { useRouter } from 'next/navigation';
import { useFetch } from 'clerk-fetch/react';

export function AddTodo() {
  const router = useRouter();
  const fetchJson = useFetch({ baseUrl: 'https://api.foo.com' });
  const add = async () => {
    await fetchJson('/todos', { json: { title: 'Milk' } });
    router.refresh();
  };
  return <button onClick={add}>Add</button>;
}
