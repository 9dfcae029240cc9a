'use client';

export default function Problem({ error }: { error: Error }) {
  return <p role="alert">{error.message}</p>;
}
