import './clerk.js';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/preact-query';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';
import { h, render } from 'preact';

const baseUrl = API;
const queryClient = new QueryClient();
clearOnIdentityChange(queryClient);
const Todo = () => {
  const { data, error } = useQuery(clerkQueryOptions(['/todos', 1], { baseUrl }));
  return h('p', null, data?.title ?? error?.message ?? 'nothing');
};
render(h(QueryClientProvider, { client: queryClient }, h(Todo, null)), document.body);
