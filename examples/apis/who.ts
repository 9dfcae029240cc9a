// Who calls, for any server that has `Request`: Hono, Next route handlers, Workers, Bun, Deno.
import { verifyToken } from '@clerk/backend';

export const PAGE_ORIGIN = process.env['PAGE_ORIGIN'] ?? 'https://foo.com';

type Caller = { userId: string } | { reason: string };

export async function whoCalls(request: Request): Promise<Caller> {
  const authorization = request.headers.get('authorization') ?? '';
  const [, token] = /^Bearer (.+)$/i.exec(authorization) ?? [];
  if (!token) return { reason: 'session-token-missing' };
  try {
    const jwtKey = process.env['CLERK_JWT_KEY']; // the PEM public key, of the dashboard
    const options = { jwtKey, authorizedParties: [PAGE_ORIGIN] };
    const { sub } = await verifyToken(token, options);
    return { userId: sub };
  } catch (error) {
    return { reason: String((error as { reason?: string }).reason) };
  }
}
