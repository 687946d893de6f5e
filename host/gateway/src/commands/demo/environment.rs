//! The demo's environment file, and the commands to use it with.

use super::names::{ACCESS_ID, OPERATOR_KEY, OPERATOR_TOKEN};
use super::samples::{SAMPLES, Sample};
use super::{certificate, keys};
use crate::auth::sign;
use crate::config::Config;
use crate::home::Home;
use codemint::clock::{Clock as _, SystemClock};
use codemint::module::{Authentication, Module, Route, SignedToken, Transport};
use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The name of the file in the data folder.
pub(super) const FILE: &str = "demo.env";

/// The variables of a shell for the demo.
pub(super) struct Environment {
    home: Home,
    base_url: String,
    /// The URL of the dialects that require TLS; `None` where they are served without it.
    tls_url: Option<String>,
    routes: Vec<Route>,
}

impl Environment {
    /// # Errors
    /// When the data folder cannot be used.
    pub(super) fn new(config: &Config, module: &Module, base_url: String) -> io::Result<Self> {
        let routes = module.routes().to_vec();
        Ok(Self { home: Home::at(&config.data)?, base_url, tls_url: None, routes })
    }

    /// Sets the URL of the dialects that require TLS.
    pub(super) fn set_tls_url(&mut self, url: String) {
        self.tls_url = Some(url);
    }

    /// Writes the file, with fresh tokens; only its owner may read it.
    ///
    /// # Errors
    /// When a key cannot be read, or the file cannot be written.
    pub(super) fn write(&self) -> Result<(), Box<dyn Error>> {
        let mut text = Zeroizing::new(String::new());
        let mut line = |name: &str, value: &str| writeln!(text, "{name}={}", quoted(value));
        line("CODEMINT_URL", &self.base_url)?;
        for route in self.first_of_each_dialect() {
            if route.transport == Transport::Tls {
                let url = self.tls_url.as_ref().unwrap_or(&self.base_url);
                line(&variable(route, "URL"), url)?;
                if self.tls_url.is_some() {
                    let path = absolute(self.home.file(certificate::CERTIFICATE));
                    line(&variable(route, "CA"), &path.display().to_string())?;
                }
            }
            for scheme in &route.authentication {
                let (what, secret) = match scheme {
                    Authentication::SignedToken(rules) => ("TOKEN", self.signed(rules)?),
                    Authentication::OpaqueToken | Authentication::Operator(_) => {
                        ("TOKEN", self.stored(OPERATOR_TOKEN)?)
                    }
                    Authentication::Key(_) => ("KEY", self.stored(OPERATOR_KEY)?),
                    // The demo has no accounts: their passwords would have to be in a file.
                    Authentication::Basic | Authentication::Public => continue,
                };
                line(&variable(route, what), &secret)?;
            }
        }
        self.home.write_private(FILE, text.as_bytes())?;
        Ok(())
    }

    fn signed(&self, rules: &SignedToken) -> Result<Zeroizing<String>, Box<dyn Error>> {
        let now = SystemClock.now()?.seconds();
        let audience = format!("{}{}", self.base_url, rules.audience_path);
        let key = keys::label(&self.home, ACCESS_ID, &audience)?;
        let token = sign(key.as_bytes(), ACCESS_ID, &audience, now, rules.max_life)?;
        Ok(Zeroizing::new(token))
    }

    fn stored(&self, file: &str) -> io::Result<Zeroizing<String>> {
        let text = self.home.read_text(file)?;
        Ok(Zeroizing::new(text.trim().to_owned()))
    }

    /// Writes commands to try to standard error.
    pub(super) fn explain(&self) {
        let file = absolute(self.home.file(FILE));
        let _ = writeln!(io::stderr(), "\nTry it in another terminal:\n");
        let _ = writeln!(
            io::stderr(),
            "  Metrics: {}/metrics (`[metrics] listen` gives them a listener of their own)\n",
            self.base_url
        );
        for route in self.first_of_each_dialect() {
            let sample = SAMPLES.iter().find(|sample| sample.dialect == route.dialect);
            if let Some(sample) = sample {
                let _ = writeln!(io::stderr(), "  {}\n", self.command(&file, route, sample));
            }
        }
    }

    fn command(&self, file: &Path, route: &Route, sample: &Sample) -> String {
        let protected = route.transport == Transport::Tls;
        let url = if protected { variable(route, "URL") } else { "CODEMINT_URL".to_owned() };
        let ca = match &self.tls_url {
            Some(_) if protected => format!("--cacert \"${}\" ", variable(route, "CA")),
            _ => String::new(),
        };
        let mut path = route.template.clone();
        for (name, value) in sample.values {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        let proof = match route.authentication.first() {
            Some(Authentication::Key(name)) => format!("{name}: ${}", variable(route, "KEY")),
            _ => format!("Authorization: Bearer ${}", variable(route, "TOKEN")),
        };
        format!(
            ". {} && curl -sS {ca}-X {} \"${url}{path}{}\" -H \"{proof}\" \
             -H 'Content-Type: application/json' -d {}",
            quoted(&file.display().to_string()),
            route.method,
            sample.query,
            quoted(sample.body),
        )
    }

    fn first_of_each_dialect(&self) -> impl Iterator<Item = &Route> {
        let first = |(at, route): &(usize, &Route)| {
            self.routes.iter().position(|known| known.dialect == route.dialect) == Some(*at)
        };
        self.routes.iter().enumerate().filter(first).map(|(_, route)| route)
    }
}

/// The name of a dialect's variable: `DIALECT_WHAT`.
fn variable(route: &Route, what: &str) -> String {
    format!("{}_{what}", route.dialect.to_ascii_uppercase())
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

/// A string as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_quoted_string_is_one_word() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
