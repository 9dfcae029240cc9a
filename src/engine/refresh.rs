//! One refresh for many: what a call whose token was refused does about it.
//!
//! A refresh belongs to one token source, template and organization, and to the refused token's identity: one user's slow
//! mint holds up no other. What is remembered of it afterwards belongs besides to the origin that refused: the [`Mark`] of
//! the refused token and of the one that came in its place, each for a while, and of the identity: whichever of its tokens
//! that origin refuses next, the source is not forced again.

/// What the caller of a refused token does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Admission {
    /// Starts the refresh, which may force the source to mint.
    Start = 0,
    /// Starts the refresh, which asks the source for what it has: its forced mint is too recent.
    Look = 1,
    /// Waits for the refresh of this very token, which is under way.
    Join = 2,
    /// Waits for the refresh of another token of the same identity, then asks again.
    Queue = 3,
    /// Starts none: the first refusal stands.
    Refuse = 4,
}

/// What is remembered of a token at the origin that refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Mark {
    /// Nothing.
    None = 0,
    /// A forced mint gave it, and the origin has accepted it since.
    Accepted = 1,
    /// A forced mint has replaced it, or another token of its identity.
    Replaced = 2,
    /// It starts no refresh: it came from a forced mint and was not accepted, a refresh gave it again, or the refresh
    /// failed.
    Barred = 3,
}

impl Mark {
    /// The names and codes that `js/core/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 4] = [
        ("None", Self::None as u32),
        ("Accepted", Self::Accepted as u32),
        ("Replaced", Self::Replaced as u32),
        ("Barred", Self::Barred as u32),
    ];

    /// The mark as long as it holds (`left`, in ms).
    pub fn from_code(code: u32, left: f64) -> Self {
        if left > 0.0 {
            match code {
                1 => Self::Accepted,
                2 => Self::Replaced,
                3 => Self::Barred,
                _ => Self::None,
            }
        } else {
            Self::None
        }
    }
}

/// Decides. `under_way` is whether a refresh for this identity is, and `same` whether it is of this token. A source that still
/// gives the refused token is forced to mint once for a while, unless the API says that the token of the last forced mint,
/// which it has accepted, has `expired`.
pub fn admit(under_way: bool, same: bool, mark: Mark, expired: bool) -> Admission {
    if under_way && same {
        Admission::Join
    } else if under_way {
        Admission::Queue
    } else {
        match mark {
            Mark::None => Admission::Start,
            Mark::Accepted if expired => Admission::Start,
            Mark::Accepted | Mark::Replaced => Admission::Look,
            Mark::Barred => Admission::Refuse,
        }
    }
}

/// How a refresh ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Outcome {
    /// It failed, hung or gave no token.
    Failed = 0,
    /// A forced mint gave the refused token again.
    Unchanged = 1,
    /// A plain `getToken()` told: somebody else minted a new one, or the refused one is still there and no mint is due.
    Found = 2,
    /// A forced mint gave a new one.
    Minted = 3,
}

/// Classifies a refresh's result.
pub fn outcome(usable: bool, unchanged: bool, forced: bool) -> Outcome {
    match (usable, unchanged, forced) {
        (false, _, _) => Outcome::Failed,
        (true, _, false) => Outcome::Found,
        (true, true, true) => Outcome::Unchanged,
        (true, false, true) => Outcome::Minted,
    }
}

/// For how long, in ms, the marks hold that an outcome leaves.
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
