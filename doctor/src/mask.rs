//! What an API says, without the token that it may echo, in whichever spelling, and without what moves a terminal's cursor.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashSet;
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
    if holds(&out, token) {
        return "[token]".to_owned();
    }
    out.retain(|character| !character.is_control());
    out
}

/// Each 16 characters in a row have a piece: 12, from every fifth on; of the token itself from each on, for some are no letters.
const PIECE: usize = 12;
const STEP: usize = 5;

/// Whether a text has a piece of the token in it, in any spelling: its letters apart, their codes, or base64 of it.
fn holds(text: &str, token: &str) -> bool {
    let spellings = [squeezed(token)]
        .into_iter()
        .chain([codes(token, |code| format!("{code:o}"))])
        .chain([codes(token, |code| code.to_string())])
        .chain([codes(token, |code| format!("{code:x}"))])
        .chain(
            ["", " ", "  "].map(|before| squeezed(&STANDARD.encode(format!("{before}{token}")))),
        );
    let pieces: HashSet<Vec<u8>> = spellings
        .enumerate()
        .flat_map(|(nth, spelling)| {
            let windows = spelling
                .windows(PIECE)
                .step_by(if nth == 0 { 1 } else { STEP });
            windows.map(<[u8]>::to_vec).collect::<Vec<_>>()
        })
        .collect();
    let look = |text: &str| {
        squeezed(text)
            .windows(PIECE)
            .any(|piece| pieces.contains(piece))
    };
    // `\n` is a line, or an `n` with what stands before each letter.
    look(text) || (text.contains(['\\', '&']) && look(&unlined(text)))
}

/// The text without the escapes of lines and of characters that nobody sees: they may stand between letters.
fn unlined(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['\\', '&']) {
        let (before, escape) = rest.split_at(start);
        out.push_str(before);
        rest = match between(escape) {
            Some(after) => after,
            None => {
                let mut characters = escape.chars();
                out.extend(characters.next());
                characters.as_str()
            }
        };
    }
    out + rest
}

/// What follows such an escape.
fn between(text: &str) -> Option<&str> {
    if let Some(reference) = text.strip_prefix('&') {
        let (name, after) = reference.split_once(';')?;
        let is_long = |digits: &str, least| {
            digits.len() >= least && digits.chars().all(|each| each.is_ascii_hexdigit())
        };
        let is_between = match name.strip_prefix('#') {
            Some(code) => match code.strip_prefix(['x', 'X']) {
                Some(digits) => is_long(digits, 3),
                None => code
                    .parse()
                    .is_ok_and(|code: u32| !(30..1000).contains(&code)),
            },
            None => name.chars().all(|each| each.is_ascii_alphanumeric()),
        };
        return is_between.then_some(after);
    }
    let escape = text.strip_prefix('\\')?;
    if let Some(after) = escape.strip_prefix(|each| "bfnrtvBFNRTV".contains(each)) {
        return Some(after);
    }
    let code = escape.strip_prefix(['u', 'U'])?;
    if let Some(braced) = code.strip_prefix('{') {
        let (digits, after) = braced.split_once('}')?;
        return (digits.len() >= 3).then_some(after);
    }
    let digits = code.get(..4)?;
    let is_between =
        !digits.starts_with("00") && digits.chars().all(|each| each.is_ascii_hexdigit());
    code.get(4..).filter(|_| is_between)
}

/// The codes of a token's characters, one after the other.
fn codes(token: &str, write: impl Fn(u32) -> String) -> Vec<u8> {
    let all: String = token
        .chars()
        .map(|character| write(character as u32))
        .collect();
    squeezed(&all)
}

/// The letters and digits of a text in lower case, whatever stands between them; an escaped character counts as itself.
fn squeezed(text: &str) -> Vec<u8> {
    let characters: Vec<char> = text.chars().collect();
    let mut out = vec![];
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let (plain, end) = coded(&characters, at).unwrap_or((character, at + 1));
        if plain.is_ascii_alphanumeric() {
            out.push(plain.to_ascii_lowercase() as u8);
        }
        at = end;
    }
    out
}

/// A character whose code stands at this place in hexadecimal digits, and where its spelling ends.
fn coded(characters: &[char], start: usize) -> Option<(char, usize)> {
    let is = |at: usize, each: char| characters.get(at) == Some(&each);
    let pair = |at: usize| Some(hex(characters, at)? * 16 + hex(characters, at + 1)?);
    let mut at = start;
    if is(at, '%') {
        at += 1;
        while is(at, '2') && is(at + 1, '5') && pair(at + 2).is_some() {
            at += 2;
        }
    } else if is(at, '0') && matches!(characters.get(at + 1), Some('x' | 'X')) {
        at += 2;
    } else {
        if is(at, '&') && is(at + 1, '#') && matches!(characters.get(at + 2), Some('x' | 'X')) {
            at += 3;
        } else {
            at += usize::from(is(at, '\\')); // of many, the last one: a run is read once
            if at == start || !matches!(characters.get(at), Some('u' | 'U' | 'x' | 'X')) {
                return None;
            }
            at += 1;
            at += usize::from(is(at, '{'));
        }
        while is(at, '0') && pair(at + 1).is_some() {
            at += 1;
        }
    }
    let code = u8::try_from(pair(at)?).ok()?;
    Some((char::from(code), at + 2))
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
    fn a_text_that_spells_a_piece_of_a_token_is_masked_whole() {
        let token = "eyJhbGciOi.eyJzdWIiOiJ1c2VyXzEi.c2lnbmF0dXJlLW9mLWl0";
        let joined = |each: &dyn Fn(char) -> String, by: &str| {
            token.chars().map(each).collect::<Vec<_>>().join(by)
        };
        for spelling in [
            joined(&|character| character.to_string(), " "),
            joined(&|character| character.to_string(), "\u{200b}"),
            joined(&|character| format!("{:x}", character as u32), ""),
            joined(&|character| format!("{:X}", character as u32), ":"),
            joined(&|character| format!("0x{:x}", character as u32), ", "),
            joined(&|character| (character as u32).to_string(), ","),
            joined(&|character| format!("\\{:o}", character as u32), ""),
            joined(&|character| format!("&#{};", character as u32), ""),
            joined(&|character| format!("\\u{{{:x}}}", character as u32), ""),
            joined(&|character| character.to_string(), "\\n"),
            joined(&|character| character.to_string(), "-\\\\r\\\\n"),
            joined(&|character| character.to_string(), "\\u200b"),
            joined(&|character| character.to_string(), "\\u{200b}"),
            joined(&|character| character.to_string(), "&#8203;"),
            joined(&|character| character.to_string(), "&#x200b;"),
            joined(&|character| character.to_string(), "&#10;"),
            joined(&|character| character.to_string(), "&shy;"),
            joined(&|character| format!("\\{character}"), ""),
            joined(&|character| character.to_string(), "")
                .chars()
                .skip(30)
                .take(16)
                .collect(),
            "ZXlKaGJHY2lPaS5leUp6ZFdJaU9pSjFjMlZ5WHpFaS5jMmxuYm1GMGRYSmxMVzltTFdsMA==".to_owned(),
        ] {
            assert_eq!(
                clean(&format!("a {spelling}, b"), token),
                "[token]",
                "{spelling}"
            );
        }
        let token = "eyJhbGciOi.eyJzdWIiOiJ1c2VyXzEi.c2ln-_XdpdA1_a_QjRjuz-a-U_";
        assert_eq!(clean("t=\"XdpdA1_a_QjRjuz-a-U_\"", token), "[token]");
        assert_eq!(
            clean("No user is signed in: 401", token),
            "No user is signed in: 401"
        );
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
        assert_eq!(clean("eyJhbGciOi", TOKEN), "eyJhbGciOi");
        let token = "head.0123456789abcdef.fedcba9876543210";
        assert_eq!(
            clean("%5Cu0068ead.0123456789abcdef.x", token),
            "%5Cu0068ead.[token].x"
        );
    }
}
