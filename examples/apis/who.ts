// Who calls, for any server that has `Request`: Hono, Next route handlers, Workers, Bun, Deno.
import { verifyToken } from '@clerk/backend';

export const PAGE_ORIGIN = process.env['PAGE_ORIGIN'] ?? 'https://foo.com';

export async function whoCalls(request: Request): Promise<{ userId: string } | { reason: string }> {
  const [, token] = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (!token) return { reason: 'session-token-missing' };
  try {
    const jwtKey = process.env['CLERK_JWT_KEY']; // the PEM public key of Clerk's dashboard
    const { sub } = await verifyToken(token, { jwtKey, authorizedParties: [PAGE_ORIGIN] });
    return { userId: sub };
  } catch (error) {
    return { reason: String((error as { reason?: string }).reason) };
  }
}
