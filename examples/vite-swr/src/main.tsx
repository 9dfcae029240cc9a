import { ClerkProvider, Show, SignInButton, UserButton } from '@clerk/react';
import { ClerkFetchProvider } from 'clerk-fetch/react';
import { createRoot } from 'react-dom/client';
import { Todos } from './todos.tsx';

const { VITE_CLERK_PUBLISHABLE_KEY, VITE_API_URL } = import.meta.env;

createRoot(document.getElementById('root')!).render(
  <ClerkProvider publishableKey={VITE_CLERK_PUBLISHABLE_KEY}>
    <ClerkFetchProvider options={{ baseUrl: VITE_API_URL, timeout: 10_000 }}>
      <h1>To-dos</h1>
      <Show when="signed-in" fallback={<SignInButton />}>
        <UserButton />
      </Show>
      <Todos />
    </ClerkFetchProvider>
  </ClerkProvider>,
);
