//! Every order of events of few calls, and random orders of many: one forced mint for each refused token and cool-down,
//! everybody gets an answer, nothing is sent a third time.

use super::world::{Api, Gift, Setting, Step, World};
use std::collections::HashSet;

/// Plays a list that a failure printed.
fn replay(setting: Setting, steps: &[Step]) -> Result<World, String> {
    let mut world = World::new(setting);
    for (at, &step) in steps.iter().enumerate() {
        world
            .take(step)
            .map_err(|broken| format!("{broken}, after {at} of {steps:?}"))?;
    }
    Ok(world)
}

/// Goes every way from here. `extra` is what may happen besides, each once.
fn explore(world: &World, extra: &[Step], path: &mut Vec<Step>, seen: &mut HashSet<World>) {
    if world.is_over() {
        return;
    }
    let possible = world.possible();
    assert!(!possible.is_empty(), "it hangs after {path:?}");
    let spent: Vec<Step> = path
        .iter()
        .copied()
        .filter(|step| extra.contains(step))
        .collect();
    let more = extra.iter().copied().filter(|step| !spent.contains(step));
    let aborts = path.iter().any(|step| matches!(step, Step::Abort(_)));
    for step in possible.into_iter().chain(more) {
        if aborts && matches!(step, Step::Abort(_)) {
            continue;
        }
        let mut next = world.clone();
        path.push(step);
        if let Err(broken) = next.take(step) {
            panic!("{broken}: {path:?}");
        }
        assert!(!next.holds_up_others(), "{path:?}");
        if seen.insert(next.clone()) {
            explore(&next, extra, path, seen);
        }
        path.pop();
    }
}

const APIS: [Api; 5] = [
    Api::Newer,
    Api::Nothing,
    Api::Once,
    Api::Flaps { expired: false },
    Api::Flaps { expired: true },
];

fn worlds(setting: Setting, extra: &[Step]) -> usize {
    let mut seen = HashSet::new();
    explore(&World::new(setting), extra, &mut Vec::new(), &mut seen);
    seen.len()
}

#[test]
fn every_order_of_two_and_three_calls_keeps_the_promises() {
    let mut all = 0;
    for api in APIS {
        for calls in [2, 3] {
            for extra in [
                &[][..],
                &[Step::Rotate(0)],
                &[Step::Elapse(5_000), Step::Elapse(30_000)],
            ] {
                all += worlds(Setting::new(api, calls), extra);
            }
        }
    }
    assert!(all > 50_000, "only {all} situations");
}

#[test]
fn every_order_of_calls_of_two_users_or_to_two_origins_or_of_a_stubborn_source_keeps_the_promises()
{
    let mut all = 0;
    for api in [Api::Newer, Api::Nothing, Api::FirstOrigin] {
        let setting = Setting::new(api, 3);
        for (users, origins, stubborn) in [(2, 1, false), (1, 2, false), (1, 1, true)] {
            let setting = Setting {
                users,
                origins,
                stubborn,
                ..setting
            };
            all += worlds(setting, &[Step::Elapse(5_000)]);
        }
    }
    assert!(all > 10_000, "only {all} situations");
}

/// Numbers that repeat with their seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

/// A random story of many calls to its end: the steps, and the world or the promise that broke.
fn tell(setting: Setting, seed: u64) -> (Vec<Step>, Result<World, String>) {
    let mut chance = Chance(seed);
    let mut world = World::new(setting);
    let mut steps = Vec::new();
    while !world.is_over() {
        let step = match chance.below(20) {
            0 => Step::Rotate(chance.below(setting.users)),
            1 | 2 => Step::Elapse([1, 999, 4_999, 29_999][chance.below(4)]),
            _ => {
                let possible = world.possible();
                possible[chance.below(possible.len())]
            }
        };
        steps.push(step);
        if let Err(broken) = world.take(step) {
            return (steps, Err(broken));
        }
    }
    (steps, Ok(world))
}

#[test]
fn random_orders_of_many_calls_keep_the_promises() {
    for api in APIS.into_iter().chain([Api::FirstOrigin]) {
        for seed in 0..300 {
            let setting = Setting {
                users: 1 + seed as usize % 3,
                origins: 1 + seed as usize / 3 % 3,
                stubborn: seed % 5 == 0,
                ..Setting::new(api, 60)
            };
            let (steps, end) = tell(setting, seed);
            if let Err(broken) = end {
                panic!("{broken}; {setting:?}, seed {seed}: {steps:?}");
            }
        }
    }
}

#[test]
fn a_story_that_is_printed_can_be_played_again() {
    let setting = Setting::new(Api::Once, 20);
    let (steps, end) = tell(setting, 7);
    assert_eq!(replay(setting, &steps), end);
}

#[test]
fn a_thousand_401s_at_once_cost_one_mint() {
    for stubborn in [false, true] {
        let calls = 1_000;
        let mut steps: Vec<Step> = (0..calls).map(Step::Begin).collect();
        steps.extend((0..calls / 2).map(Step::Reply));
        steps.extend([Step::Asked(0), Step::Minted(0, Gift::New)]);
        steps.push(Step::Reply(calls - 1)); // late, with the old token
        steps.push(Step::Asked(0));
        let setting = Setting {
            stubborn,
            ..Setting::new(Api::Newer, calls)
        };
        let world = replay(setting, &steps).unwrap();
        assert_eq!(world.forced.len(), 1);
    }
}

/// One call after another, `gap` ms apart; the forced mints at each origin.
fn in_a_row(setting: Setting, gap: u32) -> Vec<usize> {
    turning_in_a_row(setting, gap, false)
}

/// The same, where somebody else may have minted before each call.
fn turning_in_a_row(setting: Setting, gap: u32, turns: bool) -> Vec<usize> {
    let mut world = World::new(setting);
    for at in 0..setting.calls {
        if turns {
            world.take(Step::Rotate(0)).unwrap();
        }
        world.take(Step::Begin(at)).unwrap();
        while let Some(&step) = world.possible().iter().find(|step| match step {
            Step::Reply(of) => *of == at,
            Step::Asked(_) | Step::Minted(_, Gift::New) => true,
            _ => false,
        }) {
            world.take(step).unwrap();
        }
        world.take(Step::Elapse(gap)).unwrap();
    }
    (0..setting.origins)
        .map(|origin| world.forced_at(origin))
        .collect()
}

#[test]
fn whatever_an_api_answers_calls_in_a_row_cost_one_mint_for_each_cool_down() {
    for api in [Api::Nothing, Api::Once, Api::Flaps { expired: false }] {
        for stubborn in [false, true] {
            let setting = Setting {
                stubborn,
                ..Setting::new(api, 100)
            };
            assert_eq!(in_a_row(setting, 0), [1], "{setting:?}");
            let most = 100 * 1_000 / 30_000 + 1;
            for turns in [false, true] {
                let forced = turning_in_a_row(setting, 1_000, turns);
                assert!(forced[0] <= most, "{setting:?}: {forced:?}");
            }
        }
    }
    // What has expired by the API's word is replaced each time.
    assert!(in_a_row(Setting::new(Api::Flaps { expired: true }, 100), 0)[0] > 10);
}

#[test]
fn an_origin_that_accepts_nothing_bars_no_other() {
    // Calls go to both in turn; the second refuses the token that the first one's mint has given.
    let setting = Setting {
        origins: 2,
        ..Setting::new(Api::FirstOrigin, 100)
    };
    assert_eq!(in_a_row(setting, 0), [1, 1]);
}

#[test]
fn an_api_that_accepts_nothing_costs_one_mint_a_cool_down_even_in_random_orders() {
    for seed in 0..100 {
        let (steps, end) = tell(Setting::new(Api::Nothing, 40), seed);
        let time: u32 = steps
            .iter()
            .map(|step| if let Step::Elapse(ms) = step { *ms } else { 0 })
            .sum();
        let most = 1 + (time / 5_000) as usize; // however often somebody else mints
        let forced = end.unwrap().forced.len();
        assert!(
            forced <= most,
            "{forced} mints, at most {most}, seed {seed}: {steps:?}"
        );
    }
}
