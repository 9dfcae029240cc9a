import { revalidateTag } from 'next/cache';

export const POST = () => {
  revalidateTag('todos', { expire: 0 });
  return Response.json('done');
};
