// The headers of a request: the caller's own win over the options', and the token goes where neither has an `Authorization`.
// An object literal stays one: a `Headers` costs ten times as much.

import type { HeadersOption } from 'clerk-fetch-core';
import { Kind } from '../core/codes.ts';
import { kindOf } from '../core/kind.ts';

/** An object literal of names and values, or a `Headers`. */
export type CallHeaders = Record<string, string> | Headers;

const AUTHORIZATION = 'authorization';

const isLiteral = (init: HeadersOption): init is Record<string, string> => kindOf(init) === Kind.Plain;

/** A copy, or `undefined` where there are none. */
export const copied = (init: HeadersOption | undefined): CallHeaders | undefined => init && (isLiteral(init) ? { ...init } : new Headers(init));

export const hasAuthorization = (headers: CallHeaders): boolean =>
  (isLiteral(headers) ? Object.keys(headers) : [...headers.keys()]).some((name) => name.toLowerCase() === AUTHORIZATION);

/** Both, where `winning` replaces what `losing` says of the same name. */
export const merged = (losing: HeadersOption | undefined, winning: HeadersOption | undefined): Headers => {
  const headers = new Headers(losing);
  new Headers(winning).forEach((value, name) => headers.set(name, value));
  return headers;
};

/** `headers` with the token; `undefined` where there is nothing to send. */
export const withToken = (headers: CallHeaders | undefined, token: string | undefined): CallHeaders | undefined => {
  if (token === undefined) return headers;
  const Authorization = `Bearer ${token}`;
  if (!headers || isLiteral(headers)) return { ...headers, Authorization };
  headers.set(AUTHORIZATION, Authorization);
  return headers;
};

/** A response's header, `''` where it has none. Stubs of `fetch` may have no headers. */
export const headerOf = (response: Response, name: string): string => response.headers?.get?.(name) ?? '';
