//! The refresh's promises, by example; every order of events is in `storm`.

mod storm;
mod world;

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
