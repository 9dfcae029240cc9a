// What a careful application writes by hand: the caller's `init` and headers are kept, the token goes to known origins only.
export const gives = 'Response';

export const make = ({ getToken, allowedOrigins }) => {
  const page = globalThis.location;
  const allowed = new Set(page ? [...allowedOrigins, page.origin] : allowedOrigins);
  return async (input, init = {}) => {
    const url = new URL(input, page?.href);
    if (!allowed.has(url.origin)) throw new Error(`${url.origin} may not get the token`);
    const token = await getToken();
    if (!token) throw new Error('Signed out');
    const headers = new Headers(init.headers);
    if (!headers.has('Authorization')) headers.set('Authorization', `Bearer ${token}`);
    return fetch(url.href, { ...init, headers });
  };
};
