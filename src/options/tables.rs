//! Which options there are: a table for each object whose fields are checked.

use crate::policy::split_once;

/// The objects whose fields are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Scope {
    /// The options of the three exports.
    Options = 0,
    /// The option `retry`.
    Retry = 1,
    /// A call's `token`.
    Token = 2,
    /// The second argument of `.token()`.
    Ask = 3,
}

impl Scope {
    /// The names and codes that `js/core/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 4] = [
        ("Options", Self::Options as u32),
        ("Retry", Self::Retry as u32),
        ("Token", Self::Token as u32),
        ("Ask", Self::Ask as u32),
    ];

    pub(super) fn fields(code: u32) -> &'static [u8] {
        match code {
            0 => ALL,
            1 => RETRY,
            2 => TOKEN,
            _ => ASK,
        }
        .as_bytes()
    }
}

macro_rules! options {
    () => {
        "\
SgetToken
Qclerk
Ctemplate
CorganizationId
DbaseUrl
EallowedOrigins
FforeignOrigin
FsignedOut
Gheaders
Binit
Htimeout
HtokenTimeout
Iretry
AtokenRefused
AmapError
Afetch
AonEvent
JparseAs
Kschema
Lreverification
Arequest
MpageParam
"
    };
}

/// A line a field: the letter of its type (see `TYPES`), then its name. `undefined` always counts as absent. The three
/// exports take all of these. (Tables of pointers would weigh more than text.)
#[cfg(test)]
pub const OPTIONS: &str = options!();

/// The options, and behind them SWR's and TanStack Query's own, those of `fetch`, what belongs into a call, and what `useAuth()`
/// has besides `getToken`, by the beginnings of their names, the first that fits: none of ours begins so.
pub(super) const ALL: &str = concat!(
    options!(),
    "\
Urefresh
Urevalid
Udedup
UkeepP
UerrorR
Ususpense
UonS
UonErr
Ufallback
Ushould
Vstale
VgcT
Venabled
Vselect
Vrefetch
Vplace
VinitialD
VretryD
Vquery
Vthrow
Wmethod
Wmode
Wcred
Wcache
Wkeepa
Wredir
Wnext
Zbody
Zjson
Zurl
Zparam
Zsigna
[authori
[Authori
XisL
XisS
Xuser
Xsession
XtokenTy
Yauth
"
);

/// From this letter on, a line is the beginning of a name that is not ours.
pub(super) const HOST: u8 = b'U';

pub(super) const RETRY: &str = "\
Nattempts
Omethods
Pstatuses
HmaxDelay
Htimeout
";

pub(super) const TOKEN: &str = "\
Ctemplate
CorganizationId
RskipCache
";

pub(super) const ASK: &str = "\
Trefused
";

/// The first field of a table: its letter, its name, and the lines after it.
pub(super) fn field(table: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (line, rest) = split_once(table, b'\n')?;
    let (&letter, name) = line.split_first()?;
    Some((letter, name, rest))
}
