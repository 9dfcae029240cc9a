// Loads the JavaScript translation of the core: for `clerk-fetch/no-wasm` and React Native.

import type { Core } from './exports.ts';
import { load } from './fallback.ts';

export { load };

export const loadLater = async (): Promise<Core> => load();
