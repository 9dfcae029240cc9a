//! Is Clerk there, loaded, and somebody signed in?

use crate::facts::{Clerk, Facts};
use crate::finding::{Code, Finding};
use clerk_fetch::policy::token::is_pending;

/// The first of these that is not so: what follows cannot be.
pub fn check(facts: &Facts) -> Vec<Finding> {
    facts.clerk.as_ref().and_then(state).into_iter().collect()
}

fn state(clerk: &Clerk) -> Option<Finding> {
    let finding = if !clerk.present {
        Finding::new(
            Code::ClerkAbsent,
            "There is no globalThis.Clerk in this page.",
            "Render <ClerkProvider>, load clerk-js, or pass `clerk` or `getToken`.",
        )
    } else if clerk.status == "error" {
        Finding::new(
            Code::ClerkFailed,
            "Clerk could not load: its status is \"error\".",
            "Look at the page's failed requests to Clerk's host; correct the publishable key or `proxyUrl`.",
        )
    } else if !clerk.loaded {
        Finding::new(
            Code::ClerkNotLoaded,
            "Clerk is in the page and has not loaded in time.",
            "await Clerk.load()",
        )
    } else if clerk.session.is_empty() {
        Finding::new(
            Code::SignedOut,
            "Nobody is signed in: Clerk.session is null.",
            "Sign in, or set `signedOut: 'anonymous'` to call without a token.",
        )
    } else if is_pending(clerk.session.as_bytes()) {
        let task = if clerk.task.is_empty() {
            String::new()
        } else {
            format!(": {}", clerk.task)
        };
        Finding::new(
            Code::SessionPending,
            format!("The session is pending, it has a task to finish{task}."),
            "Show Clerk's component for the task: <RedirectToTasks /> or <SignIn />.",
        )
    } else {
        return None;
    };
    Some(finding)
}
