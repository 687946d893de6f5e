use super::*;
use crate::words::Alphabet;
use alloc::collections::BTreeSet;
use alloc::string::String;

fn said(text: &str, group: u8, tag: &str) -> String {
    let format = CodeFormat::new(Alphabet::Crockford32, 8).unwrap().with_group(group).unwrap();
    spoken(&Code::parse(text).unwrap(), format, Language::of(tag)).reveal().into()
}

#[test]
fn each_symbol_is_named_and_groups_are_separated() {
    assert_eq!(said("40C2", 2, "en"), "four zero, Charlie two");
    assert_eq!(said("40C2", 2, "de-AT"), "vier null, Chemnitz zwei");
    assert_eq!(said("40C2", 2, "fi"), "neljä nolla, Celsius kaksi");
    assert_eq!(said("40C2", 0, "en"), "four zero Charlie two");
}

#[test]
fn a_chosen_code_is_spelled_with_case_and_marks() {
    assert_eq!(said("aB-7 !", 2, "en"), "small Alfa Bravo hyphen seven space exclamation mark");
    assert_eq!(said("aB~", 2, "de"), "klein Aachen Berlin Tilde");
    assert_eq!(said("aB@", 2, "fi"), "pieni Aarne Bertta ät-merkki");
}

#[test]
fn a_language_is_found_by_its_primary_subtag() {
    for (language, tags) in [
        (Language::German, &["de", "DE", "de-CH", "de_AT", "de-Latn-DE"][..]),
        (Language::Finnish, &["fi", "fi-FI"]),
        (Language::English, &["en", "en-GB", "fil", "den", "d", "sv", "", "-de", "\u{1f600}"]),
    ] {
        for tag in tags {
            assert_eq!(Language::of(tag), language, "{tag}");
        }
    }
}

/// The first name that is malformed or not unique, if there is one.
fn ambiguous(names: &Names) -> Option<String> {
    let mut known = BTreeSet::new();
    (b' '..=b'~').find_map(|symbol| {
        let name = names.name(symbol)?.concat();
        let plain = !name.is_empty() && !name.contains(", ") && name.trim() == name;
        (!plain || !known.insert(name.to_lowercase())).then_some(name)
    })
}

#[test]
fn every_printable_character_has_a_unique_name() {
    for language in Language::ALL {
        assert_eq!(ambiguous(language.names()), None, "{language:?}");
        assert!((b' '..=b'~').all(|symbol| language.names().name(symbol).is_some()));
        assert!(language.names().name(b'\n').is_none() && language.names().name(127).is_none());
        // The name of a letter starts with that letter, except for three rare letters in Finnish.
        let letters = (b'A'..=b'Z').zip(language.names().letters);
        let others: String = letters
            .filter(|(letter, name)| !name.starts_with(char::from(*letter)))
            .map(|(letter, _)| char::from(letter))
            .collect();
        assert_eq!(others, if language == Language::Finnish { "QXZ" } else { "" });
    }
    let mut twice = Names { ..en::NAMES };
    twice.letters[3] = "Papa";
    assert_eq!(ambiguous(&twice).as_deref(), Some("Papa"));
    twice.letters[3] = "";
    assert_eq!(ambiguous(&twice).as_deref(), Some(""));
}

#[test]
fn the_first_and_last_marks_of_each_range_have_their_names() {
    for (mark, name) in
        [(" ", "space"), ("/", "slash"), (":", "colon"), ("@", "at sign"), ("[", "opening bracket")]
    {
        assert_eq!(said(mark, 0, "en"), name);
    }
    for (mark, name) in
        [("`", "backtick"), ("{", "opening brace"), ("~", "tilde"), ("|", "vertical bar")]
    {
        assert_eq!(said(mark, 0, "en"), name);
    }
}
