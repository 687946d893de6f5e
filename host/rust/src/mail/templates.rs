//! Templates of mails: subject, text and HTML for each language.

use crate::locale::Locale;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, filters};
use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

mod folder;
mod part;
mod values;

pub(super) use part::Part;
pub(super) use values::Values;

/// The built-in templates.
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

/// Templates of mails, one set for each language: the built-in ones (`en`, `de`, `fi`), and those
/// of a folder, which take precedence.
///
/// The syntax is that of minijinja (Jinja2), restricted to the template itself: no other files, no
/// functions, and only the filters `upper`, `lower` and `trim`. An undefined value is an error.
/// Values are escaped in HTML.
pub struct Templates {
    environment: Environment<'static>,
    locales: BTreeSet<String>,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// The file.
    pub file: PathBuf,
    /// The line in it, from 1, if known.
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

impl Default for Templates {
    /// The built-in templates.
    fn default() -> Self {
        let mut templates = Self::empty();
        for (name, source) in BUILT_IN {
            // A test checks that all of them are valid.
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

    /// Chooses a language that has templates: the first of the preferred ones that has, itself or
    /// in a more general form; otherwise English.
    pub(super) fn choose<'a>(&self, preferred: impl IntoIterator<Item = &'a Locale>) -> &str {
        let has = |tag: &str| self.locales.get(tag).map(String::as_str);
        let mut preferred = preferred.into_iter();
        preferred.find_map(|locale| locale.lookup().find_map(has)).unwrap_or("en")
    }

    /// Renders a part in a language that has templates.
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
