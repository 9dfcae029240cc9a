// What is known of whose data is where, for all copies and entries of this package in a page.

const SHARED = /* @__PURE__ */ Symbol.for('clerk-fetch.owners');

/**
 * Cache → its record (js/hooks/owner.ts). Query key, as the query itself holds it → whose token its last request carried. Signal of an
 * infinite query's request → the same, for its pages. Fake Clerk → when it changed (js/tools/testing.ts). Promise and value of an
 * SWR fetcher → whose token it carries, or carried. SWR fetcher → its options that say so (js/hooks/swr-apart.ts). Query function →
 * its options; that of a hook → for whom it would fetch. `ClerkFetchError` → what tells a page that it lacks Clerk.
 */
export const owners = (): WeakMap<object, unknown> => ((globalThis as { [SHARED]?: WeakMap<object, unknown> })[SHARED] ??= new WeakMap());

/** The identities that the page's SWR and query functions have called as. */
export const callers = (): Set<string> => {
  const all = owners();
  const known = (all.get(all) as Set<string> | undefined) ?? new Set<string>();
  all.set(all, known);
  return known;
};

/** What is asked of a token, as text; `''` for the session's own. */
export const variantOf = /* eager */ (({ template, organizationId }: { readonly template?: string | undefined; readonly organizationId?: string | undefined } = {}): string =>
  template === undefined && organizationId === undefined ? '' : JSON.stringify({ template, organizationId }));

/** What precedes an identity where a server fetched for it: its page may show it before Clerk can say who is there. */
export const SERVER = 'server ';
