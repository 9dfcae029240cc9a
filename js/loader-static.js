// Loads the JavaScript translation of the core: for `clerk-fetch/no-wasm` and React Native.

import { load } from './fallback.js';

export { load };

export const loadLater = async () => load();
