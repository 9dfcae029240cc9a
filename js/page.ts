// What this is: a page, a worker, or none of both.

declare global {
  var importScripts: unknown;
}

/** "The page's own origin" in a worker is `self.origin`. */
export const pageOrigin = (): string | undefined => (!globalThis.document && globalThis.origin) || globalThis.location?.origin;

/** Whether an HTTP cache stands before `fetch`. A polyfill's `Request` knows no `cache`, and its `fetch` writes it into the URL. */
export const hasHttpCache = (): unknown => (globalThis.document || globalThis.importScripts) && globalThis.Request && 'cache' in Request.prototype;
