//! Every order of events of few calls, and random orders of many: one forced mint for each refused token and cool-down,
//! everybody gets an answer, nothing is sent a third time.

use super::world::{Api, Gift, Step, World};
use std::collections::HashSet;

/// Plays a list that a failure printed.
fn replay(api: Api, calls: usize, steps: &[Step]) -> Result<World, String> {
    let mut world = World::new(api, calls);
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
        if seen.insert(next.clone()) {
            explore(&next, extra, path, seen);
        }
        path.pop();
    }
}

#[test]
fn every_order_of_two_and_three_calls_keeps_the_promises() {
    let mut worlds = 0;
    for api in [Api::Newer, Api::Nothing, Api::Once] {
        for calls in [2, 3] {
            for extra in [
                &[][..],
                &[Step::Rotate],
                &[Step::Elapse(5_000), Step::Elapse(30_000)],
            ] {
                let mut seen = HashSet::new();
                explore(&World::new(api, calls), extra, &mut Vec::new(), &mut seen);
                worlds += seen.len();
            }
        }
    }
    assert!(worlds > 50_000, "only {worlds} situations");
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
fn tell(api: Api, calls: usize, seed: u64) -> (Vec<Step>, Result<World, String>) {
    let mut chance = Chance(seed);
    let mut world = World::new(api, calls);
    let mut steps = Vec::new();
    while !world.is_over() {
        let step = match chance.below(20) {
            0 => Step::Rotate,
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
    for api in [Api::Newer, Api::Nothing, Api::Once] {
        for seed in 0..300 {
            let (steps, end) = tell(api, 60, seed);
            if let Err(broken) = end {
                panic!("{broken}; {api:?}, 60 calls, seed {seed}: {steps:?}");
            }
        }
    }
}

#[test]
fn a_story_that_is_printed_can_be_played_again() {
    let (steps, end) = tell(Api::Once, 20, 7);
    assert_eq!(replay(Api::Once, 20, &steps), end);
}

#[test]
fn a_thousand_401s_at_once_cost_one_mint() {
    let calls = 1_000;
    let mut steps: Vec<Step> = (0..calls).map(Step::Begin).collect();
    steps.extend((0..calls / 2).map(Step::Reply));
    steps.extend([Step::Asked, Step::Minted(Gift::New)]);
    steps.push(Step::Reply(calls - 1)); // late, with the old token
    steps.push(Step::Asked);
    let world = replay(Api::Newer, calls, &steps).unwrap();
    assert_eq!(world.forced.len(), 1);
}

#[test]
fn an_api_that_accepts_nothing_costs_one_mint_a_cool_down_even_in_random_orders() {
    for seed in 0..100 {
        let (steps, end) = tell(Api::Nothing, 40, seed);
        let own = steps.iter().filter(|&&step| step == Step::Rotate).count();
        let time: u32 = steps
            .iter()
            .map(|step| if let Step::Elapse(ms) = step { *ms } else { 0 })
            .sum();
        let most = 1 + own + (time / 5_000) as usize;
        let forced = end.unwrap().forced.len();
        assert!(
            forced <= most,
            "{forced} mints, at most {most}, seed {seed}: {steps:?}"
        );
    }
}
