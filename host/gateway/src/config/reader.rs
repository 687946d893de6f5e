//! Reads TOML by hand, so that every fault is found at once and has its line.

use crate::terminal::escaped;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A fault in a configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    /// The line, from 1.
    pub(crate) line: usize,
    /// What is wrong, and where it helps, what would be right.
    pub(crate) message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, escaped(&self.message))
    }
}

/// Collects faults while a text is read.
#[derive(Clone)]
pub(crate) struct Faults {
    text: Rc<str>,
    found: Rc<RefCell<Vec<Fault>>>,
}

impl Faults {
    /// No faults in this text yet.
    pub(crate) fn of(text: &str) -> Self {
        Self { text: text.into(), found: Rc::default() }
    }

    /// Notes a fault at that byte.
    pub(crate) fn add(&self, at: usize, message: impl Into<String>) {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
        self.found.borrow_mut().push(Fault { line, message: message.into() });
    }

    /// What was found, in the order of the text.
    pub(crate) fn into_found(self) -> Vec<Fault> {
        let mut found = self.found.take();
        found.sort();
        found.dedup();
        found
    }
}

/// A table, of which every key must be taken.
pub(crate) struct Section<'i> {
    /// What to call it in a message; empty for the whole text.
    name: String,
    at: usize,
    table: DeTable<'i>,
    faults: Faults,
}

/// A value with its place.
pub(crate) struct Found<T> {
    /// The byte where it begins.
    pub(crate) at: usize,
    /// The value.
    pub(crate) value: T,
}

impl<'i> Section<'i> {
    /// The whole of a text. What is no TOML is noted, and the rest is read as far as it goes.
    pub(crate) fn whole(text: &'i str, faults: &Faults) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            faults.add(error.span().map_or(0, |span| span.start), error.message());
        }
        Self { name: String::new(), at: 0, table: table.into_inner(), faults: faults.clone() }
    }

    /// The byte where it begins.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// Notes a fault at that byte.
    pub(crate) fn fault(&self, at: usize, message: impl Into<String>) {
        self.faults.add(at, message);
    }

    /// A value that must be there.
    pub(crate) fn required<T: Readable<'i>>(&mut self, key: &str) -> Option<Found<T>> {
        if self.has(key) {
            return self.optional(key);
        }
        self.faults.add(self.at, format!("`{}` is missing", self.path(key)));
        None
    }

    /// A value that may be there.
    pub(crate) fn optional<T: Readable<'i>>(&mut self, key: &str) -> Option<Found<T>> {
        let (path, faults) = (self.path(key), self.faults.clone());
        let value = self.take(key)?;
        let at = value.span().start;
        let read = T::read(value, &path, &faults);
        if read.is_none() {
            faults.add(at, format!("`{path}` must be {}", T::WHAT));
        }
        read.map(|value| Found { at, value })
    }

    /// A whole number within bounds, which may be there.
    pub(crate) fn number(&mut self, key: &str, min: u64, max: u64) -> Option<Found<u64>> {
        let found = self.optional::<u64>(key)?;
        if (min..=max).contains(&found.value) {
            return Some(found);
        }
        let path = self.path(key);
        self.faults.add(found.at, format!("`{path}` must be between {min} and {max}"));
        None
    }

    /// A whole number within bounds, which must be there.
    pub(crate) fn required_number(&mut self, key: &str, min: u64, max: u64) -> Option<Found<u64>> {
        if self.has(key) {
            return self.number(key, min, max);
        }
        self.faults.add(self.at, format!("`{}` is missing", self.path(key)));
        None
    }

    /// The byte where a value begins, or else the whole.
    pub(crate) fn at_of(&self, key: &str) -> usize {
        let mut entries = self.table.iter();
        let found = entries.find(|(name, _)| name.get_ref() == key);
        found.map_or(self.at, |(_, value)| value.span().start)
    }

    /// Notes every key that nobody took.
    pub(crate) fn finish(self) {
        for key in self.table.keys() {
            let path = self.path(key.get_ref());
            self.faults.add(key.span().start, format!("`{path}` is not known"));
        }
    }

    /// Whether a value is there and has not been taken.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.keys().any(|known| known.get_ref() == key)
    }

    fn take(&mut self, key: &str) -> Option<Spanned<DeValue<'i>>> {
        let mut taken = None;
        let table = std::mem::take(&mut self.table);
        for (name, value) in table {
            if name.get_ref() == key {
                taken = Some(value);
            } else {
                self.table.insert(name, value);
            }
        }
        taken
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

/// What a value can be read as.
pub(crate) trait Readable<'i>: Sized {
    /// What it must be, for a message.
    const WHAT: &'static str;

    /// The value, if it is one.
    fn read(value: Spanned<DeValue<'i>>, path: &str, faults: &Faults) -> Option<Self>;
}

impl<'i> Readable<'i> for String {
    const WHAT: &'static str = "a string";
    fn read(value: Spanned<DeValue<'i>>, _: &str, _: &Faults) -> Option<Self> {
        value.get_ref().as_str().map(Self::from)
    }
}

impl<'i> Readable<'i> for bool {
    const WHAT: &'static str = "true or false";
    fn read(value: Spanned<DeValue<'i>>, _: &str, _: &Faults) -> Option<Self> {
        value.get_ref().as_bool()
    }
}

impl<'i> Readable<'i> for u64 {
    const WHAT: &'static str = "a whole number";
    fn read(value: Spanned<DeValue<'i>>, _: &str, _: &Faults) -> Option<Self> {
        let number = value.get_ref().as_integer()?;
        Self::from_str_radix(number.as_str(), number.radix()).ok()
    }
}

impl<'i> Readable<'i> for Section<'i> {
    const WHAT: &'static str = "a table";
    fn read(value: Spanned<DeValue<'i>>, path: &str, faults: &Faults) -> Option<Self> {
        let at = value.span().start;
        match value.into_inner() {
            DeValue::Table(table) => {
                Some(Self { name: path.to_owned(), at, table, faults: faults.clone() })
            }
            _ => None,
        }
    }
}

impl<'i, T: Readable<'i>> Readable<'i> for Vec<Found<T>> {
    const WHAT: &'static str = "an array";
    fn read(value: Spanned<DeValue<'i>>, path: &str, faults: &Faults) -> Option<Self> {
        let DeValue::Array(items) = value.into_inner() else { return None };
        let mut read = Self::new();
        for item in items {
            let at = item.span().start;
            match T::read(item, path, faults) {
                Some(value) => read.push(Found { at, value }),
                None => faults.add(at, format!("every item of `{path}` must be {}", T::WHAT)),
            }
        }
        Some(read)
    }
}
