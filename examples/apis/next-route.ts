// Next.js, app/todos/route.ts
import { PAGE_ORIGIN, whoCalls } from './who.ts';

const cors = {
  'access-control-allow-origin': PAGE_ORIGIN,
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-allow-methods': 'GET', // all that this route exports
  'access-control-expose-headers': 'x-clerk-auth-reason, retry-after',
  'access-control-max-age': '600', // seconds: one preflight for many calls
};

export const OPTIONS = () => new Response(null, { status: 204, headers: cors });

export async function GET(request: Request) {
  const who = await whoCalls(request);
  if (!('reason' in who)) return Response.json({ userId: who.userId }, { headers: cors });
  const headers = { ...cors, 'x-clerk-auth-reason': who.reason };
  return Response.json({ error: 'unauthenticated' }, { status: 401, headers });
}
