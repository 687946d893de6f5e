//! The README is checked against the configuration and the metrics.

use crate::config::Config;
use std::collections::BTreeSet;
use std::path::Path;
use toml::de::{DeTable, DeValue};

const README: &str = include_str!("../README.md");
const EXAMPLE: &str = include_str!("../example.toml");
const METRICS: &str = include_str!("http/metrics.rs");

/// The names in a text's code spans.
fn names(text: &str) -> BTreeSet<&str> {
    let is_other = |c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-';
    text.split('`').skip(1).step_by(2).flat_map(|span| span.split(is_other)).collect()
}

/// Adds the keys of a table and of the tables in it.
fn add_keys(table: &DeTable<'_>, keys: &mut BTreeSet<String>) {
    for (key, value) in table.iter() {
        keys.insert(key.get_ref().to_string());
        match value.get_ref() {
            DeValue::Table(table) => add_keys(table, keys),
            DeValue::Array(items) => {
                for item in items.iter() {
                    if let DeValue::Table(table) = item.get_ref() {
                        add_keys(table, keys);
                    }
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_key_of_the_example_is_in_the_readme() {
    let mut keys = BTreeSet::new();
    add_keys(DeTable::parse(EXAMPLE).unwrap().get_ref(), &mut keys);
    assert!(keys.len() > 70 && keys.contains("redeem_per_tenant"), "{keys:?}");
    let names = names(README);
    let missing: Vec<_> = keys.iter().filter(|key| !names.contains(key.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_metrics_of_the_readme_are_those_of_the_gateway() {
    let metrics = METRICS.split('"').filter(|text| text.starts_with("codemint_"));
    let listed = names(README).into_iter().filter(|name| name.starts_with("codemint_"));
    assert_eq!(listed.collect::<BTreeSet<_>>(), metrics.collect::<BTreeSet<_>>());
}

#[test]
fn the_configuration_of_the_readme_has_no_fault() {
    let blocks: Vec<&str> = README.split("```toml\n").skip(1).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let text = block.split("```").next().unwrap();
        assert!(Config::parse(text, Path::new("."), false).is_ok(), "{text}");
    }
}
