//! `codemint doctor`: whether an installation is in order, on one page.

mod certificate;
mod disk;
mod store;

use super::check::files;
use super::finding::{Finding, extent};
use super::standard::Outcome;
use crate::cli::{Doctor, WholePlace};
use crate::config::{Config, ConfigError};
use crate::home::Home;
use crate::output::{Hue, Output, People, Table, write_json, write_text};
use codemint::clock::{Clock as _, SystemClock};
use codemint::mail::SmtpMailer;
use codemint::module::Module;
use serde::Serialize;
use std::process::ExitCode;

#[derive(Serialize)]
struct Report {
    /// Whether nothing is wrong.
    in_order: bool,
    checks: Vec<Finding>,
}

pub(super) fn run(wanted: &Doctor) -> Outcome {
    let checks = match config(&wanted.place)? {
        Ok(config) => all(&config),
        Err(faults) => vec![faults],
    };
    let in_order = !checks.iter().any(Finding::is_wrong);
    let report = Report { in_order, checks };
    match Output::choose(wanted.form.json) {
        Output::Json => write_json(&report)?,
        Output::People(people) => write_text(&report.text(&people))?,
    }
    Ok(if in_order { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The configuration, or what is wrong with it. Nothing is set up.
fn config(place: &WholePlace) -> Result<Result<Config, Finding>, String> {
    let Some(file) = &place.config else { return demo(place).map(Ok) };
    let what = "configuration";
    Ok(match Config::read(file, true) {
        Ok(mut config) => {
            if let Some(data) = &place.data {
                config.data.clone_from(data);
            }
            Ok(config)
        }
        Err(ConfigError::Faults(file, faults)) => Err(Finding::wrong(
            what,
            format!("{} fault(s): run `codemint config check {}`", faults.len(), file.display()),
        )),
        Err(unreadable) => Err(Finding::wrong(what, unreadable.to_string())),
    })
}

/// The demo's configuration, if the demo has been set up.
fn demo(place: &WholePlace) -> Result<Config, String> {
    let folder = place.data.clone().or_else(Home::of_demo).filter(|folder| folder.exists());
    let folder = folder.ok_or_else(|| {
        "there is no demo: name a configuration with `--config`, or run `codemint demo` first"
            .to_owned()
    })?;
    super::demo::setup::config(Some(folder)).map_err(|error| crate::log::chain(&error))
}

/// Every check, in the order of the page.
fn all(config: &Config) -> Vec<Finding> {
    let mut checks = vec![configuration(config)];
    checks.extend(files::findings(config));
    checks.extend(config.tls.as_ref().map(|files| certificate::check(files, config)));
    checks.push(clock());
    checks.extend(store::checks(config));
    checks.push(disk::check(&config.data));
    checks.extend(mail_servers(config));
    checks.push(module(config));
    checks
}

fn configuration(config: &Config) -> Finding {
    let policies: usize = config.tenants.iter().map(|tenant| tenant.policies.len()).sum();
    let found = extent(config.tenants.len(), policies);
    match config.warnings.as_slice() {
        [] => Finding::ok("configuration", found),
        [first, ..] => Finding::warning("configuration", first.to_string()),
    }
}

fn clock() -> Finding {
    let now = SystemClock.now().map(crate::output::rfc3339);
    Finding::of("clock", now.map_err(|error| error.to_string()))
}

/// Connects to each mail server and logs in, without sending a mail.
fn mail_servers(config: &Config) -> Vec<Finding> {
    let common = config.mail.iter().map(|mail| ("mail server".to_owned(), &mail.server));
    let own = config.tenants.iter().filter_map(|tenant| {
        let server = tenant.mail.server.as_ref()?;
        Some((format!("mail server of tenant `{}`", tenant.id), server))
    });
    let checked = common.chain(own).map(|(what, server)| {
        let host = server.host();
        let probed = server.settings().and_then(|settings| {
            let mailer = SmtpMailer::new(settings).map_err(|error| error.to_string())?;
            mailer.probe().map_err(|failure| {
                format!("`{host}`: {failure}: check `host`, `port`, `tls` and the login")
            })
        });
        Finding::of(what, probed.map(|()| format!("`{host}` accepts mail")))
    });
    checked.collect()
}

/// Loads the module, from its machine code in the data folder if that is there.
fn module(config: &Config) -> Finding {
    let builder = Module::builder();
    let loaded = match Home::at_existing(&config.data) {
        Some(home) => builder.cache_dir(home.module_cache()).embedded(),
        None => builder.embedded(),
    };
    let described = loaded.map(|module| {
        let info = module.info();
        let hash: String = info.sha256.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("sha256 {hash}…, {} bytes, {} routes", info.size, module.routes().len())
    });
    Finding::of("module", described.map_err(|error| crate::log::chain(&error)))
}

impl Report {
    fn text(&self, people: &People) -> String {
        let mut table = Table::new(Vec::new());
        self.checks.iter().for_each(|check| table.push(check.row()));
        let wrong = self.checks.iter().filter(|check| check.is_wrong()).count();
        let verdict = match wrong {
            0 => people.hue(Hue::Green, "this installation is in order"),
            1 => people.hue(Hue::Red, "1 check failed"),
            wrong => people.hue(Hue::Red, &format!("{wrong} checks failed")),
        };
        format!("{}{verdict}", people.table(&table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_is_wrong_and_what_to_do() {
        let checks = vec![
            Finding::ok("clock", "2026-01-31T00:00:00Z"),
            Finding::wrong("keys.codes", "`codes.key` can be read by all users: run `chmod`"),
        ];
        let report = Report { in_order: false, checks };
        assert_eq!(
            report.text(&People::test("UTC", false)),
            "ok     clock       2026-01-31T00:00:00Z\n\
             WRONG  keys.codes  `codes.key` can be read by all users: run `chmod`\n\
             1 check failed"
        );
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(
            (&json["in_order"], &json["checks"][1]["status"]),
            (&false.into(), &"wrong".into())
        );
    }
}
