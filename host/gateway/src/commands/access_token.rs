//! `codemint access-token DIALECT --key FILE`

use super::standard::{Outcome, say};
use crate::auth::sign;
use crate::cli::AccessToken;
use codemint::clock::{Clock as _, SystemClock};
use codemint::files;
use codemint::module::{Authentication, Module, SignedToken};
use std::process::ExitCode;

pub(super) fn run(wanted: &AccessToken) -> Outcome {
    let module = Module::embedded()?;
    let rules = rules(&module, &wanted.dialect)?;
    let unreadable = |error| format!("cannot read `{}`: {error}", wanted.key.display());
    let key = files::read_text(&wanted.key).map_err(unreadable)?;
    let access_id = given(wanted.access_id.as_deref(), &key, "access-id")?;
    let audience = given(wanted.audience.as_deref(), &key, "audience")?;
    let seconds = wanted.seconds.unwrap_or(rules.max_life);
    if seconds == 0 || seconds > rules.max_life {
        return Err(format!("`--seconds` must be 1 to {}", rules.max_life).into());
    }
    let now = SystemClock.now()?.seconds();
    let token = sign(key.as_bytes(), access_id, audience, now, seconds);
    say(&token.map_err(|error| format!("`{}`: {error}", wanted.key.display()))?);
    Ok(ExitCode::SUCCESS)
}

/// The rules of the dialect for signed tokens.
fn rules<'a>(module: &'a Module, dialect: &str) -> Result<&'a SignedToken, String> {
    let mut routes = module.routes().iter().filter(|route| route.dialect == dialect).peekable();
    if routes.peek().is_none() {
        return Err(format!("there is no dialect `{dialect}`: `codemint module` lists them"));
    }
    routes
        .flat_map(|route| &route.authentication)
        .find_map(signed)
        .ok_or_else(|| format!("callers of the dialect `{dialect}` do not sign tokens"))
}

fn signed(scheme: &Authentication) -> Option<&SignedToken> {
    match scheme {
        Authentication::SignedToken(rules) => Some(rules),
        _ => None,
    }
}

/// A value from the command line, or from a line before the key, where RFC 7468 section 2 allows
/// explanatory text.
fn given<'a>(flag: Option<&'a str>, key: &'a str, name: &str) -> Result<&'a str, String> {
    let line = || {
        let mut lines = key.lines().take_while(|line| !line.starts_with("-----"));
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    flag.or_else(line)
        .ok_or_else(|| format!("add `--{name}`: the key's file has no line `{name}: …`"))
}
