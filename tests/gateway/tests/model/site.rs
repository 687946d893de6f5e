//! A gateway that serves the model's tenants, with a clock that tests set.

use codemint_gateway_tests::{Client, Ended, Home, Process, WallClock, gateway_program};
use codemint_model::rules::{MAX, MIN, PURPOSES, Rules, USUAL};
use codemint_model::{OPERATOR, SUBJECTS, TENANTS};
use std::fmt::Write as _;
use std::process::Command;

/// The operator's key.
pub(crate) const KEY: &str = "operator-key-of-27182818284590452353";

/// The files and the clock of a gateway.
pub(crate) struct Site {
    pub(crate) home: Home,
    pub(crate) clock: WallClock,
}

/// A running gateway.
pub(crate) struct Serving {
    process: Process,
    pub(crate) url: String,
}

impl Site {
    /// Creates a site whose directories have the model's subjects with each of these prefixes.
    pub(crate) fn new(now: u64, prefixes: impl Iterator<Item = String>) -> Self {
        Self::configured(now, prefixes, config())
    }

    /// Creates a site whose gateway accepts a jump of the clock after `confirmation` seconds, with
    /// codes that may be valid for ten seconds only.
    pub(crate) fn watchful(now: u64, confirmation: u32) -> Self {
        let confirmed = format!("confirm_seconds = {confirmation}");
        let config = config().replace("confirm_seconds = 0", &confirmed);
        let config = config.replace(&format!("min_validity = {MIN}"), "min_validity = 10");
        Self::configured(now, [String::new()].into_iter(), config)
    }

    fn configured(now: u64, prefixes: impl Iterator<Item = String>, config: String) -> Self {
        let home = Home::new();
        let clock = WallClock::at(&home, now);
        home.write("codemint.toml", &config);
        home.write("codes.key", &"0123456789abcdef".repeat(4));
        let mut users = String::from("subject,standing,purposes\n");
        for prefix in prefixes {
            for (name, standing) in SUBJECTS.iter().zip(["active", "active", "disabled"]) {
                writeln!(users, "{prefix}{name},{standing},all").unwrap();
            }
        }
        home.write("users.csv", &users);
        let site = Self { home, clock };
        for rules in &TENANTS {
            let (config, users) = (site.file("codemint.toml"), site.file("users.csv"));
            let import = ["directory", "import", &users, "--config", &config, "--tenant"];
            let ended = codemint(&[&import[..], &[rules.tenant]].concat(), "");
            assert!(ended.status.success(), "{ended:?}");
        }
        site
    }

    fn file(&self, name: &str) -> String {
        self.home.file(name).to_str().unwrap().to_owned()
    }

    /// Runs a command on these files, with their clock.
    pub(crate) fn command(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(gateway_program());
        command.args(arguments).args(["--config", &self.file("codemint.toml")]);
        command.envs(self.clock.environment());
        Process::run(command, b"")
    }

    /// Starts a gateway on these files.
    pub(crate) fn serve(&self) -> Serving {
        let mut command = Command::new(gateway_program());
        command.args(["serve", "--config", &self.file("codemint.toml")]);
        command.envs(self.clock.environment());
        let mut process = Process::start(command);
        let line = process.first_line().unwrap_or_else(|ended| panic!("{ended:?}"));
        let url = line.strip_prefix("codemint listening on ").unwrap().to_owned();
        Serving { process, url }
    }
}

impl Serving {
    pub(crate) fn client(&self) -> Client {
        Client::new(&self.url, KEY)
    }

    /// Stops the gateway, and returns its log.
    pub(crate) fn stop(self) -> String {
        self.process.ask_to_end();
        let ended = self.process.end();
        assert!(ended.status.success() && !ended.log.contains("panicked"), "{ended:?}");
        ended.log
    }

    /// Kills the gateway.
    pub(crate) fn kill(self) {
        drop(self.process.kill());
    }
}

fn codemint(arguments: &[&str], input: &str) -> Ended {
    let mut command = Command::new(gateway_program());
    command.args(arguments);
    Process::run(command, input.as_bytes())
}

fn config() -> String {
    let digest = codemint(&["token-digest"], KEY);
    assert!(digest.status.success(), "{digest:?}");
    let mut config = format!(
        "listen = '127.0.0.1:0'\ndata = '.'\nlimits = 'off'\n[clock]\nconfirm_seconds = 0\n\
         [connections]\nper_address = 512\n[keys]\ncodes = {{ file = 'codes.key' }}\n\
         [[operators]]\nname = '{OPERATOR}'\nsha256 = '{}'\n\
         roles = ['issue', 'read', 'void', 'audit']\ntenants = ['one', 'two', 'three']\n",
        digest.output.trim()
    );
    for rules in &TENANTS {
        let tenant = rules.tenant;
        write!(
            config,
            "[[tenants]]\nid = '{tenant}'\nbase_url = 'https://{tenant}.example'\n\
             hosts = ['{tenant}.example']\n"
        )
        .unwrap();
        for purpose in PURPOSES {
            policy(&mut config, purpose, rules);
        }
    }
    config
}

/// Adds a tenant's policy for one purpose.
fn policy(config: &mut String, purpose: &str, rules: &Rules) {
    let Rules { length, check, max_tries, max_live, max_uses, .. } = rules;
    let check = if *check { "damm" } else { "none" };
    write!(
        config,
        "[tenants.policies.{purpose}]\nlength = {length}\ncheck = '{check}'\n\
         reveal_format = true\nmax_tries = {max_tries}\nmax_live = {max_live}\nmax_uses = {max_uses}\n\
         min_validity = {MIN}\nusual_validity = {USUAL}\nmax_validity = {MAX}\n"
    )
    .unwrap();
}
