//! Which origins may get the token. Source of the rule: the numbered list in the crate's documentation.

use super::{after, ends, same, same_letters, split_once, without_last};
use crate::error::Message;

/// Why an origin is considered at all, in the order of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The page's (or worker's) own origin.
    Page,
    /// The origin of `baseUrl`, listed by naming it.
    Base,
    /// An entry of `allowedOrigins`, normalised by [`check_rule`].
    Listed,
}

/// Whether `candidate` (`scheme://host[:port]`, as the platform's `URL` serialises it) is covered by `allowed`.
pub fn grants(source: Source, candidate: &[u8], allowed: &[u8]) -> bool {
    match source {
        Source::Page => same(candidate, allowed) && refusal(candidate) == Message::ForeignOrigin,
        Source::Base => same(candidate, allowed) && is_web(candidate),
        Source::Listed => is_web(candidate) && listed(candidate, allowed),
    }
}

/// `https://*.foo.com` covers every subdomain of `foo.com`, not `foo.com` itself; anything else is compared exactly.
fn listed(candidate: &[u8], rule: &[u8]) -> bool {
    let Some((scheme, suffix)) = split_once(rule, b'*') else {
        return same(candidate, rule);
    };
    candidate.len() > scheme.len() + suffix.len()
        && after(candidate, scheme).is_some()
        && ends(candidate, suffix)
}

/// What to say of an origin that nothing granted: the most specific reason.
pub fn refusal(candidate: &[u8]) -> Message {
    match split(candidate) {
        Some((Scheme::Https, _)) => Message::ForeignOrigin,
        Some((Scheme::Http, host)) if is_loopback(host) => Message::ForeignOrigin,
        Some((Scheme::Http, _)) => Message::InsecureOrigin,
        None => Message::OpaqueOrigin,
    }
}

/// Whether it is `http` or `https` with a host.
pub fn is_web(candidate: &[u8]) -> bool {
    split(candidate).is_some()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

fn scheme(name: &[u8]) -> Option<Scheme> {
    if same_letters(name, b"https") {
        Some(Scheme::Https)
    } else if same_letters(name, b"http") {
        Some(Scheme::Http)
    } else {
        None
    }
}

/// Scheme and host (without port) of `scheme://host[:port]`; `None` for other schemes, and where there is no host.
fn split(origin: &[u8]) -> Option<(Scheme, &[u8])> {
    let (name, rest) = split_once(origin, b':')?;
    let host = without_port(after(rest, b"//")?);
    if host.is_empty() {
        None
    } else {
        Some((scheme(name)?, host))
    }
}

/// Digits at the end belong to the port only behind a colon; a name may end in digits too.
fn without_port(mut authority: &[u8]) -> &[u8] {
    let whole = authority;
    while let Some((last, rest)) = authority.split_last() {
        match last {
            b':' => return rest,
            digit if digit.is_ascii_digit() => authority = rest,
            _ => return whole,
        }
    }
    whole
}

/// `localhost`, `*.localhost`, `127.0.0.0/8` and `[::1]` (RFC 6761, RFC 1122, RFC 4291), as `URL` serialises them.
fn is_loopback(host: &[u8]) -> bool {
    same(host, b"localhost") || ends(host, b".localhost") || same(host, b"[::1]") || is_127(host)
}

/// The URL parser has already written any IPv4 spelling as four decimal numbers, and takes no other host of digits and
/// dots whose last label is a number: one that starts with `127.` is such an address.
fn is_127(host: &[u8]) -> bool {
    after(host, b"127.").is_some_and(|rest| {
        !ends(rest, b".")
            && rest
                .iter()
                .all(|&byte| byte == b'.' || byte.is_ascii_digit())
    })
}

/// Checks one entry of `allowedOrigins`: `raw` as written, `parsed` as `scheme://host[:port]` by the platform's `URL`
/// (empty where it could not be parsed). An entry that can never match is refused.
///
/// # Errors
/// The message that says what is wrong with the entry.
pub fn check_rule(parsed: &[u8], raw: &[u8]) -> Result<(), Message> {
    let rest = after_scheme(raw)?;
    let authority = without_last(rest, b'/');
    for &byte in authority {
        match byte {
            b'/' | b'\\' | b'?' | b'#' | b'@' => return Err(Message::RulePath),
            0..=b' ' => return Err(Message::RuleNotAnOrigin),
            _ => {}
        }
    }
    match split(parsed) {
        Some((_, host)) => check_wildcard(host),
        None => Err(Message::RuleNotAnOrigin),
    }
}

fn after_scheme(raw: &[u8]) -> Result<&[u8], Message> {
    let (name, rest) = split_once(raw, b':').ok_or(Message::RuleNotAnOrigin)?;
    let rest = after(rest, b"//").ok_or(Message::RuleNotAnOrigin)?;
    scheme(name).map(|_| rest).ok_or(Message::RuleNotAnOrigin)
}

/// `*` may stand only for the whole first label, with at least two labels after it.
fn check_wildcard(host: &[u8]) -> Result<(), Message> {
    let domain = after(host, b"*.").unwrap_or(host);
    let is_wild = domain.len() < host.len();
    let labels = split_once(without_last(domain, b'.'), b'.');
    let two = labels.is_some_and(|(first, rest)| !first.is_empty() && !rest.is_empty());
    if split_once(domain, b'*').is_some() || (is_wild && !two) {
        Err(Message::RuleWildcard)
    } else {
        Ok(())
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
