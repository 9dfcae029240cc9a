import './clerk.js';
import { QueryClient, QueryObserver } from '@tanstack/query-core';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';

const queryClient = new QueryClient();
clearOnIdentityChange(queryClient);
const show = ({ data, error }) => (document.body.textContent = data?.title ?? error?.message ?? 'nothing');
const observer = new QueryObserver(queryClient, clerkQueryOptions(['/todos', 1], { baseUrl: API }));
observer.subscribe(show);
show(observer.getCurrentResult());
