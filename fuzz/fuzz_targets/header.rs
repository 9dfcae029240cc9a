//! What an API says in its headers: `Retry-After`, challenges, media types, and the lists that options give.
#![no_main]

use clerk_fetch::policy::challenge::fixable;
use clerk_fetch::policy::key::Kind;
use clerk_fetch::policy::response::is_problem;
use clerk_fetch::policy::retry::{RetryAfter, delay, is_retryable_method, retry_after};
use clerk_fetch::policy::token::{overdue, readiness, rejection};
use libfuzzer_sys::fuzz_target;

fn check_retry_after(value: &[u8]) {
    let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    match retry_after(value) {
        RetryAfter::Delay(ms) => {
            assert!(digits);
            let seconds: f64 = String::from_utf8_lossy(value)
                .parse()
                .expect("digits are a number");
            let expected = seconds * 1000.0;
            assert!(
                ms == expected || (ms - expected).abs() <= expected * 1e-12,
                "{ms} for {expected}"
            );
        }
        RetryAfter::Date => assert!(value.iter().any(u8::is_ascii_alphabetic)),
        RetryAfter::Absent => assert!(!digits),
    }
}

fn check_delay(attempt: u32, random: f64, limit: f64, asked: f64) {
    let picked = delay(attempt, random, limit, None)
        .expect("without a word of the server there is a next try");
    assert!((0.0..=limit).contains(&picked), "{picked} of {limit}");
    let told = delay(attempt, random, limit, Some(asked));
    assert_eq!(told.is_some(), asked <= limit);
    assert!(told.is_none_or(|wait| wait == asked.max(0.0)));
}

/// Bounds on what a challenge can mean, from both sides: a second parser would only repeat the first.
fn check_challenge(reason: &[u8], header: &[u8]) {
    let known = matches!(
        reason,
        b"" | b"token-expired" | b"token-not-active-yet" | b"token-iat-in-the-future"
    ) || reason.starts_with(b"session-token-");
    let unquoted: Vec<u8> = header
        .iter()
        .copied()
        .filter(|&byte| byte != b'"')
        .collect();
    let fixes = fixable(reason, header);
    assert!(!fixes || known, "{reason:?}");
    // Without the words, gaps aside, nothing but the reason counts.
    let bare = unquoted
        .iter()
        .filter(|&&byte| byte != b' ' && byte != b'\t');
    let bare = String::from_utf8_lossy(&bare.copied().collect::<Vec<u8>>()).to_ascii_lowercase();
    assert!(
        fixes == known || bare.contains("error=insufficient_scope"),
        "{header:?}"
    );
    // As a parameter of its own it counts behind anything; within quotes it never does.
    let behind = [&unquoted, &b", error=\"insufficient_scope\""[..]].concat();
    assert!(!fixable(reason, &behind), "{behind:?}");
    let within = [&b"Bearer realm=\""[..], &unquoted, b"\", x=1"].concat();
    assert_eq!(fixable(reason, &within), known, "{within:?}");
}

fuzz_target!(|data: &[u8]| {
    let &[attempt, random, limit, asked, ref rest @ ..] = data else {
        return;
    };
    check_delay(
        attempt.into(),
        f64::from(random) / 256.0,
        f64::from(limit) * 500.0,
        f64::from(asked) * 500.0 - 1000.0,
    );
    check_retry_after(rest);
    let at = rest
        .iter()
        .position(|&byte| byte == b'\n')
        .unwrap_or(rest.len());
    let (first, second) = rest.split_at(at);
    let second = second.get(1..).unwrap_or_default();
    check_challenge(first, second);
    check_challenge(second, first);
    let method = second
        .split(|&byte| byte == b',')
        .any(|listed| listed.eq_ignore_ascii_case(first));
    assert_eq!(
        is_retryable_method(first, second),
        if second.is_empty() {
            is_retryable_method(first, b"")
        } else {
            method
        }
    );
    assert!(
        !is_problem(rest)
            || rest
                .to_ascii_lowercase()
                .starts_with(b"application/problem+json")
    );
    let _ = (
        readiness(true, Kind::Null, rest),
        rejection(rest, attempt.into(), false, false),
        overdue(true),
    );
});
