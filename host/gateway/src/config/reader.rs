//! Reading TOML by hand, so that every fault is found in one pass and has its line.

use super::fault::Faults;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table, each key of which must be read.
pub(crate) struct Section<'i> {
    /// Its path, for messages; empty for the whole text.
    name: String,
    at: usize,
    table: DeTable<'i>,
    faults: Faults,
}

/// A value and its position.
pub(crate) struct Found<T> {
    /// The byte where it begins.
    pub(crate) at: usize,
    /// The value.
    pub(crate) value: T,
}

impl<'i> Section<'i> {
    /// The whole of a text. Errors of syntax become faults, and the rest is read as far as possible.
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

    /// Adds a fault at that byte.
    pub(crate) fn fault(&self, at: usize, message: impl Into<String>) {
        self.faults.add(at, message);
    }

    /// A required value.
    pub(crate) fn required<T: Readable<'i>>(&mut self, key: &str) -> Option<Found<T>> {
        if self.has(key) {
            return self.optional(key);
        }
        self.faults.add(self.at, format!("`{}` is missing", self.path(key)));
        None
    }

    /// An optional value.
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

    /// An optional whole number within bounds.
    pub(crate) fn number(&mut self, key: &str, min: u64, max: u64) -> Option<Found<u64>> {
        let found = self.optional::<u64>(key)?;
        if (min..=max).contains(&found.value) {
            return Some(found);
        }
        let path = self.path(key);
        self.faults.add(found.at, format!("`{path}` must be between {min} and {max}"));
        None
    }

    /// A required whole number within bounds.
    pub(crate) fn required_number(&mut self, key: &str, min: u64, max: u64) -> Option<Found<u64>> {
        if self.has(key) {
            return self.number(key, min, max);
        }
        self.faults.add(self.at, format!("`{}` is missing", self.path(key)));
        None
    }

    /// The byte where a value begins; where it is absent, that of the section.
    pub(crate) fn at_of(&self, key: &str) -> usize {
        let mut entries = self.table.iter();
        let found = entries.find(|(name, _)| name.get_ref() == key);
        found.map_or(self.at, |(_, value)| value.span().start)
    }

    /// Adds a fault for every key that was not read.
    pub(crate) fn finish(self) {
        for key in self.table.keys() {
            let path = self.path(key.get_ref());
            self.faults.add(key.span().start, format!("`{path}` is unknown"));
        }
    }

    /// Reads a key that was renamed under its old name too, with a warning. Giving both is a fault.
    pub(crate) fn renamed(&mut self, old: &str, new: &'static str) {
        let Some((key, value)) = self.table.remove_entry(old) else { return };
        let (at, path) = (key.span().start, self.path(old));
        if self.has(new) {
            self.faults.add(at, format!("`{path}` is the old name of `{new}`: remove it"));
            return;
        }
        let message =
            format!("`{path}` is now called `{new}`: rename it; the next version refuses it");
        self.faults.warn(at, message);
        self.table.insert(Spanned::new(key.span(), new.into()), value);
    }

    /// Whether the section has a value that was not read yet.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn take(&mut self, key: &str) -> Option<Spanned<DeValue<'i>>> {
        self.table.remove(key)
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

/// A type that a value can be read as.
pub(crate) trait Readable<'i>: Sized {
    /// What the value must be, for a message.
    const WHAT: &'static str;

    /// The value, if it is of this type.
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
