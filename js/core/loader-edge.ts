// Loads the core where only modules that were compiled at deployment may run: Cloudflare Workers, Vercel Edge.

import module from './clerk_fetch_bg.wasm?module';
import type { Core } from './core.ts';

export const load = (): Core => new WebAssembly.Instance(module).exports as Core;

export const loadLater = async (): Promise<Core> => load();
