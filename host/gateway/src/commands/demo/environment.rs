//! The demo's environment file: where it is, and tokens to use it with.

use super::{ACCESS_ID, keys};
use crate::auth::sign;
use crate::config::Config;
use crate::home::Home;
use codemint::clock::{Clock as _, SystemClock};
use codemint::module::{Authentication, Module, Route};
use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use zeroize::Zeroizing;

/// Its name in the data folder.
pub(super) const FILE: &str = "demo.env";

/// For each dialect, a request that the demo's directory has an answer to.
const SAMPLES: [(&str, &str); 1] = [("rsa", r#"[{"email":"alice@example.com"}]"#)];

/// What a shell needs to try the demo.
pub(super) struct Environment {
    home: Home,
    base_url: String,
    routes: Vec<Route>,
}

impl Environment {
    /// # Errors
    /// When the data folder cannot be used.
    pub(super) fn new(config: &Config, module: &Module, base_url: String) -> io::Result<Self> {
        let routes = module.routes().to_vec();
        Ok(Self { home: Home::at(&config.data)?, base_url, routes })
    }

    /// Writes the file, with fresh tokens; only its owner may read it.
    ///
    /// # Errors
    /// When a key cannot be read or the file not be written.
    pub(super) fn write(&self) -> Result<(), Box<dyn Error>> {
        let now = SystemClock.now()?.seconds();
        let mut text = Zeroizing::new(format!("CODEMINT_URL={}\n", quoted(&self.base_url)));
        for route in self.first_of_each_dialect() {
            let Authentication::SignedToken(rules) = &route.authentication;
            let audience = format!("{}{}", self.base_url, rules.audience_path);
            let key = keys::label(&self.home, ACCESS_ID, &audience)?;
            let token = sign(key.as_bytes(), ACCESS_ID, &audience, now, rules.max_life)?;
            writeln!(text, "{}={}", token_variable(route), quoted(&token))?;
        }
        self.home.write_private(FILE, text.as_bytes())?;
        Ok(())
    }

    /// Tells the terminal what to try.
    pub(super) fn explain(&self) {
        let file = self.home.file(FILE);
        let file = std::path::absolute(&file).unwrap_or(file);
        let _ = writeln!(io::stderr(), "\nTry it in another terminal:\n");
        for route in self.first_of_each_dialect() {
            let sample = SAMPLES.iter().find(|(dialect, _)| *dialect == route.dialect);
            let Some((_, body)) = sample else { continue };
            let _ = writeln!(
                io::stderr(),
                "  . {} && curl -sS -X {} \"$CODEMINT_URL{}\" -H \"Authorization: Bearer ${}\" \
                 -H 'Content-Type: application/json' -d {}\n",
                quoted(&file.display().to_string()),
                route.method,
                route.template,
                token_variable(route),
                quoted(body),
            );
        }
    }

    fn first_of_each_dialect(&self) -> impl Iterator<Item = &Route> {
        let first = |(at, route): &(usize, &Route)| {
            self.routes.iter().position(|known| known.dialect == route.dialect) == Some(*at)
        };
        self.routes.iter().enumerate().filter(first).map(|(_, route)| route)
    }
}

fn token_variable(route: &Route) -> String {
    format!("{}_TOKEN", route.dialect.to_ascii_uppercase())
}

/// A word as a shell reads it, whatever is in it.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_quoted_word_stays_one_word() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
