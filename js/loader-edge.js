// Loads the core where only modules that were compiled at deployment may run: Cloudflare Workers, Vercel Edge.

import module from './clerk_fetch_bg.wasm?module';

export const load = () => new WebAssembly.Instance(module).exports;

export const loadLater = async () => load();
