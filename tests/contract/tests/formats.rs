//! Code formats: the core, as a library and in its sandbox, produces what an independent program
//! computed (`tests/formats/recompute.py`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails so"
)]

use codemint::Module;
use codemint::journey::{Call, Planned};
use codemint::words::{
    Alphabet, CheckScheme, Code, CodeFormat, EntryFault, Language, display, entry, fold_any, spoken,
};
use codemint_contract::report;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::LazyLock;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    check: Vec<Check>,
    entry: Vec<Entry>,
    meant: Vec<Meant>,
    shown: Vec<Shown>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    title: String,
    alphabet: String,
    check: String,
    drawn: String,
    code: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title: String,
    format: Format,
    typed: String,
    answer: Answer,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meant {
    typed: String,
    codes: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    title: String,
    format: Format,
    code: String,
    display: String,
    en: String,
    de: String,
    fi: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Format {
    alphabet: String,
    length: u8,
    check: String,
    group: u8,
}

/// A code, or a fault with its details.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Answer {
    code: Option<String>,
    fault: Option<String>,
    place: Option<usize>,
    max: Option<usize>,
    found: Option<usize>,
    wanted: Option<usize>,
    group: Option<u8>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../formats/vectors.json")).unwrap()
}

fn module() -> &'static Module {
    static MODULE: LazyLock<Module> = LazyLock::new(|| Module::embedded().unwrap());
    &MODULE
}

fn format(alphabet: &str, length: u8, check: &str, group: u8) -> CodeFormat {
    let format = CodeFormat::new(Alphabet::named(alphabet).unwrap(), length).unwrap();
    let format = format.with_check(CheckScheme::named(check).unwrap()).unwrap();
    format.with_group(group).unwrap()
}

impl Format {
    fn core(&self) -> CodeFormat {
        format(&self.alphabet, self.length, &self.check, self.group)
    }
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

/// Whether the code is the only complete code of the drawn symbols.
fn holds(vector: &Check) -> bool {
    let format = format(&vector.alphabet, vector.drawn.len() as u8, &vector.check, 0);
    let accepted = format.accepts(&code(&vector.code));
    // The module, in its sandbox, accepts it as a complete code.
    let read = module().read_entry(format, &vector.code).unwrap();
    let in_module = read.is_ok_and(|read| read.reveal() == vector.code);
    assert_eq!(in_module, accepted, "{}", vector.title);
    accepted && vector.code.starts_with(&vector.drawn)
}

fn answer(read: &Result<Code, EntryFault>) -> Answer {
    let fault = |name: &str| Answer { fault: Some(name.into()), ..Answer::default() };
    match *read {
        Ok(ref code) => Answer { code: Some(code.reveal().into()), ..Answer::default() },
        Err(EntryFault::Empty) => fault("empty"),
        Err(EntryFault::TooLong { max }) => Answer { max: Some(max), ..fault("too long") },
        Err(EntryFault::Symbol { place }) => Answer { place: Some(place), ..fault("symbol") },
        Err(EntryFault::NeverUsed { place }) => {
            Answer { place: Some(place), ..fault("never used") }
        }
        Err(EntryFault::Length { found, wanted }) => {
            Answer { found: Some(found), wanted: Some(wanted), ..fault("length") }
        }
        Err(EntryFault::Check { group }) => Answer { group, ..fault("check") },
    }
}

fn read(vector: &Entry) -> Answer {
    let format = vector.format.core();
    let native = answer(&entry(&vector.typed, format));
    // The module, in its sandbox, returns the same.
    let in_module = answer(&module().read_entry(format, &vector.typed).unwrap());
    assert_eq!(in_module, native, "{}", vector.title);
    native
}

fn meant(vector: &Meant) -> Vec<String> {
    let texts = |codes: &[Code]| codes.iter().map(|code| code.reveal().to_owned()).collect();
    let native: Vec<String> = texts(&fold_any(&vector.typed));
    // The module lists them in the needs of a request that presents the text.
    let route =
        module().routes().iter().position(|it| it.dialect == "native" && it.name == "check");
    let body = json!({ "tenant": "demo", "subject": "alice", "code": vector.typed }).to_string();
    let call = Call {
        route: route.unwrap() as u32,
        tenant: "",
        actor: "anonymous",
        sees_codes: false,
        path: &[],
        query: "",
        body: body.as_bytes(),
    };
    let in_module = match module().instance().unwrap().plan(&call).unwrap() {
        Planned::Needs(needs) => texts(&needs.presented),
        Planned::Finished(_) => Vec::new(),
    };
    assert_eq!(in_module, native, "{}", vector.typed);
    native
}

/// The displayed code, then the spoken ones.
fn shown(vector: &Shown) -> [String; 4] {
    let (format, code) = (vector.format.core(), code(&vector.code));
    let seen = display(&code, format);
    assert_eq!(module().display(format, &code).unwrap().reveal(), seen.reveal());
    let heard = ["en", "de-AT", "fi_FI"].map(|tag| {
        let heard = spoken(&code, format, Language::of(tag));
        assert_eq!(module().spoken(format, &code, tag).unwrap().reveal(), heard.reveal());
        heard.into_revealed()
    });
    let [en, de, fi] = heard;
    [seen.into_revealed(), en, de, fi]
}

fn published(vector: &Shown) -> [String; 4] {
    [&vector.display, &vector.en, &vector.de, &vector.fi].map(Clone::clone)
}

/// The titles of the vectors that differ.
fn differences(vectors: &Vectors) -> Vec<String> {
    let check = vectors.check.iter().filter(|one| !holds(one)).map(|one| &one.title);
    let entry = vectors.entry.iter().filter(|one| read(one) != one.answer).map(|one| &one.title);
    let meant = vectors.meant.iter().filter(|one| meant(one) != one.codes).map(|one| &one.typed);
    let wrong = |one: &&Shown| shown(one) != published(one);
    let shown = vectors.shown.iter().filter(wrong).map(|one| &one.title);
    check.chain(entry).chain(meant).chain(shown).cloned().collect()
}

#[test]
fn every_vector_holds() {
    let vectors = vectors();
    assert!(vectors.check.len() >= 50 && vectors.entry.len() >= 70);
    assert!(vectors.meant.len() >= 12 && vectors.shown.len() >= 9);
    let Vectors { check, entry, meant, shown } = vectors;
    let suites = [
        ("formats/check", check.len(), Vectors { check, ..none() }),
        ("formats/entry", entry.len(), Vectors { entry, ..none() }),
        ("formats/meant", meant.len(), Vectors { meant, ..none() }),
        ("formats/shown", shown.len(), Vectors { shown, ..none() }),
    ];
    for (suite, count, vectors) in suites {
        let different = differences(&vectors);
        // `differences` also asserts that the module returns the same as the core.
        for host in ["native", "wasmtime"] {
            report(host, suite, count, different.len()).unwrap();
        }
        assert_eq!(different, [] as [&str; 0]);
    }
}

fn none() -> Vectors {
    Vectors { check: vec![], entry: vec![], meant: vec![], shown: vec![] }
}

#[test]
fn there_is_a_vector_for_every_scheme_and_every_answer() {
    let vectors = vectors();
    let pairs = vectors.check.iter().map(|one| (one.alphabet.clone(), one.check.clone()));
    let pairs: BTreeSet<_> = pairs.collect();
    let all = Alphabet::ALL.into_iter().flat_map(|alphabet| {
        let schemes = CheckScheme::ALL.into_iter().filter(move |it| it.goes_with(alphabet));
        schemes.map(move |scheme| (alphabet.name().to_owned(), scheme.name().to_owned()))
    });
    assert_eq!(pairs, all.filter(|(_, scheme)| scheme != "none").collect());

    let faults = vectors.entry.iter().filter_map(|one| one.answer.fault.clone());
    let faults: BTreeSet<String> = faults.collect();
    let all = ["check", "empty", "length", "never used", "symbol", "too long"];
    assert!(faults.iter().eq(all), "{faults:?}");
    let groups: BTreeSet<_> = vectors.entry.iter().filter_map(|one| one.answer.group).collect();
    assert!(groups.iter().eq(&[1, 2, 3]), "{groups:?}");
}

#[test]
fn every_changed_vector_is_detected() {
    let good = vectors();
    let flip = |text: &mut String| {
        let last = if text.pop() == Some('0') { '1' } else { '0' };
        text.push(last);
    };
    let detected = |title: &str, planted: Vectors| assert_eq!(differences(&planted), [title]);
    // One vector at a time, and no others: each costs calls to the module.
    for one in &good.check {
        let mut planted = one.clone();
        flip(&mut planted.code);
        detected(&one.title, Vectors { check: vec![planted], ..none() });
    }
    for one in &good.entry {
        let mut planted = one.clone();
        match &mut planted.answer {
            Answer { code: Some(code), .. } => flip(code),
            Answer { group: Some(group), .. } => *group += 1,
            Answer { place: Some(place), .. } => *place += 1,
            Answer { found: Some(found), .. } => *found += 1,
            other => other.fault = None,
        }
        detected(&one.title, Vectors { entry: vec![planted], ..none() });
    }
    for one in &good.meant {
        let mut planted = one.clone();
        planted.codes.push("1".into());
        detected(&one.typed, Vectors { meant: vec![planted], ..none() });
    }
    for one in &good.shown {
        let lies: [fn(&mut Shown) -> &mut String; 4] =
            [|it| &mut it.display, |it| &mut it.en, |it| &mut it.de, |it| &mut it.fi];
        for lie in lies {
            let mut planted = one.clone();
            flip(lie(&mut planted));
            detected(&one.title, Vectors { shown: vec![planted], ..none() });
        }
    }
}

#[test]
fn an_overlong_text_does_not_reach_the_module() {
    let format = format("decimal", 8, "none", 4);
    let long = module().read_entry(format, &"1".repeat(10_000)).unwrap();
    assert_eq!(long.err(), Some(EntryFault::TooLong { max: 128 }));
}
