import type { createAuthenticatedFetch } from 'clerk-fetch';

export interface Config {
  apiUrl: string;
  token: string;
  expired: string;
}
export interface Outcome {
  userId?: string;
  core?: 'wasm' | 'js';
  error?: string;
}
interface Package {
  createAuthenticatedFetch: typeof createAuthenticatedFetch;
}
export function configFrom(url: string | URL): Config;
export function probe(clerkFetch: Package, config: Config): Promise<Outcome>;
export function outcomeOf(clerkFetch: Package, url: string | URL): Promise<Outcome>;
