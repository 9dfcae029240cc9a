// An upload with its progress, which fetch cannot tell: XMLHttpRequest with the token of `authenticatedFetch.token()`.
import { isClerkFetchError, type AuthenticatedFetch } from 'clerk-fetch';

interface Init {
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** From 0 to 1. */
  onProgress?: (part: number) => void;
}

/** Resolves whatever the status, as fetch does. A 401 is sent once more with a new token; without one, it is the answer. */
export async function upload(url: string, file: Blob, authenticatedFetch: AuthenticatedFetch, init: Init = {}) {
  const refused = await authenticatedFetch.token(url);
  const first = await put(url, file, refused, init);
  if (first.status !== 401 || refused === null) return first;
  try {
    return await put(url, file, await authenticatedFetch.token(url, { refused }), init);
  } catch (error) {
    if (isClerkFetchError(error, 'token_unavailable')) return first;
    throw error;
  }
}

const put = (url: string, file: Blob, token: string | null, { headers = {}, signal, onProgress }: Init) =>
  new Promise<XMLHttpRequest>((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (token !== null) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded / total);
    request.onload = () => resolve(request);
    request.onerror = () => reject(new TypeError(`PUT ${url} failed`));
    request.onabort = () => reject(signal?.reason);
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
