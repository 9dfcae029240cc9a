import { ClerkProvider, Show, SignInButton, UserButton } from '@clerk/nextjs';
import type { ReactNode } from 'react';

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <ClerkProvider>
      <html lang="en">
        <body>
          <Show when="signed-in" fallback={<SignInButton />}>
            <UserButton />
          </Show>
          {children}
        </body>
      </html>
    </ClerkProvider>
  );
}
