//! What an API says, without the token that it may echo, in whichever spelling, and without what moves a terminal's cursor.

use std::ops::Range;

/// A character in any spelling, and where it stands with the padding behind it.
type Unit = (char, Range<usize>);

/// A part of a JWT that is shorter is no secret.
const SECRET: usize = 16;

/// The text without the token, its parts and control characters. An empty token is none.
pub fn clean(text: &str, token: &str) -> String {
    let parts = token.split('.').filter(|part| part.len() >= SECRET);
    let mut out = std::iter::once(token)
        .chain(parts)
        .fold(text.to_owned(), |text, secret| without(&text, secret));
    out.retain(|character| !character.is_control());
    out
}

fn without(text: &str, secret: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let text = units(&characters);
    let secret: Vec<char> = units(&secret.chars().collect::<Vec<_>>())
        .into_iter()
        .map(|(character, _)| character)
        .collect();
    let mut out = String::new();
    let mut rest = text.as_slice();
    while let Some(((_, place), following)) = rest.split_first() {
        let found = !secret.is_empty()
            && rest.len() >= secret.len()
            && rest.iter().zip(&secret).all(|((unit, _), character)| {
                unit.eq_ignore_ascii_case(character) // a host is written in lower case
            });
        if found {
            out.push_str("[token]");
            rest = rest.get(secret.len()..).unwrap_or_default();
        } else {
            out.extend(characters.get(place.clone()).unwrap_or_default());
            rest = following;
        }
    }
    out
}

fn units(characters: &[char]) -> Vec<Unit> {
    let mut units = vec![];
    let mut start = 0;
    while let Some(&character) = characters.get(start) {
        let rest = characters.get(start..).unwrap_or_default();
        let (decoded, length) = escaped(rest).unwrap_or((character, 1));
        let mut end = start + length;
        while characters.get(end) == Some(&'=') {
            end += 1;
        }
        units.push((url_safe(decoded), start..end));
        start = end;
    }
    units
}

/// Base64 has other letters than base64url.
fn url_safe(character: char) -> char {
    match character {
        '+' => '-',
        '/' => '_',
        other => other,
    }
}

/// The first character where it is percent-encoded, or escaped as in JSON or HTML, and the length of its spelling.
fn escaped(characters: &[char]) -> Option<(char, usize)> {
    let begins = |with: &str| with.chars().eq(characters.iter().copied().take(with.len()));
    let mut at = if begins("&#x") {
        3
    } else if begins("%") {
        1
    } else {
        let slashes = characters.iter().take_while(|&&each| each == '\\').count();
        match characters.get(slashes..)? {
            _ if slashes == 0 => return None,
            ['u' | 'U', '0', '0', ..] => slashes + 3,
            ['x' | 'X', ..] => slashes + 1,
            [other, ..] => return Some((*other, slashes + 1)),
            [] => return None,
        }
    };
    while begins("%") && matches!(characters.get(at..at + 4), Some(['2', '5', _, _])) {
        at += 2;
    }
    let code = u8::try_from(hex(characters, at)? * 16 + hex(characters, at + 1)?).ok()?;
    let semicolon = usize::from(characters.get(at + 2) == Some(&';'));
    Some((char::from(code), at + 2 + semicolon))
}

fn hex(characters: &[char], at: usize) -> Option<u32> {
    characters.get(at)?.to_digit(16)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOi.eyJ-dWI_Oi.c2ln";

    #[test]
    fn a_token_is_masked_in_each_spelling() {
        let escape = |each: &dyn Fn(u32) -> String| {
            TOKEN
                .chars()
                .map(|each_char| each(each_char as u32))
                .collect::<String>()
        };
        for spelling in [
            TOKEN.to_owned(),
            escape(&|code| format!("%{code:02x}")),
            escape(&|code| format!("%25{code:02X}")),
            escape(&|code| format!("%2525{code:02X}")),
            escape(&|code| format!("\\u{code:04x}")),
            escape(&|code| format!("\\\\x{code:02x}")),
            escape(&|code| format!("&#x{code:x};")),
            TOKEN.replace('.', "==.") + "=",
            TOKEN.replace('-', "+").replace('_', "/"),
            TOKEN.replace('.', "%2E"),
            TOKEN.replace('.', "\\."),
            TOKEN.to_lowercase(),
        ] {
            assert_eq!(
                clean(&format!("a {spelling}, b"), TOKEN),
                "a [token], b",
                "{spelling}"
            );
        }
    }

    #[test]
    fn anything_else_stays_but_for_control_characters() {
        for text in [
            "",
            "Bearer realm=\"x\", error==",
            "50% \\ & &#x %",
            "\\",
            "%2",
            "é\\u00",
        ] {
            assert_eq!(clean(text, TOKEN), text);
            assert_eq!(clean(text, ""), text);
        }
        assert_eq!(clean("a\u{1b}[31m\u{9b}31m\u{7f}b\r\n", TOKEN), "a[31m31mb");
    }

    #[test]
    fn a_long_part_of_a_token_is_masked_by_itself() {
        assert_eq!(clean("eyJhbGciOi.eyJ", TOKEN), "eyJhbGciOi.eyJ");
        let token = "head.0123456789abcdef.fedcba9876543210";
        assert_eq!(
            clean("%5Cu0068ead.0123456789abcdef.x", token),
            "%5Cu0068ead.[token].x"
        );
    }
}
