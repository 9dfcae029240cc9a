// The CSP of Clerk's helper; `clerk-fetch` compiles WebAssembly, and calls the API.
import { clerkMiddleware } from '@clerk/nextjs/server';

export default clerkMiddleware({
  jwtKey: process.env.CLERK_JWT_KEY, // optional: verifies tokens without a network
  contentSecurityPolicy: {
    directives: {
      'script-src': ["'wasm-unsafe-eval'"],
      'connect-src': [process.env.NEXT_PUBLIC_API_URL!],
    },
  },
});

export const config = { matcher: ['/((?!_next|.*\\..*).*)'] };
