//! Waiting with an end: a time limit, and the caller's signal. What was waited with is released by drop.

use super::host;
use js_sys::{Function, Promise};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use wasm_bindgen::prelude::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

/// How a wait ended.
pub enum Ended {
    Value(JsValue),
    Threw(JsValue),
    TimedOut,
}

/// A timer that ends with its owner.
struct Timer {
    id: JsValue,
    rings: JsFuture,
}

impl Timer {
    fn new(ms: f64) -> Self {
        let mut id = JsValue::UNDEFINED;
        let promise = Promise::new(&mut |resolve, _| id = host::set_timeout(&resolve, ms));
        Self {
            id,
            rings: promise.into(),
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        host::clear_timeout(&self.id);
    }
}

/// The caller's signal: one listener, however often it is waited with.
pub struct Abort {
    signal: Option<AbortSignal>,
    listener: Option<Function>,
    promise: Promise,
}

impl Abort {
    pub fn new(signal: Option<AbortSignal>) -> Self {
        let mut listener = None;
        let promise = Promise::new(&mut |resolve, _| {
            if let Some(signal) = &signal {
                let _ = signal.add_event_listener_with_callback("abort", &resolve);
            }
            listener = Some(resolve);
        });
        Self {
            signal,
            listener,
            promise,
        }
    }

    /// The reason, where it has been aborted.
    pub fn check(&self) -> Result<(), JsValue> {
        match &self.signal {
            Some(signal) if signal.aborted() => Err(signal.reason()),
            _ => Ok(()),
        }
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let (Some(signal), Some(listener)) = (&self.signal, &self.listener) {
            let _ = signal.remove_event_listener_with_callback("abort", listener);
        }
    }
}

/// The promise's end, or that the time is over. `Err` is the signal's reason.
pub async fn within(promise: Promise, ms: f64, abort: &Abort) -> Result<Ended, JsValue> {
    abort.check()?;
    let mut timer = Timer::new(ms);
    let mut settles: JsFuture = promise.into();
    let mut aborts: JsFuture = abort.promise.clone().into();
    poll_fn(|context| {
        if Pin::new(&mut aborts).poll(context).is_ready() {
            return Poll::Ready(abort.check().map(|()| Ended::TimedOut));
        }
        if let Poll::Ready(settled) = Pin::new(&mut settles).poll(context) {
            return Poll::Ready(Ok(settled.map_or_else(Ended::Threw, Ended::Value)));
        }
        if Pin::new(&mut timer.rings).poll(context).is_ready() {
            return Poll::Ready(Ok(Ended::TimedOut));
        }
        Poll::Pending
    })
    .await
}

/// Lets so much time pass.
pub async fn pause(ms: f64, abort: &Abort) -> Result<(), JsValue> {
    let never = Promise::new(&mut |_, _| {});
    within(never, ms, abort).await.map(|_| ())
}
