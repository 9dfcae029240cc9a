//! One refresh for many: what a call whose token was refused does about it.
//!
//! Everything is keyed by the token that was refused, for one token source, template and organization. After a refresh
//! its outcome is remembered for a while as the one token that starts no other: the new token until it has been
//! accepted, or the refused one where the refresh failed or gave it again.

/// What the caller of a refused token does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Admission {
    /// Starts the refresh.
    Start = 0,
    /// Waits for the refresh of this very token, which is under way.
    Join = 1,
    /// Waits for the refresh of another token, then asks again.
    Queue = 2,
    /// Starts none: the first 401 stands.
    Refuse = 3,
}

/// Decides. `under_way` is whether a refresh is, `same` whether it is of this token, `barred` whether this token is the
/// remembered one, and `left` how long that still holds, in ms.
pub fn admit(under_way: bool, same: bool, barred: bool, left: f64) -> Admission {
    if under_way && same {
        Admission::Join
    } else if under_way {
        Admission::Queue
    } else if barred && left > 0.0 {
        Admission::Refuse
    } else {
        Admission::Start
    }
}

/// How a refresh ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Outcome {
    /// It failed, hung or gave no token.
    Failed = 0,
    /// It gave the refused token again.
    Unchanged = 1,
    /// A plain `getToken()` already had a new one: somebody else minted it.
    Found = 2,
    /// A forced mint gave a new one.
    Minted = 3,
}

/// Classifies a refresh's result.
pub fn outcome(usable: bool, unchanged: bool, forced: bool) -> Outcome {
    match (usable, unchanged, forced) {
        (false, _, _) => Outcome::Failed,
        (true, true, _) => Outcome::Unchanged,
        (true, false, false) => Outcome::Found,
        (true, false, true) => Outcome::Minted,
    }
}

/// For how long, in ms, the token that an outcome names starts no other refresh: the new one after a mint, the refused
/// one after a failure or an unchanged token.
pub fn cool_down(outcome: Outcome) -> f64 {
    match outcome {
        Outcome::Failed => 5_000.0,
        Outcome::Unchanged | Outcome::Minted => 30_000.0,
        Outcome::Found => 0.0,
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
