// The core, translated to JavaScript by wasm2js.

import { asmFunc } from 'clerk-fetch-core.js';
import type { Core } from './core.ts';

export const load = (): Core => asmFunc({});
