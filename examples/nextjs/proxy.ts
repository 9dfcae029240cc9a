// The CSP of Clerk's helper; `clerk-fetch` compiles WebAssembly, and calls the API.
import { clerkMiddleware } from '@clerk/nextjs/server';

export default clerkMiddleware({
  contentSecurityPolicy: {
    directives: {
      'script-src': ["'wasm-unsafe-eval'"],
      'connect-src': ['https://api.foo.com'],
    },
  },
});
