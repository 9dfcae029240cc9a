import { createApi, type Todo } from '$lib/api';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { userId, getToken } = locals.auth();
  return { todos: userId ? await createApi(getToken).json<Todo[]>('/todos') : null };
};
