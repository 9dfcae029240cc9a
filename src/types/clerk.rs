//! What is used of Clerk: the token source and the Clerk object.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const CLERK: &str = r#"
/** A token source: any Clerk SDK's `getToken`. `null` means signed out. */
export type GetToken = (options?: { template?: string; organizationId?: string; skipCache?: boolean }) => Promise<string | null>;

/** What is used of the Clerk object. */
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
  /** Tells of each change of user, session and organization; without it, the object is looked at every 50 ms. */
  addListener?(listener: () => void): () => void;
}
"#;
