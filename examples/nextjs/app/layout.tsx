import { ClerkProvider, Show, SignInButton, UserButton } from '@clerk/nextjs';
import { ClerkFetchProvider } from 'clerk-fetch/react';
import type { ReactNode } from 'react';

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <ClerkProvider>
      <ClerkFetchProvider options={{ baseUrl: process.env.NEXT_PUBLIC_API_URL }}>
        <html lang="en">
          <body>
            <Show when="signed-in" fallback={<SignInButton />}>
              <UserButton />
            </Show>
            {children}
          </body>
        </html>
      </ClerkFetchProvider>
    </ClerkProvider>
  );
}
