// Clerk's own Content-Security-Policy helper, for the one page whose address asks for it.
import { clerkMiddleware } from '@clerk/nextjs/server';

export default clerkMiddleware({ contentSecurityPolicy: {} });

export const config = { matcher: '/client' };
