// The headers of a request: the caller's own win over the options', and the token goes where neither has an `Authorization`.
// An object literal stays one: a `Headers` costs ten times as much.

import { kindOf } from './kind.js';
import { Kind } from './codes.ts';

const AUTHORIZATION = 'authorization';

const isLiteral = (init) => kindOf(init) === Kind.Plain;

/** A copy, or `undefined` where there are none. */
export const copied = (init) => init && (isLiteral(init) ? { ...init } : new Headers(init));

export const hasAuthorization = (headers) =>
  (isLiteral(headers) ? Object.keys(headers) : [...headers.keys()]).some((name) => name.toLowerCase() === AUTHORIZATION);

/** Both, where `winning` replaces what `losing` says of the same name. */
export const merged = (losing, winning) => {
  const headers = new Headers(losing);
  new Headers(winning).forEach((value, name) => headers.set(name, value));
  return headers;
};

/** `headers` with the token; `undefined` where there is nothing to send. */
export const withToken = (headers, token) => {
  if (token === undefined) return headers;
  const Authorization = `Bearer ${token}`;
  if (!headers || isLiteral(headers)) return { ...headers, Authorization };
  headers.set(AUTHORIZATION, Authorization);
  return headers;
};
