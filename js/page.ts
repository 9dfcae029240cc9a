// What this is: a page, a worker, or none of both.

declare global {
  var importScripts: unknown;
}

/** A property that the platform gives: what a polluted prototype gives to every object is none. */
const given = /* eager */ ((of: unknown, name: string): unknown => {
  const value = (of as Readonly<Record<string, unknown>> | undefined)?.[name];
  return value === undefined || Object.hasOwn(of as object, name) || !(name in Object.prototype) ? value : undefined;
});

/** "The page's own origin" in a worker is `self.origin`. A sandboxed frame has the `"null"` of it, and the page's URL. */
export const pageOrigin = /* eager */ ((): string | undefined => {
  const origin = given(globalThis, 'origin');
  return (origin && (origin === 'null' || !globalThis.document) ? origin : given(given(globalThis, 'location'), 'origin')) as string | undefined;
});

/** Whether an HTTP cache stands before `fetch`. A polyfill's `Request` knows no `cache`, and its `fetch` writes it into the URL. */
export const hasHttpCache = /* eager */ ((): unknown => (globalThis.document || globalThis.importScripts) && globalThis.Request && 'cache' in Request.prototype);
