//! `codemint directory import`, `list`, `show` and `export`

mod entry;
mod export;
mod import;
mod list;
mod opened;

use super::standard::Outcome;
use crate::cli::DirectoryCommand;
use crate::output::Output;
use opened::Directory;

pub(super) fn run(command: &DirectoryCommand) -> Outcome {
    match command {
        DirectoryCommand::Import { file, encoding, place } => {
            import::run(file, *encoding, &Directory::of(place)?)
        }
        DirectoryCommand::List(wanted) => list::list(wanted, &Directory::of(&wanted.place)?),
        DirectoryCommand::Show { subject, place, form } => {
            list::show(subject, &Directory::of(place)?, &Output::choose(form.json))
        }
        DirectoryCommand::Export { format, rules, place } => {
            export::run(*format, *rules, &Directory::of(place)?)
        }
    }
}
