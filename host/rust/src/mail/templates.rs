//! Templates of mails: a subject, a text and HTML for each language.

use crate::locale::Locale;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, filters};
use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

mod folder;
mod values;

pub(super) use values::Values;

/// The files of one language, by the endings of their names. The order is that of [`Part`].
const ENDINGS: [&str; 3] = ["subject", "txt", "html"];

/// Those that come with the program.
const BUILT_IN: [(&str, &str); 9] = [
    ("en.subject", include_str!("templates/en.subject")),
    ("en.txt", include_str!("templates/en.txt")),
    ("en.html", include_str!("templates/en.html")),
    ("de.subject", include_str!("templates/de.subject")),
    ("de.txt", include_str!("templates/de.txt")),
    ("de.html", include_str!("templates/de.html")),
    ("fi.subject", include_str!("templates/fi.subject")),
    ("fi.txt", include_str!("templates/fi.txt")),
    ("fi.html", include_str!("templates/fi.html")),
];

/// Templates of mails, one set for each language: those that come with the program (`en`, `de`,
/// `fi`), and those of a folder before them.
///
/// The language of the templates is that of minijinja (Jinja2) without anything that could reach
/// beyond them: no other files, no functions; filters are `upper`, `lower` and `trim`. A name that
/// stands for nothing is an error. Values are escaped in HTML.
pub struct Templates {
    environment: Environment<'static>,
    locales: BTreeSet<String>,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// The file.
    pub file: PathBuf,
    /// The line in it, from 1, where there is one to name.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: String,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, problem } = self;
        write!(f, "`{}`", file.display())?;
        match line {
            Some(line) => write!(f, ", line {line}: {problem}"),
            None => write!(f, ": {problem}"),
        }
    }
}

/// A part of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Subject,
    Text,
    Html,
}

impl Part {
    const ALL: [Self; 3] = [Self::Subject, Self::Text, Self::Html];

    const fn ending(self) -> &'static str {
        let [subject, text, html] = ENDINGS;
        match self {
            Self::Subject => subject,
            Self::Text => text,
            Self::Html => html,
        }
    }
}

impl Default for Templates {
    /// Those that come with the program.
    fn default() -> Self {
        let mut templates = Self::empty();
        for (name, source) in BUILT_IN {
            // They are checked by a test.
            if templates.environment.add_template(name, source).is_ok() {
                templates.locales.extend(name.split('.').next().map(str::to_owned));
            }
        }
        templates
    }
}

impl Templates {
    fn empty() -> Self {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
        });
        environment.add_filter("upper", filters::upper);
        environment.add_filter("lower", filters::lower);
        environment.add_filter("trim", filters::trim);
        Self { environment, locales: BTreeSet::new() }
    }

    /// The language among those that there are in which a reader is written to: the first of these
    /// wishes that is there, itself or in a more general form; else English.
    pub(super) fn choose<'a>(&self, wishes: impl IntoIterator<Item = &'a Locale>) -> &str {
        let has = |tag: &str| self.locales.get(tag).map(String::as_str);
        let mut wishes = wishes.into_iter();
        wishes.find_map(|wish| wish.lookup().find_map(has)).unwrap_or("en")
    }

    /// A part in one of the languages that there are.
    pub(super) fn render(
        &self,
        locale: &str,
        part: Part,
        values: &Values,
    ) -> Result<String, minijinja::Error> {
        let template = self.environment.get_template(&format!("{locale}.{}", part.ending()))?;
        template.render(Value::from_pairs(values.of(part)))
    }
}

#[cfg(test)]
mod tests;
