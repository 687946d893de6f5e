//! Templates in a folder: read, and checked as a whole before anything is written by them.

use super::{ENDINGS, Part, TemplateFault, Templates, Values};
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
    /// Those of a folder, and behind them those that come with the program. The files of a language
    /// are `<locale>.subject`, `<locale>.txt` and `<locale>.html`, all of them or none; names that
    /// begin with a dot are passed over.
    ///
    /// # Errors
    /// Every fault: a file that cannot be read, that another user may have changed
    /// ([`crate::files`]) or that has another name, a template that is none, a name
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
    pub(super) fn unknown_name(
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
    pub(super) fn try_out(&self, locale: &str) -> Option<(Part, Option<usize>, String)> {
        Values::samples().iter().find_map(|values| {
            Part::ALL.into_iter().find_map(|part| {
                let rendered = match self.render(locale, part, values) {
                    Ok(rendered) => rendered,
                    Err(error) => return Some((part, error.line(), told(&error))),
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
    // Whoever can change a template can send codes with a link of their own.
    let text = files::read_text(file).map_err(|error| error.to_string())?;
    Ok(String::clone(&text))
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
