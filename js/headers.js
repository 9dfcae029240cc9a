// The headers of a request: the caller's own win over the options', and the token goes where neither has an `Authorization`.

const AUTHORIZATION = 'authorization';

const isAuthorization = (name) => name.toLowerCase() === AUTHORIZATION;

/** A copy of headers: an object literal stays one (a `Headers` costs ten times as much), anything else is a `Headers`. */
const copy = (init) => {
  const literal = !Array.isArray(init) && !init[Symbol.iterator] && typeof init.forEach !== 'function';
  return literal ? { ...init } : new Headers(init);
};

/** The caller's headers, or `undefined`. */
export const ownHeaders = (init) => (init === undefined || init === null ? undefined : copy(init));

export const hasAuthorization = (headers) =>
  !!headers && (headers instanceof Headers ? headers.has(AUTHORIZATION) : Object.keys(headers).some(isAuthorization));

/** Both, where `winning` replaces what `losing` says of the same name. */
export const merged = (losing, winning) => {
  const headers = new Headers(losing ?? undefined);
  if (winning) new Headers(winning).forEach((value, name) => headers.set(name, value));
  return headers;
};

/** `headers` with the token; `undefined` where there is nothing to send. */
export const withToken = (headers, token) => {
  if (token === undefined) return headers;
  if (!headers) return { Authorization: `Bearer ${token}` };
  if (!(headers instanceof Headers)) return { ...headers, Authorization: `Bearer ${token}` };
  const copied = new Headers(headers);
  copied.set(AUTHORIZATION, `Bearer ${token}`);
  return copied;
};
