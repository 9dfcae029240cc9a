//! The nearest known name of a misspelt option.

/// How many letters two names have in common at their beginnings and ends, letter case aside: misspellings keep those.
pub(super) fn likeness(known: &[u8], name: &[u8]) -> usize {
    common(known, name, false) + common(known, name, true)
}

#[inline(never)]
fn common(known: &[u8], name: &[u8], from_end: bool) -> usize {
    let nth = |text: &[u8], index: usize| {
        let place = if from_end {
            text.len().wrapping_sub(index + 1)
        } else {
            index
        };
        text.get(place).map(u8::to_ascii_lowercase)
    };
    let mut count = 0;
    while nth(known, count).is_some() && nth(known, count) == nth(name, count) {
        count += 1;
    }
    count
}
