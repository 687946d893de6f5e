//! A gateway with operators of every role.

use super::Operator;
use crate::site::{Site, digest};
use codemint_gateway_tests::Home;

const CONFIG: &str = r#"
listen = "127.0.0.1:0"
data = "."

[keys]
codes = { file = "codes.key" }

[[tenants]]
id = "one"
base_url = "https://one.example"
hosts = ["one.example"]
[tenants.policies.enrolment]
length = 9
min_validity = 1
usual_validity = 600
[tenants.policies.activation]
length = 8
min_validity = 1
usual_validity = 600
revealable = true

[[tenants]]
id = "two"
base_url = "https://two.example"
hosts = ["two.example"]
[tenants.policies.enrolment]
length = 9
min_validity = 1
usual_validity = 600
[tenants.policies.password-reset]
length = 9
check = "damm"
min_validity = 1
usual_validity = 600
[tenants.policies.activation]
length = 9
check = "damm"
reveal_format = true
min_validity = 1
usual_validity = 600
"#;

/// The operators: their names, their roles and their tenants.
const OPERATORS: [(&str, &str, &str); 6] = [
    ("chief", r#""issue", "read", "void", "audit""#, r#""one", "two""#),
    ("issuer", r#""issue""#, r#""one""#),
    ("reader", r#""read""#, r#""one""#),
    ("voider", r#""void""#, r#""one""#),
    ("auditor", r#""audit""#, r#""one""#),
    ("foreign", r#""issue", "read", "void", "audit""#, r#""two""#),
];

/// The users of both tenants. One is disabled, and one may have codes for one purpose only.
const USERS: &str = "subject,standing,purposes\n\
    ann,active,all\nbob,active,all\ncarl,active,all\ndora,active,all\neve,active,all\n\
    fred,active,all\ngina,active,all\nhugo,active,all\n\
    gone,disabled,all\nbarred,active,activation\n";

/// The key of an operator.
pub(super) fn key_of(name: &str) -> String {
    format!("{name}-key-of-31415926535897932384")
}

/// Serves the configuration.
pub(super) fn serve(arguments: &[&str]) -> Site {
    let mut config = CONFIG.to_owned();
    for (name, roles, tenants) in OPERATORS {
        let sha256 = digest(&key_of(name));
        config.push_str(&format!(
            "[[operators]]\nname = '{name}'\nsha256 = '{sha256}'\nroles = [{roles}]\n\
             tenants = [{tenants}]\n"
        ));
    }
    Site::serve_for(USERS, Home::new(), &config, arguments)
}

/// An operator, or a public caller where the name is empty.
pub(super) fn operator(site: &Site, name: &str) -> Operator {
    let key = if name.is_empty() { String::new() } else { key_of(name) };
    Operator { client: site.client(), key }
}
