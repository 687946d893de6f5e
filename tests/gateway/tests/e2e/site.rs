//! A gateway that serves a configuration, with the files that it names.

use codemint_gateway_tests::{Client, Home, Process, gateway_program};
use std::process::Command;

use super::commands::codemint;

/// Two tenants with a token each, behind a proxy on the loopback address.
pub(crate) const TWO: &str = r#"
listen = "127.0.0.1:0"
data = "."

[keys]
codes = { file = "codes.key" }

[proxy]
trusted = ["127.0.0.1"]

[[tenants]]
id = "one"
base_url = "https://one.example"
hosts = ["one.example"]
[tenants.policies.activation]
length = 8
min_validity = 1
max_live = 10
revealable = true
[[tenants.tokens]]
name = "Ann"
sha256 = "ONE"

[[tenants]]
id = "two"
base_url = "https://two.example"
hosts = ["codes.example"]
[tenants.policies.activation]
length = 12
min_validity = 1
[[tenants.tokens]]
name = "Bob"
sha256 = "TWO"
"#;

/// The tokens of the two tenants.
pub(crate) const TOKENS: [&str; 2] = ["token-of-ann-31415926", "token-of-bob-27182818"];

/// A running gateway.
pub(crate) struct Site {
    pub(crate) home: Home,
    pub(crate) process: Process,
    pub(crate) url: String,
}

/// The digest of a token, from the command.
pub(crate) fn digest(token: &str) -> String {
    let ended = codemint(["token-digest"], token);
    assert!(ended.status.success(), "{ended:?}");
    ended.output.trim().to_owned()
}

impl Site {
    /// Serves this configuration, with the user `demotest` in the directories of both tenants.
    pub(crate) fn serve(home: Home, config: &str, arguments: &[&str]) -> Self {
        Self::serve_for("subject,purposes\ndemotest,activation\n", home, config, arguments)
    }

    /// Serves this configuration, with these users in the directories of both tenants.
    pub(crate) fn serve_for(users: &str, home: Home, config: &str, arguments: &[&str]) -> Self {
        let config = config.replace("ONE", &digest(TOKENS[0])).replace("TWO", &digest(TOKENS[1]));
        let file = home.write("codemint.toml", &config);
        let config = file.to_str().unwrap();
        home.write("codes.key", &"0123456789abcdef".repeat(4));
        let users = home.write("users.csv", users);
        for tenant in ["one", "two"] {
            let import = ["directory", "import", users.to_str().unwrap()];
            let ended =
                codemint([&import[..], &["--config", config, "--tenant", tenant]].concat(), "");
            assert!(ended.status.success(), "{ended:?}");
        }
        let mut command = Command::new(gateway_program());
        command.args(["serve", "--config", config]).args(arguments);
        let mut process = Process::start(command);
        let line = process.first_line().unwrap_or_else(|ended| panic!("{ended:?}"));
        let url = line.strip_prefix("codemint listening on ").unwrap().to_owned();
        Self { home, process, url }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&self.url, "")
    }

    /// Stops the gateway, and returns its log.
    pub(crate) fn stop(self) -> String {
        self.process.ask_to_end();
        let ended = self.process.end();
        assert!(ended.status.success(), "{ended:?}");
        ended.log
    }
}
