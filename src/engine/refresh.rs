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

/// Whether the status of a replay refuses the new token too (RFC 9110 §15.5.2).
pub fn refuses(status: u32) -> bool {
    status == 401
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_starts_and_the_others_join() {
        assert_eq!(admit(false, false, false, 0.0), Admission::Start);
        assert_eq!(admit(true, true, false, 0.0), Admission::Join);
        assert_eq!(admit(true, false, false, 0.0), Admission::Queue);
    }

    #[test]
    fn a_token_that_is_remembered_starts_none_until_its_time_is_over() {
        assert_eq!(admit(false, false, true, 1.0), Admission::Refuse);
        assert_eq!(admit(false, false, true, 0.0), Admission::Start);
        assert_eq!(admit(false, false, false, 1.0), Admission::Start);
    }

    #[test]
    fn only_a_401_refuses_the_new_token() {
        assert!(refuses(401));
        for status in [200, 400, 402, 403, 407, 500] {
            assert!(!refuses(status), "{status}");
        }
    }

    #[test]
    fn outcomes_have_their_time() {
        assert_eq!(cool_down(outcome(false, false, true)), 5_000.0);
        assert_eq!(cool_down(outcome(true, true, true)), 30_000.0);
        assert_eq!(cool_down(outcome(true, false, true)), 30_000.0);
        assert_eq!(cool_down(outcome(true, false, false)), 0.0);
    }

    /// The bookkeeping that the executor does, with tokens as numbers and a clock as a number.
    #[derive(Default)]
    struct Model {
        current: u32,
        barred: u32,
        until: f64,
        mints: u32,
    }

    impl Model {
        fn refused(&mut self, token: u32, now: f64) -> Option<u32> {
            let barred = self.barred == token;
            if admit(false, false, barred, self.until - now) == Admission::Refuse {
                return None;
            }
            let forced = self.current == token;
            if forced {
                self.current += 1;
                self.mints += 1;
            }
            let result = outcome(true, self.current == token, forced);
            if result != Outcome::Found {
                self.barred = self.current;
                self.until = now + cool_down(result);
            }
            Some(self.current)
        }
    }

    proptest! {
        /// An endpoint that always says 401 costs at most one mint a cool-down, however it is called.
        #[test]
        fn an_endless_401_costs_one_mint_a_cool_down(gaps in prop::collection::vec(0.0..20_000.0_f64, 1..200)) {
            let mut model = Model { current: 1, ..Model::default() };
            let mut now = 0.0;
            for gap in gaps {
                now += gap;
                model.refused(model.current, now);
            }
            prop_assert!(f64::from(model.mints) <= 1.0 + now / 30_000.0);
        }

        /// Late arrivals with the old token never mint.
        #[test]
        fn late_arrivals_find_the_new_token(late in 1..1_000_u32) {
            let mut model = Model { current: 1, ..Model::default() };
            for _ in 0..late {
                prop_assert_eq!(model.refused(1, 0.0), Some(2));
            }
            prop_assert_eq!(model.mints, 1);
        }
    }
}
