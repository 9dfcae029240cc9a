'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useFetch } from 'clerk-fetch/react';

export function AddTodo() {
  const router = useRouter();
  const fetchJson = useFetch();
  const [failed, setFailed] = useState('');
  const add = async (form: FormData) => {
    setFailed('');
    try {
      await fetchJson('/todos', { json: { title: form.get('title') } });
      router.refresh();
    } catch (error) {
      setFailed((error as Error).message);
    }
  };
  return (
    <form action={add}>
      <label>
        New: <input name="title" required />
      </label>
      <button>Add</button>
      {failed && <p role="alert">{failed}</p>}
    </form>
  );
}
