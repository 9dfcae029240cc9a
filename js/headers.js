// The headers of a request: the caller's own win over the options', and the token goes where neither has an `Authorization`.

const AUTHORIZATION = 'authorization';

/** A copy, or `undefined` where there are none. */
export const copied = (init) => init && new Headers(init);

export const hasAuthorization = (headers) => !!headers?.has(AUTHORIZATION);

/** Both, where `winning` replaces what `losing` says of the same name. */
export const merged = (losing, winning) => {
  const headers = new Headers(losing);
  copied(winning)?.forEach((value, name) => headers.set(name, value));
  return headers;
};

/** `headers` with the token; `undefined` where there is nothing to send. A literal costs a tenth of a `Headers`. */
export const withToken = (headers, token) => {
  if (token === undefined) return headers;
  const Authorization = `Bearer ${token}`;
  return headers ? merged(headers, { Authorization }) : { Authorization };
};
