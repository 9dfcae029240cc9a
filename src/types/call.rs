//! What a call takes: its input, its headers and its `init`.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const CALL: &str = r#"
/** What `fetch` takes as its first argument, with or without the DOM's types. */
export type FetchInput = string | URL | Request;
/** `HeadersInit`, with or without the DOM's types. */
export type HeadersOption = NonNullable<RequestInit['headers']>;

/** What a call takes: everything that `fetch` does, and `token`. */
export interface CallInit extends RequestInit {
  /** `false`: this call without a token; otherwise the token that this call wants. */
  token?: false | { template?: string; organizationId?: string; skipCache?: boolean };
}

/** What a parsed call takes. */
export interface JsonCallInit<T = any> extends CallInit {
  /** The body, sent as JSON; without a method it is a `POST`. */
  json?: unknown;
  parseAs?: ParseAs;
  schema?: StandardSchema<T>;
}
"#;
