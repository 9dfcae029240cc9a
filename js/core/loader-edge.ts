// Loads the core where only modules that were compiled at deployment may run: Cloudflare Workers, Vercel Edge. Wrangler takes the
// name without the query too, and so do its test runners, so the build makes a file for each spelling.

import module from './clerk_fetch_bg.wasm?module';
import type { Core } from './exports.ts';

export const load = (): Core => new WebAssembly.Instance(module).exports as Core;

export const loadLater = async (): Promise<Core> => load();
