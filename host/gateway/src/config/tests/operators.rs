//! `[[operators]]`.

use super::*;
use codemint::module::Role;

const OPERATORS: &str = r#"
[[operators]]
name = "console"
sha256 = "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff"
roles = ["issue", "read", "void", "audit"]
tenants = ["demo"]

[[operators]]
name = "auditor"
sha256 = "ff112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff"
roles = ["audit"]
tenants = ["demo"]
"#;

#[test]
fn operators_are_read_with_roles_and_tenants() {
    let text = format!("{GOOD}{OPERATORS}");
    let config = Config::parse(&text, Path::new("."), false).unwrap();
    let [console, auditor] = &config.operators[..] else { panic!("two of them") };
    assert_eq!((console.name.as_str(), &console.roles[..]), ("console", &Role::ALL[..]));
    assert_eq!((console.sha256[1], auditor.sha256[0]), (0x11, 0xff));
    assert_eq!(auditor.roles, [Role::named("audit").unwrap()]);
    assert_eq!(auditor.tenants, ["demo"]);
    assert!(Config::parse(GOOD, Path::new("."), false).unwrap().operators.is_empty());
}

/// Each replaces a part of the good configuration, and is reported with its exact line.
#[test]
fn each_fault_of_an_operator_is_reported_with_its_line() {
    let text = format!("{GOOD}{OPERATORS}");
    let sha256 = "\"00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff\"";
    let (console, auditor) =
        ("[[operators]]\nname = \"console\"", "[[operators]]\nname = \"auditor\"");
    // The part, its replacement, how many lines below the part's first, the message.
    for (part, other, below, wanted) in [
        ("name = \"console\"", "name = \"a:b\"", 0, "`name` must be"),
        ("name = \"console\"", "name = \"\"", 0, "`name` must be"),
        ("name = \"console\"", "name = 7", 0, "`operators.name` must be a string"),
        (console, "[[operators]]", 0, "`operators.name` is missing"),
        (auditor, "[[operators]]\nname = \"console\"", 0, "operator `console` occurs twice"),
        (
            "\"ff112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff\"",
            sha256,
            -2,
            "operator `auditor` occurs twice",
        ),
        (sha256, "\"5f4dcc3b\"", 0, "64 hexadecimal digits"),
        (sha256, "{ file = \"x\" }", 0, "`operators.sha256` must be a string"),
        ("roles = [\"audit\"]", "roles = [\"admin\"]", 0, "a role must be `issue`, `read`"),
        ("roles = [\"audit\"]", "roles = [\"Audit\"]", 0, "a role must be `issue`, `read`"),
        ("roles = [\"audit\"]", "roles = []", 0, "at least one role"),
        ("roles = [\"audit\"]", "roles = \"audit\"", 0, "must be an array"),
        ("roles = [\"audit\"]", "", -3, "`operators.roles` is missing"),
        ("tenants = [\"demo\"]", "tenants = [\"Demo\"]", 0, "there is no tenant `Demo`"),
        ("tenants = [\"demo\"]", "tenants = []", 0, "at least one tenant"),
        ("tenants = [\"demo\"]", "tenants = [7]", 0, "must be a string"),
        ("tenants = [\"demo\"]", "", -4, "`operators.tenants` is missing"),
        ("tenants = [\"demo\"]", "tenants = [\"demo\"]\ntenant = \"x\"", 1, "is unknown"),
    ] {
        assert!(text.contains(part), "{part}");
        let at = text.find(part).unwrap();
        let line = 1 + text[..at].matches('\n').count() as i32 + below;
        let found = faults(&text.replacen(part, other, 1));
        let said = format!("line {line}: ");
        let hit = |fault: &String| fault.starts_with(&said) && fault.contains(wanted);
        assert!(found.iter().any(hit), "{other}: line {line} {wanted}: {found:#?}");
    }
}

#[test]
fn an_operator_may_come_before_its_tenant() {
    let start = GOOD.find("[mail]").unwrap();
    let text = format!("{}{OPERATORS}{}", &GOOD[..start], &GOOD[start..]);
    assert_eq!(faults(&text), [] as [&str; 0]);
}
