//! Keys that were renamed: the old names work for one version, with a warning.

use super::*;

/// The old name, the new one, and a value.
const RENAMED: [(&str, &str, &str); 3] = [
    ("codes_per_subject", "max_live", "7"),
    ("tell_again", "revealable", "true"),
    ("tell_hidden", "show_hidden", "false"),
];

/// The configuration with these lines in its policy.
fn with(lines: &str) -> String {
    GOOD.replace("max_tries = 5", &format!("max_tries = 5\n{lines}"))
}

fn parsed(lines: &str) -> Config {
    Config::parse(&with(lines), Path::new("."), false).unwrap()
}

#[test]
fn an_old_name_is_read_with_a_warning_that_has_the_new_name() {
    for (old, new, value) in RENAMED {
        let config = parsed(&format!("{old} = {value}"));
        let today = parsed(&format!("{new} = {value}"));
        assert_eq!(config.tenants[0].policies[0].policy, today.tenants[0].policies[0].policy);
        let usual = &parsed("").tenants[0].policies[0].policy;
        assert_ne!(&config.tenants[0].policies[0].policy, usual, "{old}");
        let line = 1 + with("").lines().position(|line| line == "max_tries = 5").unwrap() + 1;
        let warning = format!(
            "line {line}: `tenants.policies.enrolment.{old}` is now called `{new}`: rename it; the \
             next version refuses it"
        );
        let warnings: Vec<_> = config.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, [warning]);
        assert!(today.warnings.is_empty());
    }
}

#[test]
fn both_names_together_are_a_fault() {
    for (old, new, value) in RENAMED {
        let found = faults(&with(&format!("{new} = {value}\n{old} = {value}")));
        let wanted = format!("`tenants.policies.enrolment.{old}` is the old name of `{new}`");
        assert!(found.len() == 1 && found[0].contains(&wanted), "{found:?}");
    }
}

#[test]
fn an_old_name_has_the_bounds_of_the_new_one() {
    let found = faults(&with("codes_per_subject = 1001"));
    assert!(found.len() == 1 && found[0].contains("between 1 and 1000"), "{found:?}");
    let found = faults(&with("tell_again = 1"));
    assert!(found.len() == 1 && found[0].contains("true or false"), "{found:?}");
}
