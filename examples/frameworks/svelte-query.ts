// Svelte, in a component's script.
import { createQuery } from '@tanstack/svelte-query';
import { todo } from './svelte-todos.ts';

export const todoOf = (id: () => number) => createQuery(() => todo(id()));
