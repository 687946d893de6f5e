//! Templates in a folder: reads them, and checks all of them before any is used.

use super::part::{ENDINGS, Part};
use super::values::Values;
use super::{TemplateFault, Templates};
use crate::files;
use crate::locale::Locale;
use crate::mail::{HeaderText, remote};
use minijinja::ErrorKind;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The largest template, in bytes.
const MAX_BYTES: u64 = 256 * 1024;

impl Templates {
    /// The templates of a folder, with the built-in ones for other languages. The files of a
    /// language are `<locale>.subject`, `<locale>.txt` and `<locale>.html`, all of them or none;
    /// files whose name begins with a dot are ignored.
    ///
    /// # Errors
    /// Every fault: a file that cannot be read, that another user may have changed
    /// ([`crate::files`]) or that has another name; a template that is not valid or uses an
    /// undefined value; a subject that is not allowed in a header; HTML that would make a reader
    /// fetch anything.
    pub fn with_folder(folder: &Path) -> Result<Self, Vec<TemplateFault>> {
        const TWICE: &str = "another file is for the same language and part";
        let mut templates = Self::default();
        let mut faults = Vec::new();
        let mut found = BTreeSet::new();
        for file in files(folder).map_err(|fault| vec![fault])? {
            let named = name_of(&file).and_then(|(locale, part)| {
                let is_new = found.insert(format!("{locale}.{}", part.ending()));
                if is_new { Ok((locale, part)) } else { Err(fault_in(&file, None, TWICE)) }
            });
            let added = named.and_then(|(locale, part)| templates.add(&file, &locale, part));
            faults.extend(added.err());
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

    /// Adds the template in a file.
    fn add(&mut self, file: &Path, locale: &Locale, part: Part) -> Result<(), TemplateFault> {
        let source = read(file).map_err(|problem| fault_in(file, None, problem))?;
        let name = format!("{locale}.{}", part.ending());
        let added = self.environment.add_template_owned(name.clone(), source.clone());
        added.map_err(|error| fault_in(file, error.line(), message(&error)))?;
        if let Some((unknown, line)) = self.undefined_value(&name, part, &source) {
            return Err(fault_in(file, line, format!("there is no value `{unknown}`")));
        }
        self.locales.insert(locale.to_string());
        Ok(())
    }

    /// An undefined value that a template uses, and the line of its first use.
    pub(super) fn undefined_value(
        &self,
        name: &str,
        part: Part,
        source: &str,
    ) -> Option<(String, Option<usize>)> {
        let template = self.environment.get_template(name).ok()?;
        let names = template.undeclared_variables(false);
        let unknown = names.into_iter().filter(|name| !Values::known(part, name)).min()?;
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let has = |line: &str| line.split(|c| !is_name(c)).any(|name| name == unknown);
        let lines = || source.lines().enumerate().filter(|(_, line)| has(line));
        let place = lines().find(|(_, line)| line.contains('{')).or_else(|| lines().next());
        Some((unknown, place.map(|(number, _)| number + 1)))
    }

    /// Renders all parts of a language with sample values, and returns the first fault.
    pub(super) fn try_out(&self, locale: &str) -> Option<(Part, Option<usize>, String)> {
        Values::samples().iter().find_map(|values| {
            Part::ALL.into_iter().find_map(|part| {
                let rendered = match self.render(locale, part, values) {
                    Ok(rendered) => rendered,
                    Err(error) => return Some((part, error.line(), message(&error))),
                };
                let problem = match part {
                    Part::Text => None,
                    Part::Subject => {
                        let fault = HeaderText::new(&rendered).err();
                        fault.map(|fault| format!("it cannot be a subject: {fault}"))
                    }
                    Part::Html => remote::forbidden(&rendered, Values::SAMPLE_PICTURE),
                };
                problem.map(|problem| (part, None, problem))
            })
        })
    }
}

/// The locale and the part that a file's name means.
fn name_of(file: &Path) -> Result<(Locale, Part), TemplateFault> {
    const UNKNOWN: &str = "its name is not `<locale>.subject`, `<locale>.txt` or `<locale>.html`";
    let parts = file.file_name().and_then(|name| name.to_str()?.rsplit_once('.'));
    let known = parts.and_then(|(stem, ending)| {
        let part = Part::ALL.into_iter().find(|part| part.ending() == ending)?;
        Some((Locale::parse(stem)?, part))
    });
    known.ok_or_else(|| fault_in(file, None, UNKNOWN))
}

/// The files of a folder without hidden ones, sorted by name.
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
    // An attacker who can change a template can send codes with a link of their own.
    let text = files::read_text(file).map_err(|error| error.to_string())?;
    Ok(String::clone(&text))
}

fn fault_in(file: &Path, line: Option<usize>, problem: impl Into<String>) -> TemplateFault {
    TemplateFault { file: file.to_owned(), line, problem: problem.into() }
}

/// The template engine's message, in one line.
fn message(error: &minijinja::Error) -> String {
    match (error.kind(), error.detail()) {
        (ErrorKind::UndefinedError, None) => "it uses an undefined value".into(),
        (kind, None) => kind.to_string(),
        (_, Some(detail)) => detail.to_owned(),
    }
}
