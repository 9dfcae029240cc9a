// A route handler that passes the API's answer on; `export const runtime = 'edge'` changes nothing here.
import { isClerkFetchError } from 'clerk-fetch';
import { api } from '../../../api';

export async function GET(request: Request) {
  const authenticatedFetch = await api();
  try {
    return await authenticatedFetch('/todos', { signal: request.signal });
  } catch (error) {
    if (!isClerkFetchError(error, 'signed_out')) throw error;
    return Response.json({ error: error.code }, { status: 401 });
  }
}
