use super::*;

fn with(section: &str) -> String {
    GOOD.replacen("[keys]", &format!("{section}\n[keys]"), 1)
}

fn parsed(text: &str) -> Config {
    Config::parse(text, Path::new("."), false).unwrap()
}

#[test]
fn absent_settings_have_defaults() {
    assert_eq!(parsed(GOOD).connections, ConnectionsConfig::usual());
    assert_eq!(parsed(&with("[connections]")).connections, ConnectionsConfig::usual());
    assert_eq!(parsed(GOOD).metrics_listen, None);
}

#[test]
fn connections_and_the_metrics_listener_are_read() {
    let config = parsed(&with("[connections]\nmost = 7\nper_address = 3"));
    assert_eq!(config.connections, ConnectionsConfig { most: 7, per_address: Some(3) });
    let config = parsed(&with("[connections]\nper_address = \"off\""));
    assert_eq!(config.connections.per_address, None);
    let config = parsed(&with("[metrics]\nlisten = \"127.0.0.1:9090\""));
    assert_eq!(config.metrics_listen.as_deref(), Some("127.0.0.1:9090"));
}

#[test]
fn faults_are_reported() {
    for (section, part) in [
        ("[connections]\nmost = 0", "`connections.most` must be between 1 and 1000000"),
        ("[connections]\nper_address = 0", "`connections.per_address` must be"),
        ("[connections]\nper_address = \"none\"", "`connections.per_address` must be"),
        ("[connections]\nmany = 1", "`connections.many` is unknown"),
        ("[metrics]", "`metrics.listen` is missing"),
        ("[metrics]\nlisten = 1", "`metrics.listen` must be a string"),
    ] {
        let found = Config::parse(&with(section), Path::new("."), false).unwrap_err();
        assert!(found.iter().any(|fault| fault.message.contains(part)), "{section}: {found:?}");
    }
}
