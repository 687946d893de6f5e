//! `codemint module [FILE]`, and `codemint module --write FILE`

use super::standard::{Outcome, say};
use codemint::files;
use codemint::module::{Authentication, Module, Route, Transport};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(file: Option<&Path>, copy: Option<&Path>) -> Outcome {
    let module = match file {
        Some(file) => {
            let unreadable = |error| format!("cannot read `{}`: {error}", file.display());
            Module::builder().from_bytes(fs::read(file).map_err(unreadable)?)?
        }
        None => Module::embedded()?,
    };
    if let Some(copy) = copy {
        let failed = |error| format!("cannot write `{}`: {error}", copy.display());
        files::export(copy, module.bytes()).map_err(failed)?;
    }
    let info = module.info();
    let sha256: String = info.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    say(&format!("sha256   {sha256}"));
    say(&format!("size     {} bytes", info.size));
    say(&format!("imports  {}", list(&info.imports)));
    say(&format!("exports  {}", list(&info.exports)));
    for route in module.routes() {
        say(&format!("route    {}", line(route)));
    }
    Ok(ExitCode::SUCCESS)
}

fn list(names: &[String]) -> String {
    if names.is_empty() { String::from("none") } else { names.join("\n         ") }
}

fn line(route: &Route) -> String {
    let Route { dialect, name, method, template, .. } = route;
    let schemes: Vec<String> = route.authentication.iter().map(scheme).collect();
    let tls = if route.transport == Transport::Tls { ", over TLS" } else { "" };
    format!("{dialect} {name}: {method} {template} ({}{tls})", schemes.join(" or "))
}

fn scheme(scheme: &Authentication) -> String {
    match scheme {
        Authentication::SignedToken(_) => "signed token".to_owned(),
        Authentication::OpaqueToken => "registered token".to_owned(),
        Authentication::Key(name) => format!("key `{name}`"),
        Authentication::Basic => "name and password".to_owned(),
        Authentication::Operator(role) => format!("operator, role `{}`", role.name()),
        Authentication::Public => "public".to_owned(),
    }
}
