//! What is used of Clerk: the token source and the Clerk object.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const CLERK: &str = r#"
/** A token source: the `getToken` of any Clerk SDK. `null` means signed out. */
export type GetToken = (options?: { template?: string; organizationId?: string; skipCache?: boolean }) => Promise<string | null>;

/** The members of the Clerk object that this package uses. `window.Clerk` is one. */
export interface ClerkLike {
  readonly loaded?: boolean;
  readonly status?: string | undefined;
  readonly session?:
    | {
        getToken: GetToken;
        readonly id?: string;
        readonly status?: string | undefined;
        readonly user?: { readonly id: string } | null | undefined;
        readonly lastActiveOrganizationId?: string | null | undefined;
      }
    | null
    | undefined;
  readonly user?: { readonly id: string } | null | undefined;
  readonly organization?: { readonly id: string } | null | undefined;
  /** Calls `listener` when the user, session or organization changes. Without this method, the object is polled every 50 ms. */
  addListener?(listener: () => void): () => void;
}
"#;
