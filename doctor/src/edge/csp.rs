//! What the browser reports of the page's policy.

use super::host;
use super::options::Options;
use super::wait::pause;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::{JsCast, JsValue};
use web_sys::{EventTarget, SecurityPolicyViolationEvent};

/// The report comes a turn behind the failure.
const REPORT: f64 = 100.0;
const EVENT: &str = "securitypolicyviolation";

/// Listens as long as it lives.
pub struct Watch {
    target: Option<EventTarget>,
    listener: Closure<dyn FnMut(SecurityPolicyViolationEvent)>,
    blocked: Rc<Cell<bool>>,
}

impl Watch {
    pub fn new(url: &str) -> Self {
        let blocked = Rc::new(Cell::new(false));
        let seen = Rc::clone(&blocked);
        let url = url.to_owned();
        let listener = Closure::new(move |event: SecurityPolicyViolationEvent| {
            let ours = event.blocked_uri().is_empty()
                || url.starts_with(event.blocked_uri().trim_end_matches('/'));
            if ours
                && event.effective_directive() == "connect-src"
                && event.disposition() == web_sys::SecurityPolicyViolationEventDisposition::Enforce
            {
                seen.set(true);
            }
        });
        let document = host::get(&host::global(), "document");
        let target = document
            .dyn_into()
            .or_else(|_| host::global().dyn_into::<EventTarget>())
            .ok();
        if let Some(target) = &target {
            let target: &EventTarget = target;
            let _ =
                target.add_event_listener_with_callback(EVENT, listener.as_ref().unchecked_ref());
        }
        Self {
            target,
            listener,
            blocked,
        }
    }

    /// Whether the policy blocked the call that has failed.
    pub async fn blocked(&self, options: &Options) -> Result<bool, JsValue> {
        if !self.blocked.get() {
            pause(REPORT, &options.abort).await?;
        }
        Ok(self.blocked.get())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(target) = &self.target {
            let _ = target
                .remove_event_listener_with_callback(EVENT, self.listener.as_ref().unchecked_ref());
        }
    }
}
