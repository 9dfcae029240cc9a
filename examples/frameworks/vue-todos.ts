// Vue, src/todos.ts: composables for a component's setup.
import { useAuth } from '@clerk/vue';
import { useMutation, useQuery } from '@tanstack/vue-query';
import { clerkQueryOptions } from 'clerk-fetch/query';
import { computed, type Ref } from 'vue';
import { authenticatedFetch, baseUrl, queryClient } from './vue-api.ts';

type Todo = { id: number; title: string };

export function useTodo(id: Ref<number>) {
  const { isSignedIn } = useAuth();
  return useQuery(
    computed(() => ({
      ...clerkQueryOptions<Todo>(['/todos', id.value], { baseUrl }), // GET /todos/1
      enabled: isSignedIn.value === true,
    })),
  );
}

export const useAddTodo = () =>
  useMutation({
    mutationFn: (title: string) =>
      authenticatedFetch.json<Todo>('/todos', { json: { title } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['/todos'] }),
  });
