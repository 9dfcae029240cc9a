// Whose token it is, as the token itself says.

interface Read {
  readonly token: string;
  readonly identity: string;
}

/** The token that was read last. It is held weakly, for none is kept. */
let last: WeakRef<Read> | undefined;

const read = (token: string): string => {
  try {
    const { sub, sid, o, org_id } = JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')));
    return JSON.stringify([sub, sid, o?.id ?? org_id]);
  } catch {
    return '';
  }
};

/** User, session and organization of a JWT, as text; `''` for a token that is none. An engine that cannot decode takes each for another. */
export const identityOf = (token: string): string => {
  if (!globalThis.atob) return token;
  const known = last?.deref();
  if (known?.token === token) return known.identity;
  const identity = read(token);
  last = globalThis.WeakRef && new WeakRef({ token, identity });
  return identity;
};
