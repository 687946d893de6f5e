//! Replies of the API for all tenants, as text for people.

mod code;

use crate::output::{Cell, Hue, People, Table};
use crate::terminal::escaped;
use code::Code;
use serde::Deserialize;
use std::borrow::Cow;

/// The kinds of replies.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    /// A page of codes.
    Page,
    /// One code and its history.
    Code,
    /// A code that would be accepted.
    Checked,
    /// A code that was redeemed.
    Redeemed,
    /// A code whose state was changed.
    Changed,
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    codes: Vec<Code<'a>>,
    next: Option<Cow<'a, str>>,
}

/// The members of a code's reply beside the code itself.
#[derive(Deserialize)]
struct History<'a> {
    #[serde(borrow)]
    history: Vec<Entry<'a>>,
    history_next: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    actor: Cow<'a, str>,
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow, default)]
    detail: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Accepted<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    purpose: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    #[serde(borrow)]
    not_after: Cow<'a, str>,
    uses_left: Option<u16>,
    #[serde(borrow, default)]
    note: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Changed<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    state: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Problem<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow, default)]
    detail: Cow<'a, str>,
    #[serde(borrow, default)]
    path: Cow<'a, str>,
}

impl Shown {
    /// A successful reply as text. It may contain codes.
    ///
    /// # Errors
    /// When the reply is of another kind.
    pub(super) fn text(self, body: &[u8], people: &People) -> Result<String, serde_json::Error> {
        Ok(match self {
            Self::Page => page(&serde_json::from_slice(body)?, people),
            Self::Code => {
                inspected(&serde_json::from_slice(body)?, &serde_json::from_slice(body)?, people)
            }
            Self::Checked => accepted("accepted", &serde_json::from_slice(body)?, people),
            Self::Redeemed => accepted("redeemed", &serde_json::from_slice(body)?, people),
            Self::Changed => {
                let Changed { id, state } = serde_json::from_slice(body)?;
                format!("{} is now {}", escaped(&id), people.hue(Hue::Bold, &state))
            }
        })
    }
}

fn page(page: &Page<'_>, people: &People) -> String {
    if page.codes.is_empty() {
        return "no codes".to_owned();
    }
    let mut table = Table::new(Code::COLUMNS.to_vec());
    page.codes.iter().for_each(|code| table.push(code.row(people)));
    let mut text = people.table(&table);
    if let Some(next) = &page.next {
        let more = format!("there are more: add `--cursor {next}`");
        text.push_str(&people.hue(Hue::Dim, &more));
    }
    text
}

fn inspected(code: &Code<'_>, history: &History<'_>, people: &People) -> String {
    let History { history, history_next } = history;
    let mut table = Table::new(vec!["AT", "EVENT", "BY", "DETAIL"]);
    for Entry { at, actor, event, detail } in history {
        let cells = [people.time(at), event.to_string(), actor.to_string(), detail.to_string()];
        table.push(cells.map(Cell::of).into());
    }
    let mut text = people.table(&Table::of_pairs(code.pairs(people)));
    if !history.is_empty() {
        text.push('\n');
        text.push_str(&people.table(&table));
    }
    if history_next.is_some() {
        text.push_str("the history is longer: see `codemint audit export`\n");
    }
    text
}

fn accepted(what: &'static str, found: &Accepted<'_>, people: &People) -> String {
    let uses = match found.uses_left {
        Some(uses) => uses.to_string(),
        None => "unlimited".to_owned(),
    };
    let pairs = [
        ("code", Cell::of(what).hue(Hue::Green)),
        ("subject", Cell::of(&found.subject)),
        ("purpose", Cell::of(&found.purpose)),
        ("valid until", Cell::of(people.time(&found.not_after))),
        ("uses left", Cell::of(uses)),
        ("note", Cell::of(&found.note)),
        ("id", Cell::of(&found.id)),
    ];
    people.table(&Table::of_pairs(pairs))
}

/// A reply that reports a problem, as an error message that says what to do next.
pub(super) fn problem(body: &[u8]) -> String {
    let Ok(problem) = serde_json::from_slice::<Problem<'_>>(body) else {
        return String::from_utf8_lossy(body).into_owned();
    };
    let mut title = problem.title.trim_end_matches('.').chars();
    let first = title.next();
    let mut text: String = first.into_iter().flat_map(char::to_lowercase).chain(title).collect();
    for part in [&problem.path, &problem.detail] {
        if !part.is_empty() {
            text.push_str(&format!(": {part}"));
        }
    }
    if let Some(next) = next_step(problem.kind.rsplit(':').next().unwrap_or_default()) {
        text.push_str(&format!("; {next}"));
    }
    text
}

fn next_step(problem: &str) -> Option<&'static str> {
    Some(match problem {
        "not-accepted" => "`codemint list --subject SUBJECT` shows the codes of the subject",
        "mistyped" => "enter the code again",
        "wrong-state" => "`codemint show ID` shows its state and history",
        "no-such-code" => "`codemint list` shows the IDs",
        "no-such-tenant" => "check `--tenant` and `--config`",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
