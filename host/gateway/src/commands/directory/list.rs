//! `codemint directory list` and `codemint directory show SUBJECT`

use super::entry::{Rule, Subject};
use super::opened::Directory;
use crate::cli::DirectoryList;
use crate::commands::standard::Outcome;
use crate::output::{Hue, Output, People, Table, write_json, write_text};
use crate::terminal::escaped;
use codemint::store::{RuleImport, StoreError};
use codemint::words::SubjectKey;
use serde_json::json;
use std::error::Error;
use std::process::ExitCode;

pub(super) fn list(wanted: &DirectoryList, directory: &Directory) -> Outcome {
    let output = Output::choose(wanted.form.json);
    let written = match wanted.rules {
        true => rules(wanted, directory, &output),
        false => subjects(wanted, directory, &output),
    };
    directory.store.close()?;
    written.map(|()| ExitCode::SUCCESS)
}

fn subjects(
    wanted: &DirectoryList,
    directory: &Directory,
    output: &Output,
) -> Result<(), Box<dyn Error>> {
    let (limit, after) = (usize::from(wanted.limit), wanted.cursor.as_deref().unwrap_or_default());
    let mut page = directory.store.subjects(&directory.tenant, after, limit + 1)?;
    let is_longer = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| is_longer).map(|last| last.subject.clone());
    let subjects: Vec<Subject<'_>> = page.iter().map(Subject::of).collect();
    match output {
        Output::Json => write_json(&json!({ "subjects": subjects, "next": next }))?,
        Output::People(people) => {
            let mut table = Table::new(Subject::HEAD.to_vec());
            subjects.iter().for_each(|subject| table.push(subject.row()));
            write_text(&page_text(people, &table, subjects.is_empty(), next.as_deref()))?;
        }
    }
    Ok(())
}

fn rules(
    wanted: &DirectoryList,
    directory: &Directory,
    output: &Output,
) -> Result<(), Box<dyn Error>> {
    let limit = usize::from(wanted.limit);
    let after = wanted.cursor.as_deref().map_or(Ok(0), str::parse::<u64>);
    let after = after.map_err(|_| "`--cursor` must be the `next` of the page before")?;
    let mut page = directory.store.rules(&directory.tenant, after, limit + 1)?;
    let is_longer = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| is_longer).map(|(number, _)| number.to_string());
    let rules: Vec<Rule<'_>> = page.iter().map(|(_, rule)| Rule::of(rule)).collect();
    match output {
        Output::Json => write_json(&json!({ "rules": rules, "next": next }))?,
        Output::People(people) => {
            let mut table = Table::new(Rule::HEAD.to_vec());
            rules.iter().for_each(|rule| table.push(rule.row()));
            write_text(&page_text(people, &table, rules.is_empty(), next.as_deref()))?;
        }
    }
    Ok(())
}

fn page_text(people: &People, table: &Table, is_empty: bool, next: Option<&str>) -> String {
    if is_empty {
        return "the directory is empty: fill it with `codemint directory import`".to_owned();
    }
    let mut text = people.table(table);
    if let Some(next) = next {
        text.push_str(&people.hue(Hue::Dim, &format!("there are more: add `--cursor '{next}'`")));
    }
    text
}

pub(super) fn show(name: &str, directory: &Directory, output: &Output) -> Outcome {
    let found = directory.store.subject(&directory.tenant, name)?;
    let rules = rules_of(name, directory)?;
    directory.store.close()?;
    if found.is_none() && rules.is_empty() {
        let (name, tenant) = (escaped(name), &directory.tenant);
        return Err(format!(
            "tenant `{tenant}` has no subject `{name}`: see `codemint directory list`, or add it \
             with `codemint directory import`"
        )
        .into());
    }
    let subject = found.as_ref().map(Subject::of);
    let rules: Vec<Rule<'_>> = rules.iter().map(Rule::of).collect();
    match output {
        Output::Json => write_json(&json!({ "subject": subject, "rules": rules }))?,
        Output::People(people) => {
            let mut text = subject.map_or_else(String::new, |subject| {
                people.table(&Table::of_pairs(subject.pairs()))
            });
            let mut table = Table::new(Rule::HEAD.to_vec());
            rules.iter().for_each(|rule| table.push(rule.row()));
            text.push_str(&people.table(&table));
            write_text(&text)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The rules that name the subject as their account.
fn rules_of(name: &str, directory: &Directory) -> Result<Vec<RuleImport>, StoreError> {
    let Some(account) = SubjectKey::of_user(name).map(SubjectKey::into_string) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    directory.each_rule(|page| {
        let named = page.iter().map(|(_, rule)| rule).filter(|rule| rule.account == account);
        found.extend(named.cloned());
        Ok::<_, StoreError>(())
    })?;
    Ok(found)
}
