//! Faults and warnings, each with its line.

use crate::terminal::escaped;
use serde::Serialize;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// A fault in a configuration, or a warning about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Fault {
    /// The line, from 1.
    pub(crate) line: usize,
    /// What is wrong, and where it helps, what to write instead.
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
    warnings: Rc<RefCell<Vec<Fault>>>,
}

impl Faults {
    /// No faults in this text yet.
    pub(crate) fn of(text: &str) -> Self {
        Self { text: text.into(), found: Rc::default(), warnings: Rc::default() }
    }

    /// Adds a fault at that byte.
    pub(crate) fn add(&self, at: usize, message: impl Into<String>) {
        self.found.borrow_mut().push(self.at(at, message.into()));
    }

    /// Adds a warning about what is at that byte.
    pub(super) fn warn(&self, at: usize, message: String) {
        self.warnings.borrow_mut().push(self.at(at, message));
    }

    fn at(&self, byte: usize, message: String) -> Fault {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        Fault { line: 1 + before.bytes().filter(|byte| *byte == b'\n').count(), message }
    }

    /// The faults and the warnings, each in the order of the text.
    pub(crate) fn into_found(self) -> (Vec<Fault>, Vec<Fault>) {
        let ordered = |list: &RefCell<Vec<Fault>>| {
            let mut list = list.take();
            list.sort();
            list.dedup();
            list
        };
        (ordered(&self.found), ordered(&self.warnings))
    }
}
