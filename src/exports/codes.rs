//! `js/core/codes.ts` repeats the integers of the boundary; this test is what keeps the two the same.
//!
//! `UPDATE_CODES=1 cargo test codes` writes the file.

use crate::engine::action::Action;
use crate::engine::call::Flag;
use crate::engine::event::Event;
use crate::error::Message;
use crate::exports::window;
use crate::options::Scope;
use crate::policy::base::Base;
use crate::policy::key::Kind;
use std::fmt::Write as _;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/js/core/codes.ts");

fn rendered() -> String {
    let mut text = String::from(
        "// The integers of the boundary, as src/ defines them. Generated: UPDATE_CODES=1 cargo test codes\n",
    );
    for (name, codes) in [
        ("Action", &Action::CODES[..]),
        ("Base", &Base::CODES[..]),
        ("Event", &Event::CODES[..]),
        ("Flag", &Flag::CODES[..]),
        ("Kind", Kind::CODES),
        ("Message", Message::CODES),
        ("Scope", &Scope::CODES[..]),
        ("Window", &window::CODES[..]),
    ] {
        let _ = writeln!(text, "\nexport const enum {name} {{");
        for (member, code) in codes {
            let _ = writeln!(text, "  {member} = {code},");
        }
        text.push_str("}\n");
    }
    text.push_str("\n/** The words of the messages from `Message.KeyBase` on. */\nexport const KEY_WORDS = [\n");
    for line in Message::key_words() {
        let _ = writeln!(text, "  {line:?},");
    }
    text.push_str("];\n");
    text
}

#[test]
fn codes_are_the_same_on_both_sides() {
    if std::env::var_os("UPDATE_CODES").is_some() {
        std::fs::write(PATH, rendered()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(PATH).unwrap(),
        rendered(),
        "run UPDATE_CODES=1 cargo test codes"
    );
}
