// APIs that refuse a token with another answer than 401: what `tokenRefused` of `createAuthenticatedFetch` is for each.

/** What a JSON body holds, read from a clone. Other bodies, such as streams, are not waited for. */
const bodyOf = async (response: Response): Promise<any> =>
  /json/.test(response.headers.get('content-type') ?? '') ? response.clone().json().catch(() => null) : null;

/** Apollo Server, GraphQL Yoga and others answer 200 with the code `UNAUTHENTICATED`, and Hasura with `invalid-jwt`. */
export async function graphqlRefuses(response: Response) {
  if (response.status === 401) return true;
  const results: any[] = [(await bodyOf(response)) ?? {}].flat();
  const codes = results.flatMap(({ errors }) => errors ?? []).map(({ extensions }) => extensions?.code);
  return codes.includes('UNAUTHENTICATED') || codes.includes('invalid-jwt');
}

/** tRPC answers a batch with 207 if some of its calls were refused. */
export async function trpcRefuses(response: Response) {
  if (response.status !== 207) return response.status === 401;
  const results: any[] = [(await bodyOf(response)) ?? {}].flat();
  return results.some(({ error }) => (error?.json ?? error)?.data?.code === 'UNAUTHORIZED'); // `json`: with superjson
}

/** Gateways and frameworks with a status of their own: 419 of Laravel, 498 of ArcGIS. */
export const gatewayRefuses = ({ status }: Response) => [401, 419, 498].includes(status);

/** A gateway that answers 403 also to what a user may not do: only its words tell the two apart. */
export const awsRefuses = async (response: Response) =>
  response.status === 401 || (response.status === 403 && /expired|unauthorized/i.test((await bodyOf(response))?.message));
