//! The TypeScript surface: facts and findings by tsify, the function as written here.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const SURFACE: &str = r#"
import type { ClerkFetchOptions } from "./index.js";

/** Which step begins. */
export interface Progress {
  step: "clerk" | "token" | "origin" | "reach" | "preflight" | "call" | "clock" | "csp" | "report";
  number: number;
}

/** Those of the package's fetchers, of which some matter: the same object can be given. `timeout` is for each step: @default 10_000 */
export interface DiagnoseOptions extends ClerkFetchOptions {
  /** Outside of a page: whose browser is played. @default the token's `azp` */
  origin?: string;
  /** Outside of a page: what the preflight asks for; the call itself is a GET. @default 'GET' */
  method?: string;
  /** Ends it: `diagnose` rejects with the signal's reason. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/**
 * Looks at everything that a call to `url` with the token needs, in order, and reports what is wrong. It sends GETs: one without
 * CORS, one without a token, one with. The report holds neither the token nor its signature.
 */
export function diagnose(url: string | URL, options?: DiagnoseOptions): Promise<Report>;
"#;
