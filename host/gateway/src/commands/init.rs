//! `codemint config init [FILE]`: a minimal configuration with new keys.

use super::standard::{Outcome, say};
use super::token_digest;
use crate::auth::hex_digest;
use codemint::files::{self, Folder};
use codemint::keys::KeyRing;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// The files that are written beside the configuration.
const CODES_KEY: &str = "codes.key";
const OPERATOR_TOKEN: &str = "operator.token";

pub(super) fn run(file: &Path, tenant: &str) -> Outcome {
    if !is_id(tenant) {
        return Err("`--tenant` must be 1 to 64 of a-z, 0-9, `-` and `_`".into());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let refused = |error| format!("cannot use the folder `{}`: {error}", folder.display());
    Folder::open_or_create(folder).map_err(refused)?;
    let (key, token) = (folder.join(CODES_KEY), folder.join(OPERATOR_TOKEN));
    for path in [file, &key, &token] {
        // A link that leads nowhere counts too.
        if fs::symlink_metadata(path).is_ok() {
            let path = path.display();
            return Err(format!("`{path}` exists: remove it, or name another folder").into());
        }
    }
    KeyRing::from_file_or_new(&key)?;
    let secret = token_digest::make()?;
    write(&token, secret.as_bytes())?;
    write(file, text(tenant, &hex_digest(&secret)).as_bytes())?;
    explain(file, tenant, &token);
    Ok(ExitCode::SUCCESS)
}

/// Writes a new file that only this user can read.
fn write(path: &Path, content: &[u8]) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot write `{}`: {error}", path.display());
    files::write_new(path, content).map_err(failed)
}

fn is_id(tenant: &str) -> bool {
    let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
    (1..=64).contains(&tenant.len()) && tenant.bytes().all(fits)
}

/// The configuration. Everything that it leaves out has a default: `example.toml` shows all of it.
fn text(tenant: &str, sha256: &str) -> String {
    format!(
        r#"# Check it with `codemint config check`. Relative paths start at this file's folder.
listen = "127.0.0.1:8080"
data = "data"                 # the database and the module's machine code

[keys]
# Without this key stored codes cannot be checked: keep a copy apart from the database.
codes = {{ file = "{CODES_KEY}" }}

[[tenants]]
id = "{tenant}"
base_url = "http://127.0.0.1:8080" # where callers reach the tenant

[tenants.policies.enrolment]
length = 9                    # decimal digits
max_tries = 5                 # wrong attempts that lock a code
min_validity = 600            # seconds
max_validity = 86400

[[operators]]                 # `Authorization: Bearer` with the token in {OPERATOR_TOKEN}
name = "console"              # the actor in the audit trail
sha256 = "{sha256}"
roles = ["issue", "read", "void", "audit"]
tenants = ["{tenant}"]
"#
    )
}

fn explain(file: &Path, tenant: &str, token: &Path) {
    let (file, token) = (file.display(), token.display());
    say(&format!("`{file}` is written, with new keys for codes and for the operator"));
    say("next:");
    say(&format!("  codemint config check {file}"));
    say(&format!("  codemint directory import SUBJECTS.csv --config {file} --tenant {tenant}"));
    say(&format!("  codemint serve --config {file}"));
    say(&format!(
        "  curl http://127.0.0.1:8080/v1/codes -H \"Authorization: Bearer $(cat {token})\""
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn what_is_written_is_a_configuration_without_faults_and_warnings() {
        let config = Config::parse(&text("main", &hex_digest("a")), Path::new("."), false).unwrap();
        assert_eq!((config.tenants[0].id.as_str(), config.warnings.len()), ("main", 0));
        assert_eq!(config.operators[0].roles.len(), 4);
    }

    #[test]
    fn a_tenant_has_an_id() {
        assert!(is_id("main-2") && is_id(&"a".repeat(64)));
        for id in ["", "Main", "a b", "a\"", &"a".repeat(65)] {
            assert!(!is_id(id), "{id}");
        }
    }
}
