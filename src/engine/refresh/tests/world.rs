//! A simulated executor: calls of several users to several origins, a token source, the APIs and a clock, which do one event
//! after another. Its bookkeeping is that of js/token/refresh.ts; what it decides with is the machine that is shipped.

use super::super::{Admission, Mark, admit, cool_down, outcome};
use crate::engine::action::Action;
use crate::engine::call::{Call, Flag};
use crate::engine::event::{Event, Renewal};
use crate::policy::challenge::is_refused;
use crate::policy::token::Answer;
use std::collections::BTreeMap;

/// One thing that happens; a failure prints a list of them, which `replay` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// This call begins, with the token that the source has.
    Begin(usize),
    /// The API answers this call.
    Reply(usize),
    /// This call's caller aborts.
    Abort(usize),
    /// The source answers the plain question of this user's refresh.
    Asked(usize),
    /// It answers the forced one: a new token, the same, or none (an error, `null`, or the time is over).
    Minted(usize, Gift),
    /// Somebody else mints for this user.
    Rotate(usize),
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

/// Which tokens the APIs accept; they are numbers, the newer the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Api {
    /// All but the first of each user.
    Newer,
    /// None, ever.
    Nothing,
    /// Each for one request.
    Once,
    /// Every second request, whatever its token; a refusal says whether the token has expired.
    Flaps { expired: bool },
    /// All but the first of each user at the first origin, none at the others.
    FirstOrigin,
}

/// How many there are of each, and how they behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Setting {
    pub api: Api,
    pub calls: usize,
    pub users: usize,
    pub origins: usize,
    /// The source goes on giving each user's first token, whatever it has minted.
    pub stubborn: bool,
}

impl Setting {
    /// One user, one origin, and a source that caches what it mints.
    pub fn new(api: Api, calls: usize) -> Self {
        Self {
            api,
            calls,
            users: 1,
            origins: 1,
            stubborn: false,
        }
    }
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
    /// The API has said that its token has expired.
    expired: bool,
    /// How many renewals there had been when it got its token.
    since: usize,
    /// Its token came from a forced mint whose marks hold until then.
    until: Option<u32>,
}

/// A refresh under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Flight {
    refused: u32,
    /// It may put the forced question.
    may_force: bool,
    /// The forced question has been put.
    forced: bool,
    starter: usize,
}

/// A forced mint that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Forced {
    user: usize,
    origin: usize,
    refused: u32,
    at: u32,
    /// What it gave, once it has.
    given: Option<u32>,
    /// For how long the contract says that no other follows it.
    bars: u32,
    /// Its token was accepted, and has expired by the API's word since.
    expired: bool,
    accepted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    setting: Setting,
    now: u32,
    /// Of each user.
    current: Vec<u32>,
    newest: u32,
    used: Vec<(usize, u32)>,
    /// Of each origin.
    answered: Vec<u32>,
    callers: Vec<Caller>,
    /// Of each user.
    flights: Vec<Option<Flight>>,
    /// By origin and token.
    marks: BTreeMap<(usize, u32), (Mark, u32)>,
    /// By origin and user: until when a forced mint bars another, whichever token is refused.
    bars: BTreeMap<(usize, usize), u32>,
    /// Which token each forced mint replaced, and with which.
    renewals: Vec<(u32, u32, u32)>,
    pub forced: Vec<Forced>,
}

/// The contract's own numbers, not those of the machine.
const BARS: u32 = 30_000;
const BARS_AFTER_FAILURE: u32 = 5_000;

impl World {
    pub fn new(setting: Setting) -> Self {
        let caller = Caller {
            stage: Stage::Unborn,
            state: 0,
            token: 0,
            sends: 0,
            aborted: false,
            expired: false,
            since: 0,
            until: None,
        };
        Self {
            setting,
            now: 0,
            current: (0..setting.users as u32).collect(),
            newest: setting.users as u32,
            used: Vec::new(),
            answered: vec![0; setting.origins],
            callers: vec![caller; setting.calls],
            flights: vec![None; setting.users],
            marks: BTreeMap::new(),
            bars: BTreeMap::new(),
            renewals: Vec::new(),
            forced: Vec::new(),
        }
    }

    fn user(&self, at: usize) -> usize {
        at % self.setting.users
    }

    fn origin(&self, at: usize) -> usize {
        at / self.setting.users % self.setting.origins
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
        for (user, flight) in self.flights.iter().enumerate() {
            match flight {
                Some(Flight { forced: false, .. }) => steps.push(Step::Asked(user)),
                Some(_) => {
                    let gifts = [Gift::New, Gift::Same, Gift::Nothing];
                    steps.extend(gifts.map(|gift| Step::Minted(user, gift)));
                }
                None => {}
            }
        }
        steps
    }

    /// Whether every caller has got its answer.
    pub fn is_over(&self) -> bool {
        let done = |caller: &Caller| caller.stage == Stage::Done;
        self.callers.iter().all(done) && self.flights.iter().all(Option::is_none)
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
            Step::Asked(user) => self.asked(user),
            Step::Minted(user, gift) => self.mint(user, gift),
            Step::Rotate(user) => {
                self.newest += 1;
                self.current[user] = self.newest;
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
        self.callers[at].token = self.current[self.user(at)];
        self.callers[at].since = self.renewals.len();
        let action = self.step(at, Event::Token(Answer::Token));
        self.act(at, action)
    }

    /// Whether the API accepts, and whether its refusal says that the token has expired.
    fn accepts(&mut self, origin: usize, token: u32) -> (bool, bool) {
        let is_newer = token >= self.setting.users as u32;
        self.answered[origin] += 1;
        match self.setting.api {
            Api::Newer => (is_newer, false),
            Api::Nothing => (false, false),
            Api::FirstOrigin => (is_newer && origin == 0, false),
            Api::Flaps { expired } => (self.answered[origin].is_multiple_of(2), expired),
            Api::Once if self.used.contains(&(origin, token)) => (false, false),
            Api::Once => {
                self.used.push((origin, token));
                (true, false)
            }
        }
    }

    fn mark(&mut self, origin: usize, token: u32, mark: Mark, until: u32) {
        self.marks.insert((origin, token), (mark, until));
    }

    fn mark_of(&self, origin: usize, user: usize, token: u32) -> Mark {
        let own = self.marks.get(&(origin, token)).copied();
        let bar = self.bars.get(&(origin, user)).copied();
        let bar = bar.map(|until| (Mark::Replaced, until));
        own.into_iter()
            .chain(bar)
            .map(|(mark, until)| {
                Mark::from_code(mark as u32, f64::from(until) - f64::from(self.now))
            })
            .find(|&mark| mark != Mark::None)
            .unwrap_or(Mark::None)
    }

    fn reply(&mut self, at: usize) -> Result<(), String> {
        let (token, origin) = (self.callers[at].token, self.origin(at));
        let (accepted, expired) = self.accepts(origin, token);
        let status = if accepted { 200 } else { 401 };
        self.callers[at].expired = expired;
        for mint in &mut self.forced {
            if mint.given == Some(token) && mint.origin == origin {
                mint.accepted |= accepted && self.callers[at].sends == 2;
                mint.expired |= expired && !accepted && mint.accepted;
            }
        }
        if self.callers[at].sends == 2
            && let Some(until) = self.callers[at].until
            && until > self.now
        // what is marked since then holds longer
        {
            let mark = if is_refused(status, None) {
                Mark::Barred
            } else {
                Mark::Accepted
            };
            self.mark(origin, token, mark, until);
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
                let action = self.step(at, Event::Challenged { fixable: true });
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
        let (user, token) = (self.user(at), self.callers[at].token);
        let flight = self.flights[user];
        let same = flight.is_some_and(|flight| flight.refused == token);
        let mark = self.mark_of(self.origin(at), user, token);
        let expired = self.callers[at].expired;
        let admission = admit(flight.is_some(), same, mark, expired);
        let queued = match admission {
            Admission::Refuse => return self.renewed(at, None, None),
            Admission::Start | Admission::Look => {
                self.flights[user] = Some(Flight {
                    refused: token,
                    may_force: admission == Admission::Start,
                    forced: false,
                    starter: at,
                });
                false
            }
            Admission::Join => false,
            Admission::Queue => true,
        };
        self.callers[at].stage = Stage::Waits { queued };
        Ok(())
    }

    fn renewed(&mut self, at: usize, token: Option<u32>, until: Option<u32>) -> Result<(), String> {
        if token == Some(self.callers[at].token) {
            return Err(format!("call {at} gets its refused token again"));
        }
        let renewal = token.map_or(Renewal::None, |_| Renewal::Renewed);
        self.callers[at].token = token.unwrap_or(self.callers[at].token);
        self.callers[at].until = until;
        let action = self.step(at, Event::Refreshed(renewal));
        self.act(at, action)
    }

    fn asked(&mut self, user: usize) -> Result<(), String> {
        let flight = self.flights[user].ok_or("nothing is under way")?;
        let Flight {
            refused, starter, ..
        } = flight;
        if self.current[user] != refused {
            return self.end(user, Some(self.current[user]), None);
        }
        let since = self.callers[starter].since;
        let theirs = |&&(from, _, until): &&(u32, u32, u32)| from == refused && until > self.now;
        if let Some(&(_, token, until)) = self.renewals[since..].iter().find(theirs) {
            return self.end(user, Some(token), Some(until));
        }
        if !flight.may_force {
            return self.end(user, Some(refused), None);
        }
        self.flights[user] = Some(Flight {
            forced: true,
            ..flight
        });
        self.forced.push(Forced {
            user,
            origin: self.origin(starter),
            refused,
            at: self.now,
            given: None,
            bars: 0,
            expired: false,
            accepted: false,
        });
        self.check_forced()
    }

    /// At one origin, a user's forced mint is followed by no other for a while, unless the token that it gave was accepted, is
    /// the one that is refused, and has expired by the API's word.
    fn check_forced(&self) -> Result<(), String> {
        let [earlier @ .., last] = &self.forced[..] else {
            return Ok(());
        };
        let own = |mint: &&Forced| mint.user == last.user && mint.origin == last.origin;
        let too_soon = |mint: &&Forced| {
            let over = mint.given == Some(last.refused) && mint.expired;
            !over && last.at - mint.at < mint.bars
        };
        match earlier.iter().rev().find(own).filter(too_soon) {
            Some(other) => Err(format!("{last:?} comes too soon after {other:?}")),
            None => Ok(()),
        }
    }

    fn mint(&mut self, user: usize, gift: Gift) -> Result<(), String> {
        let flight = self.flights[user].ok_or("nothing is under way")?;
        let origin = self.origin(flight.starter);
        let token = match gift {
            Gift::New => {
                self.newest += 1;
                if !self.setting.stubborn {
                    self.current[user] = self.newest;
                }
                Some(self.newest)
            }
            Gift::Same => Some(flight.refused),
            Gift::Nothing => None,
        };
        let unchanged = token == Some(flight.refused);
        let until = self.now + cool_down(outcome(token.is_some(), unchanged, true)) as u32;
        match token {
            Some(token) if !unchanged => {
                self.mark(origin, flight.refused, Mark::Replaced, until);
                self.mark(origin, token, Mark::Barred, until);
                self.renewals.push((flight.refused, token, until));
            }
            _ => self.mark(origin, flight.refused, Mark::Barred, until),
        }
        self.bars.insert((origin, user), until);
        let bars = if token.is_some() {
            BARS
        } else {
            BARS_AFTER_FAILURE
        };
        if let Some(last) = self.forced.iter_mut().rev().find(|mint| mint.user == user) {
            last.bars = bars;
            last.given = token;
        }
        self.end(user, token, Some(until))
    }

    /// The refresh is over: who joined gets its token, and who is in the queue is asked anew.
    fn end(&mut self, user: usize, token: Option<u32>, until: Option<u32>) -> Result<(), String> {
        let flight = self.flights[user].take().ok_or("nothing is under way")?;
        let given = token.filter(|&token| token != flight.refused);
        for queued in [false, true] {
            for at in (0..self.callers.len())
                .filter(|&at| self.user(at) == user)
                .collect::<Vec<_>>()
            {
                if self.callers[at].stage == (Stage::Waits { queued }) {
                    if queued {
                        self.renew(at)?;
                    } else {
                        self.renewed(at, given, until)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The forced mints at one origin.
    pub fn forced_at(&self, origin: usize) -> usize {
        self.forced
            .iter()
            .filter(|mint| mint.origin == origin)
            .count()
    }

    /// Whether somebody waits although no refresh of his own user is under way.
    pub fn holds_up_others(&self) -> bool {
        self.callers.iter().enumerate().any(|(at, caller)| {
            matches!(caller.stage, Stage::Waits { .. }) && self.flights[self.user(at)].is_none()
        })
    }
}
