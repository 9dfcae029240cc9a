// Whose token it is, as the token itself says.

/** User, session and organization of a JWT, as text; `''` for a token that is none. An engine that cannot decode takes each for another. */
export const identityOf = (token: string): string => {
  if (!globalThis.atob) return token;
  try {
    const { sub, sid, o, org_id } = JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')));
    return JSON.stringify([sub, sid, o?.id ?? org_id]);
  } catch {
    return '';
  }
};
