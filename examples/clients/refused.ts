// APIs that refuse a token with another answer than 401: what `tokenRefused` of `createAuthenticatedFetch` is for each.

/** What a JSON body holds, read from a clone. Streams and the like are not read. */
const bodyOf = async (response: Response): Promise<any> =>
  /json/.test(response.headers.get('content-type') ?? '')
    ? response.clone().json().catch(() => null)
    : null;

/**
 * Apollo Server, GraphQL Yoga and others answer 200 with the code `UNAUTHENTICATED`, and
 * Hasura with `invalid-jwt`.
 */
export async function graphqlRefuses(response: Response) {
  if (response.status === 401) return true;
  const results: any[] = [(await bodyOf(response)) ?? {}].flat();
  const errors = results.flatMap(({ errors }) => errors ?? []);
  const codes = errors.map(({ extensions }) => extensions?.code);
  return codes.includes('UNAUTHENTICATED') || codes.includes('invalid-jwt');
}

/** tRPC answers a batch with 207 if some of its calls were refused. */
export async function trpcRefuses(response: Response) {
  if (response.status !== 207) return response.status === 401;
  const results: any[] = [(await bodyOf(response)) ?? {}].flat();
  // `json`: with superjson.
  const codes = results.map(({ error }) => (error?.json ?? error)?.data?.code);
  return codes.includes('UNAUTHORIZED');
}

/** Gateways and frameworks with a status of their own: 419 of Laravel, 498 of ArcGIS. */
export const gatewayRefuses = ({ status }: Response) => [401, 419, 498].includes(status);

/** A gateway that answers 403 also when a user lacks a permission: its words tell why. */
export const awsRefuses = async (response: Response) =>
  response.status === 401 ||
  (response.status === 403 &&
    /expired|unauthorized/i.test((await bodyOf(response))?.message));
