// The type of the compiled core, whichever loader it comes from.

import type * as Exports from 'clerk-fetch-core';

/** The core's functions (src/exports/), typed by wasm-bindgen, and its memory. A `boolean` of theirs is 0 or 1. */
export type Core = typeof Exports & { readonly memory: WebAssembly.Memory };
