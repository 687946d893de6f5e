//! Reading rules of elevation.

use super::csv::{Row, Table};
use super::json_lines::{Objects, Parse, parsed};
use super::{CsvEncoding, ImportError, name, shown};
use codemint_core::offline::Account;
use codemint_core::words::{Span, SubjectKey};
use serde::Deserialize;
use std::borrow::Cow;
use std::io::Read;

/// A rule of an import: which account may raise privileges on which computers.
///
/// An import replaces all rules of every account that it names. A rule that allows nothing (no span
/// and no local account) only names its account, so that an account can be left without rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleImport {
    /// The account that may request it: `domain\name`, in any case.
    pub account: String,
    /// The computers on which it may, as `domain\NAME$`, in any case; empty for every computer.
    pub computers: Vec<String>,
    /// The spans that it may request: bit n for span n, n from 0 to 15.
    pub spans: u16,
    /// The local accounts that it may have unlocked, in any case.
    pub local_accounts: Vec<String>,
    /// Whether requests must contain the computer's ID in its cloud directory.
    pub by_device: bool,
}

impl RuleImport {
    /// Reads CSV like [`SubjectImport::from_csv`], one rule per record.
    ///
    /// The header names the columns, in any order: `account`, `spans` (numbers from 0 to 15 and
    /// ranges of them, separated by `;`: `0-3;5`) and `local_accounts` (names separated by `;`);
    /// and optionally `computers` (names separated by `;`; empty or `all` for every computer) and
    /// `by_device` (`true` or `false`; empty for `false`). `spans` and `local_accounts` are either
    /// both present or both empty.
    ///
    /// [`SubjectImport::from_csv`]: super::SubjectImport::from_csv
    pub fn from_csv(reader: impl Read) -> impl Iterator<Item = Result<Self, ImportError>> {
        Self::from_csv_in(CsvEncoding::default(), reader)
    }

    /// Reads CSV in another encoding, otherwise like [`Self::from_csv`].
    pub fn from_csv_in(
        encoding: CsvEncoding,
        reader: impl Read,
    ) -> impl Iterator<Item = Result<Self, ImportError>> {
        Table::new(reader, encoding)
    }

    /// Reads JSON objects like [`SubjectImport::from_json_lines`], one rule per line.
    ///
    /// The members are those of [`Self::from_csv`]: `spans` an array of numbers or a string as in
    /// CSV, `local_accounts` an array of names, `computers` an array of names (empty for every
    /// computer) or the string `all`, `by_device` a boolean. `computers` and `by_device` are
    /// optional.
    ///
    /// [`SubjectImport::from_json_lines`]: super::SubjectImport::from_json_lines
    pub fn from_json_lines(reader: impl Read) -> impl Iterator<Item = Result<Self, ImportError>> {
        Objects::new(reader)
    }

    /// The canonical key of the account; `None` if its name is invalid.
    pub(in crate::store) fn account_key(&self) -> Option<String> {
        SubjectKey::of_user(&self.account).map(SubjectKey::into_string)
    }

    /// The canonical keys of the computers; `None` if one of the names is invalid.
    pub(in crate::store) fn computer_keys(&self) -> Option<Vec<String>> {
        let key = |name: &String| SubjectKey::of_user(name).map(SubjectKey::into_string);
        self.computers.iter().map(key).collect()
    }

    /// Whether it allows nothing, and only names its account.
    pub(in crate::store) const fn is_empty(&self) -> bool {
        self.spans == 0 && self.local_accounts.is_empty()
    }
}

/// The members of a rule, as they were read.
struct Members<'a> {
    account: &'a str,
    computers: Vec<&'a str>,
    spans: Option<u16>,
    local_accounts: Vec<&'a str>,
    by_device: bool,
}

impl Members<'_> {
    /// Parses the members, or returns what is wrong with them.
    fn parse(self) -> Result<RuleImport, String> {
        let local_accounts: Result<Vec<_>, _> =
            self.local_accounts.into_iter().map(local_account).collect();
        let computers: Result<Vec<_>, _> = self.computers.into_iter().map(computer).collect();
        let rule = RuleImport {
            account: account(self.account)?,
            computers: computers?,
            spans: self.spans.unwrap_or_default(),
            local_accounts: local_accounts?,
            by_device: self.by_device,
        };
        match (rule.spans, rule.local_accounts.len()) {
            (0, 1..) => Err("the rule has local accounts but no spans".into()),
            (1.., 0) => Err("the rule has spans but no local accounts".into()),
            _ => Ok(rule),
        }
    }
}

impl Row for RuleImport {
    const COLUMNS: &[&str] = &["account", "spans", "local_accounts", "computers", "by_device"];
    const REQUIRED: usize = 3;

    fn of(_line: u64, values: &[&str]) -> Result<Self, String> {
        let value = |place: usize| values.get(place).copied().unwrap_or_default();
        let names = |place: usize| value(place).split(';').map(str::trim);
        let is_present = |name: &&str| !name.is_empty();
        Members {
            account: value(0),
            computers: match value(3) {
                "all" => Vec::new(),
                _ => names(3).filter(is_present).collect(),
            },
            spans: Some(spans(value(1))?),
            local_accounts: names(2).filter(is_present).collect(),
            by_device: match value(4) {
                "" | "false" => false,
                "true" => true,
                other => return Err(format!("`{}` is neither true nor false", shown(other))),
            },
        }
        .parse()
    }
}

/// One line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object<'a> {
    #[serde(borrow)]
    account: Cow<'a, str>,
    #[serde(borrow, default)]
    computers: Computers<'a>,
    #[serde(borrow)]
    spans: Spans<'a>,
    #[serde(borrow)]
    local_accounts: Vec<Cow<'a, str>>,
    #[serde(default)]
    by_device: bool,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "`computers` is neither an array of names nor `all`")]
enum Computers<'a> {
    #[serde(borrow)]
    Text(Cow<'a, str>),
    #[serde(borrow)]
    Names(Vec<Cow<'a, str>>),
}

impl Default for Computers<'_> {
    fn default() -> Self {
        Self::Names(Vec::new())
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "`spans` is neither an array of numbers nor a string like `0-3;5`")]
enum Spans<'a> {
    #[serde(borrow)]
    Text(Cow<'a, str>),
    Numbers(Vec<u8>),
}

impl Parse for RuleImport {
    fn parse(_line: u64, text: &str) -> Result<Self, String> {
        let object: Object<'_> = parsed(text)?;
        let computers = match &object.computers {
            Computers::Text(text) if text == "all" => Vec::new(),
            Computers::Text(_) => return Err("`computers` is a string other than `all`".into()),
            Computers::Names(names) => names.iter().map(AsRef::as_ref).collect(),
        };
        let spans = match &object.spans {
            Spans::Text(text) => spans(text)?,
            Spans::Numbers(numbers) => numbers
                .iter()
                .try_fold(0, |spans, number| Ok::<_, String>(spans | bit(*number)?))?,
        };
        Members {
            account: &object.account,
            computers,
            spans: Some(spans),
            local_accounts: object.local_accounts.iter().map(AsRef::as_ref).collect(),
            by_device: object.by_device,
        }
        .parse()
    }
}

/// Parses a name with a domain. No request asks for a name without one, so that its rule would
/// never apply.
fn in_domain(what: &str, text: &str) -> Result<String, String> {
    let name = name(what, text)?;
    let parts = name.split_once('\\').filter(|(domain, own)| {
        !domain.is_empty() && !own.is_empty() && !own.contains('\\') && domain.trim() == *domain
    });
    match parts {
        Some(_) => Ok(name),
        None => Err(format!("the {what} `{}` is not of the form `domain\\name`", shown(&name))),
    }
}

fn account(text: &str) -> Result<String, String> {
    in_domain("account", text)
}

fn computer(text: &str) -> Result<String, String> {
    let name = in_domain("computer", text)?;
    match name.strip_suffix('$') {
        Some(own) if !own.ends_with('\\') => Ok(name),
        _ => Err(format!("the computer `{}` is not of the form `domain\\name$`", shown(&name))),
    }
}

fn local_account(text: &str) -> Result<String, String> {
    let name = text.trim();
    let known = Account::parse(name).map(|_| name.into());
    known.ok_or_else(|| format!("`{}` is not a local account", shown(text)))
}

/// Parses spans such as `0-3;5` into bits. Spaces are allowed around numbers and separators.
fn spans(text: &str) -> Result<u16, String> {
    let mut spans = 0;
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| {
            let digits = text.trim();
            let digits = digits.bytes().all(|digit| digit.is_ascii_digit()).then_some(digits);
            let number = digits.and_then(|digits| digits.parse::<u8>().ok());
            number
                .ok_or_else(|| format!("`{}` is neither a span nor a range of spans", shown(part)))
        };
        let (first, last) = (number(first)?, number(last)?);
        if first > last {
            return Err(format!("the range `{}` ends before it begins", shown(part)));
        }
        bit(last)?;
        for number in first..=last {
            spans |= bit(number)?;
        }
    }
    Ok(spans)
}

fn bit(number: u8) -> Result<u16, String> {
    match 1_u16.checked_shl(number.into()) {
        Some(bit) if number <= Span::MAX_INDEX => Ok(bit),
        _ => Err(format!("a span is from 0 to {}, not `{number}`", Span::MAX_INDEX)),
    }
}
