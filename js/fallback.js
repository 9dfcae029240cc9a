// The core, translated to JavaScript by wasm2js.

import { asmFunc } from 'clerk-fetch-core.js';

export const load = () => asmFunc({});
