//! Which failures are worth another try, and when.

use super::same_letters;

/// The longest wait that [`delay`] picks by itself doubles from here, in ms.
const FIRST_DELAY: f64 = 300.0;

/// Statuses that are tried again unless `retry.statuses` names others (RFC 9110, RFC 8470, RFC 6585).
pub fn is_retryable_status(status: u32) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

/// Methods that are tried again unless `retry.methods` names others: the idempotent ones (RFC 9110 §9.2.2, and `QUERY`).
/// `named` is the option's list, joined by commas; empty where there is none.
pub fn is_retryable_method(method: &[u8], named: &[u8]) -> bool {
    let list: &[u8] = if named.is_empty() {
        b"GET,HEAD,QUERY,PUT,DELETE,OPTIONS,TRACE"
    } else {
        named
    };
    list.split(|&byte| byte == b',')
        .any(|listed| same_letters(listed, method))
}

/// `Retry-After` as milliseconds (RFC 9110 §10.2.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RetryAfter {
    /// Not there, or not understood.
    Absent,
    /// Whole seconds, in ms.
    Delay(f64),
    /// An HTTP date, for the platform's `Date` to read.
    Date,
}

/// Reads the header's value.
pub fn retry_after(value: &[u8]) -> RetryAfter {
    let mut seconds = 0.0;
    for byte in value {
        match byte {
            b'0'..=b'9' => seconds = seconds * 10.0 + f64::from(byte - b'0'),
            _ if seconds == 0.0 && byte.is_ascii_alphabetic() => return RetryAfter::Date,
            _ => return RetryAfter::Absent,
        }
    }
    if value.is_empty() {
        RetryAfter::Absent
    } else {
        RetryAfter::Delay(seconds * 1000.0)
    }
}

/// How long to wait before try number `attempt` (2 for the first repetition), in ms; `None` ends the retrying.
///
/// Exponential with full jitter (`random` in 0..1), at most `max_delay`. What the server asked for wins; more than
/// `max_delay` of it ends the retrying.
pub fn delay(attempt: u32, random: f64, max_delay: f64, server: Option<f64>) -> Option<f64> {
    if let Some(asked) = server {
        return (asked <= max_delay).then_some(asked.max(0.0));
    }
    let doublings = attempt.saturating_sub(2).min(20);
    Some(random * (FIRST_DELAY * f64::from(1_u32 << doublings)).min(max_delay))
}

/// Tries after the first that [`allows`] grants.
const HOST_TRIES: u32 = 3;

/// Whether SWR or TanStack Query may try again after `failures` failures: three tries of what can pass by itself.
pub fn allows(failures: u32, retryable: bool) -> bool {
    retryable && failures < HOST_TRIES
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn idempotent_methods_unless_named() {
        for method in [
            "GET", "head", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY", "query",
        ] {
            assert!(is_retryable_method(method.as_bytes(), b""), "{method}");
        }
        assert!(!is_retryable_method(b"POST", b""));
        assert!(!is_retryable_method(b"PATCH", b""));
        assert!(is_retryable_method(b"POST", b"GET,POST"));
        assert!(!is_retryable_method(b"PUT", b"GET,POST"));
        assert!(!is_retryable_method(b"", b"GET"));
    }

    #[test]
    fn seven_statuses_pass_by_themselves() {
        let found: Vec<u32> = (100..600)
            .filter(|&status| is_retryable_status(status))
            .collect();
        assert_eq!(found, [408, 425, 429, 500, 502, 503, 504]);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after(b"120"), RetryAfter::Delay(120_000.0));
        assert_eq!(retry_after(b"0"), RetryAfter::Delay(0.0));
        assert_eq!(
            retry_after(b"Wed, 21 Oct 2026 07:28:00 GMT"),
            RetryAfter::Date
        );
        for odd in ["", "-1", "1.5", "1e3", "1 2"] {
            assert_eq!(retry_after(odd.as_bytes()), RetryAfter::Absent, "{odd}");
        }
    }

    #[test]
    fn waits_double_with_full_jitter_up_to_the_limit() {
        assert_eq!(delay(2, 1.0, 30_000.0, None), Some(300.0));
        assert_eq!(delay(3, 1.0, 30_000.0, None), Some(600.0));
        assert_eq!(delay(3, 0.5, 30_000.0, None), Some(300.0));
        assert_eq!(delay(1_000, 1.0, 30_000.0, None), Some(30_000.0));
    }

    #[test]
    fn the_server_wins_and_ends_the_retrying_beyond_the_limit() {
        assert_eq!(delay(2, 0.0, 30_000.0, Some(2_000.0)), Some(2_000.0));
        assert_eq!(delay(2, 0.0, 30_000.0, Some(-5.0)), Some(0.0));
        assert_eq!(delay(2, 0.0, 30_000.0, Some(30_001.0)), None);
    }

    #[test]
    fn hosts_get_three_tries_of_what_can_pass() {
        assert!(allows(0, true) && allows(2, true));
        assert!(!allows(3, true) && !allows(0, false));
    }

    proptest! {
        #[test]
        fn digits_are_seconds_and_nothing_else_is(value in "[0-9]{0,30}[0-9a-zA-Z :,.+-]{0,4}") {
            let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            match retry_after(value.as_bytes()) {
                RetryAfter::Delay(ms) => {
                    let expected = value.parse::<f64>().unwrap() * 1000.0;
                    prop_assert!(digits && (ms - expected).abs() <= expected * 1e-12, "{} for {}", ms, expected);
                }
                RetryAfter::Date => prop_assert!(value.bytes().any(|byte| byte.is_ascii_alphabetic())),
                RetryAfter::Absent => prop_assert!(!digits),
            }
        }

        #[test]
        fn a_wait_is_never_longer_than_the_limit(attempt: u32, random in 0.0..1.0_f64, limit in 0.0..1e9_f64) {
            let wait = delay(attempt, random, limit, None).unwrap();
            prop_assert!((0.0..=limit).contains(&wait));
            prop_assert!(delay(attempt.saturating_add(1), random, limit, None).unwrap() >= wait);
        }

        #[test]
        fn the_servers_word_is_kept_or_ends_it(attempt: u32, random in 0.0..1.0_f64, limit in 0.0..1e9_f64, asked in -1e9..2e9_f64) {
            let expected = (asked <= limit).then(|| asked.max(0.0));
            prop_assert_eq!(delay(attempt, random, limit, Some(asked)), expected);
        }

        #[test]
        fn a_named_method_is_retried_in_any_letter_case(method in "[A-Za-z]{1,8}", named in "[A-Z]{1,6}(,[A-Z]{1,6}){0,3}") {
            let listed = named.split(',').any(|name| name.eq_ignore_ascii_case(&method));
            prop_assert_eq!(is_retryable_method(method.as_bytes(), named.as_bytes()), listed);
            let with = format!("{named},{method}");
            prop_assert!(is_retryable_method(method.as_bytes(), with.as_bytes()));
        }

        #[test]
        fn hosts_never_retry_for_ever(failures in HOST_TRIES..) {
            prop_assert!(!allows(failures, true));
        }
    }
}
