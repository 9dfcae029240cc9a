//! What a call takes: its input, its headers and its `init`.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const CALL: &str = r#"
/** What `fetch` takes as its first argument, with or without the DOM's types. */
export type FetchInput = string | URL | Request;
/** `HeadersInit`, with or without the DOM's types. */
export type HeadersOption = NonNullable<RequestInit['headers']>;

/** What a call takes: everything that `fetch` takes, and `token`. */
export interface CallInit extends RequestInit {
  /**
   * `false` sends this call without a token. An object says which token this call gets, and wins over the options.
   * `skipCache: true` asks Clerk for a new token for this call. The default is `false`.
   */
  token?: false | { template?: string; organizationId?: string; skipCache?: boolean };
}

/** What a parsed call takes. A plain call ignores these fields, as `fetch` does. */
export interface JsonCallInit<T = any> extends CallInit {
  /** The body, which is sent as JSON. Without a method the call is a `POST`. */
  json?: unknown;
  /** Wins over the option `parseAs`. */
  parseAs?: ParseAs;
  /** Wins over the option `schema`. */
  schema?: StandardSchema<T>;
  /** Wins over the option `reverification`. */
  reverification?: 'throw' | 'return';
}
"#;
