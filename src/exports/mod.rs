//! The boundary: integers, and one window of ASCII text in linear memory.
//!
//! No string, `JsValue`, closure or future crosses it: a normal call costs three crossings of some 4 ns, the module
//! needs no allocator and no imports, and the same glue serves the JavaScript translation. The typed surface that users
//! see is in `src/types/`. Each file here has the functions that JavaScript calls for one subject.

pub mod call;
pub mod error;
pub mod key;
pub mod options;
pub mod refresh;
pub mod response;
pub mod retry;
pub mod token;
pub mod url;
pub mod window;

#[cfg(all(target_arch = "wasm32", not(feature = "types")))]
mod no_alloc; // as it is shipped: the types' own crates, and the tests, do need memory

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod codes;

#[cfg(feature = "debug")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}
