// Clerk's own Content-Security-Policy helper, for one page. Its `connect-src` must name the API; all else is as it comes.
import { clerkMiddleware } from '@clerk/nextjs/server';

export default clerkMiddleware({ contentSecurityPolicy: { directives: { 'connect-src': ['http://127.0.0.1:*', 'http://localhost:*'] } } });

export const config = { matcher: '/client' };
