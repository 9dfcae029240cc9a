//! What the environment has, looked up when it is needed: a page, a worker, Node.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};
use web_sys::RequestInit;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    pub fn fetch(url: &str, init: &RequestInit) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = setTimeout)]
    pub fn set_timeout(callback: &Function, ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub fn clear_timeout(timer: &JsValue);
    #[wasm_bindgen(js_name = String)]
    fn string(value: &JsValue) -> String;
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn now() -> f64;
}

/// A property; `undefined` where there is none, or where it throws.
pub fn get(of: &JsValue, name: &str) -> JsValue {
    if of.is_object() || of.is_function() {
        Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// A property that is text, or empty.
pub fn text(of: &JsValue, name: &str) -> String {
    get(of, name).as_string().unwrap_or_default()
}

/// A property that is a function.
pub fn function(of: &JsValue, name: &str) -> Option<Function> {
    get(of, name).dyn_into().ok()
}

/// A string as it is, an object by its own word (a `URL`), anything else empty.
pub fn text_of(value: &JsValue) -> String {
    match value.as_string() {
        Some(text) => text,
        None if value.is_object() => string(value),
        None => String::new(),
    }
}

/// `globalThis`.
pub fn global() -> JsValue {
    js_sys::global().into()
}

/// The page's or worker's own origin; `None` outside of both.
pub fn page_origin() -> Option<String> {
    get(&get(&global(), "location"), "origin").as_string()
}

/// What a relative URL means in this page.
pub fn base_uri() -> Option<String> {
    let base = get(&get(&global(), "document"), "baseURI");
    base.as_string()
        .or_else(|| get(&get(&global(), "location"), "href").as_string())
}
