//! The TypeScript surface: facts and findings by tsify, the function as written here.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const SURFACE: &str = r#"
/** Which step begins. */
export interface Progress {
  step: "clerk" | "token" | "origin" | "reach" | "preflight" | "call" | "clock" | "csp" | "report";
  number: number;
}

/** Options of the package's fetchers, of which these matter; the same object can be given. */
export interface DiagnoseOptions {
  getToken?: (options?: any) => Promise<string | null>;
  /** @default globalThis.Clerk */
  clerk?: any;
  template?: string;
  organizationId?: string;
  baseUrl?: string | { toString(): string };
  allowedOrigins?: readonly string[];
  init?: { credentials?: string; [name: string]: any };
  /** Outside of a page: whose browser is played. @default the token's `azp` */
  origin?: string;
  /** Outside of a page: what the preflight asks for; the call itself is a GET. @default 'GET' */
  method?: string;
  /** Milliseconds for each step. @default 10_000 */
  timeout?: number;
  /** Ends it: `diagnose` rejects with the signal's reason. */
  signal?: any;
  onProgress?: (progress: Progress) => void;
  [other: string]: any;
}

/**
 * Looks at everything that a call to `url` with the token needs, in order, and reports what is wrong. It sends GETs: one without
 * CORS, one without a token, one with. The report holds neither the token nor its signature.
 */
export function diagnose(url: string | { toString(): string }, options?: DiagnoseOptions): Promise<Report>;
"#;
