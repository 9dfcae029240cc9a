// The headers of a request: the caller's own win over the options', and the token goes where neither has an `Authorization`.
// Names keep their case: what is no `Headers` becomes none, which would cost ten times as much as well.

import type { HeadersOption } from 'clerk-fetch-core';
import { Kind } from '../core/codes.ts';
import { kindOf } from '../core/kind.ts';

export type Pair = [name: string, value: string];

/** An object literal of names and values, pairs of them, or a `Headers`. */
export type CallHeaders = Record<string, string> | Pair[] | Headers;

const isLiteral = (init: object) => kindOf(init) === Kind.Plain && !(Symbol.iterator in init);

/** A copy, or `undefined` where there are none. As for `fetch`, what can be iterated is pairs. */
export const copied = /* eager */ ((init: HeadersOption | undefined): CallHeaders | undefined => {
  if (!init || isLiteral(init)) return init && { ...(init as Record<string, string>) };
  // Those of another class are for a `fetch` that may know no other: all take pairs.
  if ('append' in init) return init instanceof Headers ? new Headers(init) : [...new Headers(init as HeadersInit)];
  return Symbol.iterator in init ? Array.from(init as Iterable<Pair>, (pair) => (pair.slice?.() as Pair) ?? pair) : new Headers(init);
});

export const pairsOf = (headers: HeadersOption | undefined): Pair[] => {
  const all = copied(headers);
  return Array.isArray(all) ? all : [...new Headers(all)];
};

const namesOf = (headers: CallHeaders) => (isLiteral(headers) ? Object.keys(headers) : Array.from(headers as Iterable<Pair>, ([name]) => name));

export const hasAuthorization = (headers: CallHeaders): boolean => namesOf(headers).some((name) => `${name}`.toLowerCase() === 'authorization');

/** Both, where `winning` replaces what `losing` says of the same name. */
export const merged = (losing: HeadersOption | undefined, winning: HeadersOption | undefined): Pair[] => {
  const headers = new Headers(losing);
  const won = pairsOf(winning);
  for (const [name] of won) headers.delete(name);
  return [...headers, ...won];
};

/** `headers` with the token; `undefined` where there is nothing to send. */
export const withToken = /* eager */ ((headers: CallHeaders | undefined, token: string | undefined): CallHeaders | undefined => {
  if (token === undefined) return headers;
  const Authorization = `Bearer ${token}`;
  if (Array.isArray(headers)) return [...headers, ['Authorization', Authorization]];
  if (!headers || isLiteral(headers)) return { ...headers, Authorization };
  (headers as Headers).set('Authorization', Authorization);
  return headers;
});

/** A response's header, `''` where it has none. Stubs of `fetch` may have no headers. */
export const headerOf = (response: Response, name: string): string => response.headers?.get?.(name) ?? '';
