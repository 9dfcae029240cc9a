import type { ReactElement, ReactNode } from 'react';
import type { AuthenticatedFetch, ClerkFetchOptions } from 'clerk-fetch';

/**
 * Gives all hooks of this package below it their defaults. Providers nest: field by field the inner one wins, and a
 * `clerk` of the inner one also wins over a `getToken` of the outer.
 * @throws ClerkFetchError `invalid_options` while rendering
 */
export function ClerkFetchProvider(props: { options?: ClerkFetchOptions; children?: ReactNode }): ReactElement;

/**
 * A `fetch` that carries the token of whoever is signed in when it is called. It is the same function in every render,
 * also with options written inline; one kept from an earlier render acts by the options of the latest.
 * @throws ClerkFetchError `invalid_options` while rendering
 */
export function useAuthenticatedFetch(options?: ClerkFetchOptions): AuthenticatedFetch;

/**
 * The same, parsed: `useAuthenticatedFetch(options).json`.
 * @throws ClerkFetchError `invalid_options` while rendering
 */
export function useFetch(options?: ClerkFetchOptions): AuthenticatedFetch['json'];

/**
 * For hooks of your own: the providers' defaults with these options over them, as one object for as long as they say the
 * same. `undefined` where there are neither.
 */
export function useClerkFetchOptions(options?: ClerkFetchOptions): ClerkFetchOptions | undefined;
