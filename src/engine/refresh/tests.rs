//! The refresh's promises, by example; every order of events is in `storm`.

mod storm;
mod world;

use super::*;
use proptest::prelude::*;

const MARKS: [Mark; 4] = [Mark::None, Mark::Accepted, Mark::Replaced, Mark::Barred];

#[test]
fn one_starts_and_the_others_join() {
    for mark in MARKS {
        for expired in [false, true] {
            assert_eq!(admit(true, true, mark, expired), Admission::Join);
            assert_eq!(admit(true, false, mark, expired), Admission::Queue);
        }
    }
}

#[test]
fn a_mark_holds_until_its_time_is_over() {
    for mark in MARKS {
        let code = mark as u32;
        assert_eq!(Mark::from_code(code, 1.0), mark);
        for left in [0.0, -1.0, f64::NAN] {
            assert_eq!(Mark::from_code(code, left), Mark::None);
        }
    }
    assert_eq!(Mark::from_code(99, 1.0), Mark::None);
}

#[test]
fn a_token_of_a_forced_mint_forces_another_only_where_it_was_accepted_and_has_expired() {
    let rows = [
        (Mark::None, Admission::Start, Admission::Start),
        (Mark::Accepted, Admission::Look, Admission::Start),
        (Mark::Replaced, Admission::Look, Admission::Look),
        (Mark::Barred, Admission::Refuse, Admission::Refuse),
    ];
    for (mark, otherwise, expired) in rows {
        assert_eq!(admit(false, false, mark, false), otherwise, "{mark:?}");
        assert_eq!(admit(false, false, mark, true), expired, "{mark:?}");
    }
}

#[test]
fn outcomes_have_their_time() {
    for unchanged in [false, true] {
        assert_eq!(cool_down(outcome(false, unchanged, true)), 5_000.0);
        assert_eq!(cool_down(outcome(false, unchanged, false)), 5_000.0);
        assert_eq!(cool_down(outcome(true, unchanged, true)), 30_000.0);
        assert_eq!(cool_down(outcome(true, unchanged, false)), 0.0);
    }
    assert_eq!(outcome(true, true, true), Outcome::Unchanged);
    assert_eq!(outcome(true, false, true), Outcome::Minted);
}

proptest! {
    /// A mark bars no longer than it holds, and nothing but a mark bars.
    #[test]
    fn marks_hold_for_their_time(code: u32, left in -1e6..1e6_f64, expired: bool) {
        let mark = Mark::from_code(code, left);
        prop_assert!(left > 0.0 || mark == Mark::None);
        prop_assert!(mark != Mark::None || admit(false, false, mark, expired) == Admission::Start);
    }
}
