//! What follows a redirect, as the Fetch standard has it (HTTP-redirect fetch). It is asked where the runtime itself may
//! carry `Authorization` to another origin, or did so in a version that is still in use.

use super::origin::is_web;
use super::same;

/// How many redirects a request follows.
const LIMIT: u32 = 20;

/// What a response's redirect means for its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// The response is the answer.
    None,
    /// A network error: too many redirects, a location that is no URL or has URL credentials, or a body that cannot be sent again.
    Refused,
    /// The next request.
    Followed {
        /// It is a `GET` without a body.
        as_get: bool,
        /// It goes to another origin: without `Authorization`, and without the headers of the options.
        foreign: bool,
    },
}

impl Redirect {
    /// The names and bits that `js/core/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 4] = [
        ("Refused", 1),
        ("Followed", 2),
        ("AsGet", 4),
        ("Foreign", 8),
    ];

    /// Packed for the boundary; 0 is [`Redirect::None`].
    pub fn code(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Refused => 1,
            Self::Followed { as_get, foreign } => {
                2 | u32::from(as_get) << 2 | u32::from(foreign) << 3
            }
        }
    }
}

/// Decides on a response that has a `Location`. `hops` is how many redirects led to it, `stream` whether the request's body
/// is a stream, and `from` and `to` are the origins of its URL and of the location (empty for a location that is refused).
pub fn redirect(
    status: u32,
    hops: u32,
    stream: bool,
    method: &[u8],
    from: &[u8],
    to: &[u8],
) -> Redirect {
    let as_get = match status {
        301 | 302 => same(method, b"POST"),
        303 => !same(method, b"GET") && !same(method, b"HEAD"),
        307 | 308 => false,
        _ => return Redirect::None,
    };
    if hops >= LIMIT || stream && status != 303 || !is_web(to) {
        Redirect::Refused
    } else {
        Redirect::Followed {
            as_get,
            foreign: !same(from, to),
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    const HERE: &[u8] = b"https://api.foo.com";

    fn from_here(status: u32, method: &str, to: &str) -> Redirect {
        redirect(status, 0, false, method.as_bytes(), HERE, to.as_bytes())
    }

    fn followed(as_get: bool, foreign: bool) -> Redirect {
        Redirect::Followed { as_get, foreign }
    }

    #[test]
    fn five_statuses_redirect() {
        let found: Vec<u32> = (0..1_000)
            .filter(|&status| from_here(status, "GET", "https://api.foo.com") != Redirect::None)
            .collect();
        assert_eq!(found, [301, 302, 303, 307, 308]);
    }

    #[test]
    fn methods_change_as_the_standard_says() {
        let here = "https://api.foo.com";
        for (status, method, as_get) in [
            (301, "POST", true),
            (302, "POST", true),
            (303, "POST", true),
            (303, "PUT", true),
            (303, "DELETE", true),
            (303, "GET", false),
            (303, "HEAD", false),
            (301, "PUT", false),
            (302, "DELETE", false),
            (302, "GET", false),
            (307, "POST", false),
            (308, "POST", false),
            (308, "PATCH", false),
        ] {
            assert_eq!(
                from_here(status, method, here),
                followed(as_get, false),
                "{status} {method}"
            );
        }
    }

    #[test]
    fn only_the_very_origin_is_its_own() {
        assert_eq!(
            from_here(302, "GET", "https://api.foo.com"),
            followed(false, false)
        );
        for to in [
            "https://evil.com",
            "https://sub.api.foo.com",
            "https://foo.com",
            "http://api.foo.com",
            "https://api.foo.com:444",
            "https://api.foo.com.evil.com",
        ] {
            assert_eq!(from_here(302, "GET", to), followed(false, true), "{to}");
        }
    }

    #[test]
    fn what_cannot_be_followed_is_refused() {
        for to in [
            "",
            "data://",
            "file://",
            "ftp://api.foo.com",
            "blob:https://api.foo.com",
        ] {
            assert_eq!(from_here(302, "GET", to), Redirect::Refused, "{to}");
        }
        for (status, expected) in [
            (301, Redirect::Refused),
            (302, Redirect::Refused),
            (303, followed(true, false)),
            (307, Redirect::Refused),
            (308, Redirect::Refused),
        ] {
            assert_eq!(
                redirect(status, 0, true, b"POST", HERE, HERE),
                expected,
                "{status}"
            );
        }
    }

    #[test]
    fn twenty_redirects_are_followed() {
        assert_eq!(
            redirect(302, 19, false, b"GET", HERE, HERE),
            followed(false, false)
        );
        assert_eq!(
            redirect(302, 20, false, b"GET", HERE, HERE),
            Redirect::Refused
        );
    }

    #[test]
    fn codes_are_the_bits_that_are_named() {
        let [(_, refused), (_, follow), (_, get), (_, foreign)] = Redirect::CODES;
        assert_eq!(Redirect::None.code(), 0);
        assert_eq!(Redirect::Refused.code(), refused);
        assert_eq!(followed(false, false).code(), follow);
        assert_eq!(followed(true, true).code(), follow | get | foreign);
        assert_eq!(followed(false, true).code(), follow | foreign);
    }
}
