// What a file's project says of it.

/** The packages whose version decides what is converted. */
export type Library = 'react' | 'swr' | 'query' | 'axios';

/** Of each library, whether the project's version is new enough for clerk-fetch. */
export interface Env extends Record<Library, boolean> {
  /** Whether the project has a package of Clerk's for React, or says nothing of its packages. */
  readonly clerk: boolean;
  /** The package that has `useAuth`. */
  readonly clerkPackage?: string;
  readonly versions: Partial<Record<Library, string>>;
  /** The exported functions of this file that another file calls with Clerk's `getToken`. */
  readonly setters: ReadonlySet<string>;
  /** Whether the project uses `useReverification`, which reads an error in the data. */
  readonly reverification: boolean;
  /** A component's text without its scripts: what it names is used. */
  readonly markup: string;
  /** Whether a file of the project gives a function to a library, as its `fetch`. */
  readonly handsFetch: boolean;
  /** Whether the file imports itself, over others. */
  readonly circular?: boolean;
  readonly component?: 'vue' | 'svelte';
}

/** Where nothing is known of the project, all is as new as it can be. */
export const UNKNOWN: Env = { clerk: true, react: true, swr: true, query: true, axios: true, versions: {}, setters: new Set(), reverification: false, handsFetch: false, markup: '' };
