//! Templates of mails: a subject, a text and HTML for each language.

use super::remote;
use crate::locale::Locale;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, filters};
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

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

/// The largest template, in bytes.
const MAX_BYTES: u64 = 256 * 1024;

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

    /// Those of a folder, and behind them those that come with the program. The files of a language
    /// are `<locale>.subject`, `<locale>.txt` and `<locale>.html`, all of them or none; names that
    /// begin with a dot are passed over.
    ///
    /// # Errors
    /// Every fault: a file that cannot be read or has another name, a template that is none, a name
    /// in it that stands for nothing, a subject that may not stand in a header, HTML that would make
    /// a reader fetch anything.
    pub fn with_folder(folder: &Path) -> Result<Self, Vec<TemplateFault>> {
        const TWICE: &str = "the same language has another such file";
        let mut templates = Self::default();
        let mut faults = Vec::new();
        let mut found = BTreeSet::new();
        for file in files(folder).map_err(|fault| vec![fault])? {
            let taken = name_of(&file).and_then(|(locale, part)| {
                let is_new = found.insert(format!("{locale}.{}", part.ending()));
                if is_new { Ok((locale, part)) } else { Err(fault_in(&file, None, TWICE)) }
            });
            let taken = taken.and_then(|(locale, part)| templates.take(&file, &locale, part));
            faults.extend(taken.err());
        }
        let locales: BTreeSet<_> = found.iter().filter_map(|name| name.split('.').next()).collect();
        for locale in locales {
            for ending in ENDINGS.iter().filter(|end| !found.contains(&format!("{locale}.{end}"))) {
                let missing = folder.join(format!("{locale}.{ending}"));
                faults.push(fault_in(&missing, None, "it is missing"));
            }
            if faults.is_empty() {
                faults.extend(templates.try_out(locale).map(|(part, line, problem)| {
                    fault_in(&folder.join(format!("{locale}.{}", part.ending())), line, problem)
                }));
            }
        }
        if faults.is_empty() { Ok(templates) } else { Err(faults) }
    }

    /// Takes the template in a file.
    fn take(&mut self, file: &Path, locale: &Locale, part: Part) -> Result<(), TemplateFault> {
        let source = read(file).map_err(|problem| fault_in(file, None, problem))?;
        let name = format!("{locale}.{}", part.ending());
        let added = self.environment.add_template_owned(name.clone(), source.clone());
        added.map_err(|error| fault_in(file, error.line(), told(&error)))?;
        if let Some((unknown, line)) = self.unknown_name(&name, part, &source) {
            return Err(fault_in(file, line, format!("there is no value `{unknown}`")));
        }
        self.locales.insert(locale.to_string());
        Ok(())
    }

    /// A name in a template that stands for nothing, and the line where it first stands.
    fn unknown_name(
        &self,
        name: &str,
        part: Part,
        source: &str,
    ) -> Option<(String, Option<usize>)> {
        let template = self.environment.get_template(name).ok()?;
        let names = template.undeclared_variables(false);
        let unknown = names.into_iter().filter(|name| !Values::known(part, name)).min()?;
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let has = |line: &str| line.split(|c| !is_name(c)).any(|word| word == unknown);
        let lines = || source.lines().enumerate().filter(|(_, line)| has(line));
        let place = lines().find(|(_, line)| line.contains('{')).or_else(|| lines().next());
        Some((unknown, place.map(|(number, _)| number + 1)))
    }

    /// Renders everything of a language with samples; what goes wrong first is returned.
    fn try_out(&self, locale: &str) -> Option<(Part, Option<usize>, String)> {
        Values::samples().iter().find_map(|values| {
            Part::ALL.into_iter().find_map(|part| {
                let rendered = match self.render(locale, part, values) {
                    Ok(rendered) => rendered,
                    Err(error) => return Some((part, error.line(), told(&error))),
                };
                let problem = match part {
                    Part::Text => None,
                    Part::Subject => {
                        let fault = super::HeaderText::new(&rendered).err();
                        fault.map(|fault| format!("it cannot be a subject: {fault}"))
                    }
                    Part::Html => remote::forbidden(&rendered, Values::SAMPLE_PICTURE),
                };
                problem.map(|problem| (part, None, problem))
            })
        })
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

/// What a file's name says that it is.
fn name_of(file: &Path) -> Result<(Locale, Part), TemplateFault> {
    const UNKNOWN: &str = "it is none of `<locale>.subject`, `<locale>.txt` and `<locale>.html`";
    let parts = file.file_name().and_then(|name| name.to_str()?.rsplit_once('.'));
    let known = parts.and_then(|(stem, ending)| {
        let part = Part::ALL.into_iter().find(|part| part.ending() == ending)?;
        Some((Locale::parse(stem)?, part))
    });
    known.ok_or_else(|| fault_in(file, None, UNKNOWN))
}

/// The files of a folder by their names, but for hidden ones.
fn files(folder: &Path) -> Result<Vec<PathBuf>, TemplateFault> {
    let unreadable = |error: std::io::Error| fault_in(folder, None, error.to_string());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<String, String> {
    let length = fs::metadata(file).map_err(|error| error.to_string())?.len();
    if length > MAX_BYTES {
        return Err(format!("it has more than {MAX_BYTES} bytes"));
    }
    fs::read_to_string(file).map_err(|error| error.to_string())
}

fn fault_in(file: &Path, line: Option<usize>, problem: impl Into<String>) -> TemplateFault {
    TemplateFault { file: file.to_owned(), line, problem: problem.into() }
}

/// What the template engine says, in one line.
fn told(error: &minijinja::Error) -> String {
    match (error.kind(), error.detail()) {
        (ErrorKind::UndefinedError, None) => "a value in it stands for nothing".into(),
        (kind, None) => kind.to_string(),
        (_, Some(detail)) => detail.to_owned(),
    }
}

#[cfg(test)]
mod tests;
