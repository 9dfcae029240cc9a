// The core, translated to JavaScript by wasm2js.

import { asmFunc } from 'clerk-fetch-core.js';
import type { Core } from './exports.ts';

export const load = (): Core => asmFunc({});
