use super::*;

/// The configuration with these limits.
fn with(limits: &str) -> String {
    GOOD.replace("\n[mail]", &format!("\n{limits}\n[mail]"))
}

fn read(limits: &str) -> LimitsConfig {
    Config::parse(&with(limits), Path::new("."), false).unwrap().limits
}

#[test]
fn limits_are_on_by_default() {
    let usual = read("");
    assert_eq!(usual, LimitsConfig::usual());
    for rate in [
        usual.issue_per_caller,
        usual.issue_per_address,
        usual.issue_per_tenant,
        usual.redeem_per_address,
        usual.redeem_per_tenant,
        usual.failures_per_address,
    ] {
        assert!(rate.is_some(), "{usual:?}");
    }
    assert!(usual.issue_per_tenant.unwrap().burst.get() >= 1_000);
    assert_eq!(read("[limits]"), usual);
}

#[test]
fn each_limit_is_set_or_off_by_itself() {
    let limits = read(
        "[limits]\nissue_per_caller = { burst = 1, per_minute = 60_000_000 }\n\
         issue_per_tenant = { burst = 1000, per_minute = 1 }\nredeem_per_tenant = \"off\"\n\
         [limits.redeem_per_address]\nburst = 1_000_000\nper_minute = 2",
    );
    let expected = LimitsConfig {
        issue_per_caller: Some(Rate::new(1, 60_000_000)),
        issue_per_tenant: Some(Rate::new(1_000, 1)),
        redeem_per_address: Some(Rate::new(1_000_000, 2)),
        redeem_per_tenant: None,
        ..LimitsConfig::usual()
    };
    assert_eq!(limits, expected);
    let text = GOOD.replace("\n[keys]", "limits = \"off\"\n[keys]");
    let off = Config::parse(&text, Path::new("."), false).unwrap().limits;
    assert_eq!(off, LimitsConfig::default());
}

#[test]
fn each_fault_of_a_limit_is_reported_with_its_line() {
    for (limits, line, wanted) in [
        ("[limits]\nredeem = {}", 2, "`limits.redeem` is unknown"),
        ("[limits]\nredeem_per_address = 7", 2, "must be a table, or `off`"),
        ("[limits]\nredeem_per_address = \"on\"", 2, "must be a table, or `off`"),
        ("[limits]\nredeem_per_address = {}", 2, "`limits.redeem_per_address.burst` is missing"),
        ("[limits]\nredeem_per_address = { burst = 1 }", 2, "per_minute` is missing"),
        (
            "[limits]\nredeem_per_address = { burst = 1, per_minute = 1, per_hour = 1 }",
            2,
            "`limits.redeem_per_address.per_hour` is unknown",
        ),
        (
            "[limits]\nredeem_per_address = { burst = 0, per_minute = 1 }",
            2,
            "between 1 and 1000000",
        ),
        (
            "[limits]\nredeem_per_address = { burst = 1000001, per_minute = 1 }",
            2,
            "between 1 and 1000000",
        ),
        (
            "[limits]\nredeem_per_address = { burst = 1, per_minute = 0 }",
            2,
            "between 1 and 60000000",
        ),
        (
            "[limits.failures_per_address]\nburst = 1\nper_minute = 60000001",
            3,
            "between 1 and 60000000",
        ),
        (
            "[limits.issue_per_caller]\nburst = -1\nper_minute = 1.5",
            3,
            "per_minute` must be a whole number",
        ),
        (
            "[limits]\n\nissue_per_tenant = { burst = 999, per_minute = 1 }",
            3,
            "`burst` must be at least 1000 here: codes are counted",
        ),
    ] {
        let text = with(limits);
        let above = text.lines().position(|found| found.starts_with("[limits")).unwrap();
        let found = faults(&text);
        let start = format!("line {}: ", above + line);
        let hit = found.iter().any(|fault| fault.starts_with(&start) && fault.contains(wanted));
        assert!(hit, "{limits}: {start}{wanted}\n{found:#?}");
    }
    // The control: one more is enough.
    let enough = with("[limits]\nissue_per_tenant = { burst = 1000, per_minute = 1 }");
    assert_eq!(faults(&enough), [] as [&str; 0]);
}

/// The example's comment says that these are the defaults.
#[test]
fn the_example_states_the_defaults() {
    let example = include_str!("../../../example.toml");
    assert_eq!(
        Config::parse(example, Path::new("."), false).unwrap().limits,
        LimitsConfig::usual()
    );
    let other = example.replace("burst = 120,", "burst = 121,");
    assert_ne!(Config::parse(&other, Path::new("."), false).unwrap().limits, LimitsConfig::usual());
}
