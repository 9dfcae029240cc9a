import { useFetch } from 'clerk-fetch/react';
import { connection } from 'next/server';

export default async function Misuse() {
  await connection();
  useFetch();
  return null;
}
