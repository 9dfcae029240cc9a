// Loads the WebAssembly that is inlined in this file, where there always is WebAssembly: Deno.

import type { Core } from './exports.ts';
import { load } from '../core/loader.ts'; // not `./loader.ts`, which the build replaces by this file

export { load };

export const loadLater = async (): Promise<Core> => load();
