//! A simulated executor: calls, a token source, an API and a clock, which do one event after another. Its bookkeeping is
//! that of js/token/refresh.ts; what it decides with is the machine that is shipped.

use super::super::{Admission, admit, cool_down, outcome};
use crate::engine::action::Action;
use crate::engine::call::{Call, Flag};
use crate::engine::event::{Event, Renewal};
use crate::policy::challenge::is_refused;
use crate::policy::token::Answer;

/// One thing that happens; a failure prints a list of them, which `replay` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// This call begins, with the token that the source has.
    Begin(usize),
    /// The API answers this call.
    Reply(usize),
    /// This call's caller aborts.
    Abort(usize),
    /// The source answers the plain question of the refresh that is under way.
    Asked,
    /// It answers the forced one: a new token, the same, or none (an error, `null`, or the time is over).
    Minted(Gift),
    /// Somebody else mints.
    Rotate,
    /// Time passes, in ms.
    Elapse(u32),
}

/// What a forced mint gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gift {
    New,
    Same,
    Nothing,
}

/// Which tokens the API accepts; they are numbers, the newer the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Api {
    /// All but the first.
    Newer,
    /// None, ever.
    Nothing,
    /// Each for one request.
    Once,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    Unborn,
    Sent,
    Waits { queued: bool },
    Done,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Caller {
    stage: Stage,
    state: u32,
    token: u32,
    sends: u32,
    aborted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    api: Api,
    now: u32,
    current: u32,
    newest: u32,
    used: Vec<u32>,
    callers: Vec<Caller>,
    /// The refused token and whether the forced question has been put.
    under_way: Option<(u32, bool)>,
    barred: Option<u32>,
    until: u32,
    minted: Option<u32>,
    /// Each forced mint: for which token, when it was asked for, and for how long it bars.
    pub forced: Vec<(u32, u32, u32)>,
}

impl World {
    pub fn new(api: Api, calls: usize) -> Self {
        let caller = Caller {
            stage: Stage::Unborn,
            state: 0,
            token: 0,
            sends: 0,
            aborted: false,
        };
        Self {
            api,
            now: 0,
            current: 0,
            newest: 0,
            used: Vec::new(),
            callers: vec![caller; calls],
            under_way: None,
            barred: None,
            until: 0,
            minted: None,
            forced: Vec::new(),
        }
    }

    /// What can happen now, besides the passing of time and other people's mints.
    pub fn possible(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for (at, caller) in self.callers.iter().enumerate() {
            match caller.stage {
                Stage::Unborn => steps.push(Step::Begin(at)),
                Stage::Sent => steps.extend([Step::Reply(at), Step::Abort(at)]),
                Stage::Waits { .. } => steps.push(Step::Abort(at)),
                Stage::Done => {}
            }
        }
        match self.under_way {
            Some((_, false)) => steps.push(Step::Asked),
            Some((_, true)) => {
                steps.extend([Gift::New, Gift::Same, Gift::Nothing].map(Step::Minted));
            }
            None => {}
        }
        steps
    }

    /// Whether every caller has got its answer.
    pub fn is_over(&self) -> bool {
        let done = |caller: &Caller| caller.stage == Stage::Done;
        self.callers.iter().all(done) && self.under_way.is_none()
    }

    /// Does one step. `Err` is the promise that it broke.
    pub fn take(&mut self, step: Step) -> Result<(), String> {
        match step {
            Step::Begin(at) => self.begin(at),
            Step::Reply(at) => self.reply(at),
            Step::Abort(at) => {
                self.callers[at].stage = Stage::Done;
                self.callers[at].aborted = true;
                Ok(())
            }
            Step::Asked => self.asked(),
            Step::Minted(gift) => self.mint(gift),
            Step::Rotate => {
                self.newest += 1;
                self.current = self.newest;
                Ok(())
            }
            Step::Elapse(ms) => {
                self.now += ms;
                Ok(())
            }
        }
    }

    fn step(&mut self, at: usize, event: Event) -> Action {
        let (next, action) = Call::from_bits(self.callers[at].state).step(event);
        self.callers[at].state = next.pack(Action::Send) >> 4;
        action
    }

    fn begin(&mut self, at: usize) -> Result<(), String> {
        self.callers[at].state = Call::new(Flag::Replayable as u32, 0).pack(Action::Send) >> 4;
        self.step(at, Event::Admitted(Ok(())));
        self.callers[at].token = self.current;
        let action = self.step(at, Event::Token(Answer::Token));
        self.act(at, action)
    }

    fn accepts(&mut self, token: u32) -> bool {
        match self.api {
            Api::Newer => token > 0,
            Api::Nothing => false,
            Api::Once if self.used.contains(&token) => false,
            Api::Once => {
                self.used.push(token);
                true
            }
        }
    }

    fn reply(&mut self, at: usize) -> Result<(), String> {
        let token = self.callers[at].token;
        let status = if self.accepts(token) { 200 } else { 401 };
        if self.callers[at].sends == 2 && self.minted == Some(token) {
            let theirs = self.barred.is_some_and(|other| other != token);
            if is_refused(status, None) && theirs {
                // A newer token's bar stands.
            } else if is_refused(status, None) {
                self.bar(token, cool_down(outcome(true, false, true)));
            } else if self.barred == Some(token) {
                self.barred = None;
            }
        }
        let action = self.step(at, Event::answered(status));
        self.act(at, action)
    }

    /// Carries out what the machine says.
    fn act(&mut self, at: usize, action: Action) -> Result<(), String> {
        match action {
            Action::Send => {
                let caller = &mut self.callers[at];
                caller.sends += 1;
                caller.stage = Stage::Sent;
                if caller.aborted {
                    return Err(format!("call {at} was aborted and sent"));
                }
                if caller.sends > 2 {
                    return Err(format!("call {at} was sent {} times", caller.sends));
                }
                Ok(())
            }
            Action::Challenge => {
                let action = self.step(at, Event::Challenged { mendable: true });
                self.act(at, action)
            }
            Action::Refresh => self.renew(at),
            Action::Deliver => {
                self.callers[at].stage = Stage::Done;
                Ok(())
            }
            other => Err(format!("call {at} was told {other:?}")),
        }
    }

    fn renew(&mut self, at: usize) -> Result<(), String> {
        let token = self.callers[at].token;
        let same = self.under_way.is_some_and(|(refused, _)| refused == token);
        let left = f64::from(self.until) - f64::from(self.now);
        let barred = self.barred == Some(token);
        let queued = match admit(self.under_way.is_some(), same, barred, left) {
            Admission::Refuse => return self.renewed(at, None),
            Admission::Start => {
                self.under_way = Some((token, false));
                false
            }
            Admission::Join => false,
            Admission::Queue => true,
        };
        self.callers[at].stage = Stage::Waits { queued };
        Ok(())
    }

    fn renewed(&mut self, at: usize, token: Option<u32>) -> Result<(), String> {
        if token == Some(self.callers[at].token) {
            return Err(format!("call {at} gets its refused token again"));
        }
        let renewal = token.map_or(Renewal::None, |_| Renewal::Renewed);
        self.callers[at].token = token.unwrap_or(self.callers[at].token);
        let action = self.step(at, Event::Refreshed(renewal));
        self.act(at, action)
    }

    fn asked(&mut self) -> Result<(), String> {
        let (refused, _) = self.under_way.ok_or("nothing is under way")?;
        if self.current != refused {
            return self.end(Some(self.current), false);
        }
        self.under_way = Some((refused, true));
        self.forced.push((refused, self.now, 0));
        self.check_forced()
    }

    /// One forced mint for each refused token and cool-down.
    fn check_forced(&self) -> Result<(), String> {
        let [earlier @ .., (refused, now, _)] = &self.forced[..] else {
            return Ok(());
        };
        let too_soon =
            |(token, then, bars): &&(u32, u32, u32)| token == refused && now - then < *bars;
        match earlier.iter().find(too_soon) {
            Some(other) => Err(format!(
                "token {refused} is minted for at {now} and {}",
                other.1
            )),
            None => Ok(()),
        }
    }

    fn mint(&mut self, gift: Gift) -> Result<(), String> {
        match gift {
            Gift::New => {
                self.newest += 1;
                self.current = self.newest;
                self.end(Some(self.current), true)
            }
            Gift::Same => self.end(self.under_way.map(|(refused, _)| refused), true),
            Gift::Nothing => self.end(None, true),
        }
    }

    fn bar(&mut self, token: u32, ms: f64) {
        self.barred = Some(token);
        self.until = self.now + ms as u32;
    }

    /// The refresh is over: who joined gets its token, and who is in the queue is asked anew.
    fn end(&mut self, token: Option<u32>, forced: bool) -> Result<(), String> {
        let (refused, _) = self.under_way.take().ok_or("nothing is under way")?;
        let unchanged = token == Some(refused);
        let bars = cool_down(outcome(token.is_some(), unchanged, forced));
        if bars > 0.0 {
            self.bar(token.unwrap_or(refused), bars);
        }
        if forced {
            // The contract's own numbers, not those of the machine.
            let promised = if token.is_some() { 30_000 } else { 5_000 };
            self.minted = token.or(self.minted);
            if let Some(last) = self.forced.last_mut() {
                last.2 = promised;
            }
        }
        let given = if unchanged { None } else { token };
        for queued in [false, true] {
            for at in 0..self.callers.len() {
                if self.callers[at].stage == (Stage::Waits { queued }) {
                    if queued {
                        self.renew(at)?;
                    } else {
                        self.renewed(at, given)?;
                    }
                }
            }
        }
        Ok(())
    }
}
