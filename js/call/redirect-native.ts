// Where the platform's own `fetch` carries no token to another origin: browsers, Node, Bun. js/call/redirect.ts follows elsewhere.

import type { Call } from './call.ts';

type Fetch = typeof globalThis.fetch;

export const follow = /* eager */ ((call: Call, fetch: Fetch, [input, init]: [input: string | Request, init: RequestInit]): Promise<Response> => fetch(input, init));
