// An upload with its progress, which fetch cannot tell: XMLHttpRequest with the headers of
// `authenticatedFetch.headers()`.
import type { AuthenticatedFetch } from 'clerk-fetch';

interface Init {
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** From 0 to 1. */
  onProgress?: (part: number) => void;
}

/** Resolves whatever the status, as fetch does. */
export async function upload(url: string, file: Blob, authenticatedFetch: AuthenticatedFetch, init: Init = {}) {
  const { onProgress, ...how } = init;
  const send = async () => put(url, file, await authenticatedFetch.headers(url, { ...how, method: 'PUT' }), init);
  const first = await send();
  if (first.status !== 401) return first;
  // This meets the same 401, which renews the token, once however many wait for it.
  await authenticatedFetch(url, { ...how, method: 'HEAD' });
  return send();
}

const put = (url: string, file: Blob, headers: Headers, { signal, onProgress }: Init) =>
  new Promise<XMLHttpRequest>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    headers.forEach((value, name) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded / total);
    request.onload = () => resolve(request);
    request.onerror = () => reject(new TypeError(`PUT ${url} failed`));
    request.onabort = () => reject(signal?.reason);
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
