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

/** The options of your fetcher: you can pass the same object. Here `timeout` is for each step, and its default is 10,000 ms. */
export interface DiagnoseOptions extends ClerkFetchOptions {
  /** Outside of a page: the page's origin, which the doctor sends as a browser does. @default the token's `azp` */
  origin?: string;
  /** Outside of a page: the method that the preflight asks for. The request itself is a GET. @default 'GET' */
  method?: string;
  /** When the signal aborts, `diagnose` rejects with its reason. */
  signal?: AbortSignal;
  /** Called when a step begins. */
  onProgress?: (progress: Progress) => void;
}

/**
 * Checks everything that a call to `url` with the token needs, in order, and reports what is wrong. The doctor sends GET requests:
 * one without CORS, one without a token, one with the token. The report holds neither the token nor its signature.
 *
 * @example
 * ```ts
 * import { diagnose } from 'clerk-fetch/doctor';
 *
 * const report = await diagnose('/me', { baseUrl: 'https://api.foo.com' });
 * console.log(report.text); // or report.findings
 * ```
 */
export function diagnose(url: string | URL, options?: DiagnoseOptions): Promise<Report>;
"#;
