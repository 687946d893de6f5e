//! Colours, on terminals that show them.

use std::env;

/// What a text is emphasized by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hue {
    /// As it is.
    Plain,
    /// For headings.
    Bold,
    /// For what matters less.
    Dim,
    /// For what is in order.
    Green,
    /// For what needs attention.
    Yellow,
    /// For what is wrong.
    Red,
}

/// Whether colours are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    colour: bool,
}

impl Style {
    /// For a terminal: colours, unless `NO_COLOR` is set to anything (<https://no-color.org>) or
    /// `TERM` is `dumb`.
    pub(super) fn of_environment() -> Self {
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { colour: !is_set("NO_COLOR") && !is_dumb }
    }

    /// The text in that hue (ECMA-48, SGR). It must be escaped already.
    pub(super) fn hue(self, hue: Hue, text: &str) -> String {
        let code = match hue {
            Hue::Bold => "1",
            Hue::Dim => "2",
            Hue::Green => "32",
            Hue::Yellow => "33",
            Hue::Red => "31",
            Hue::Plain => return text.to_owned(),
        };
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    #[cfg(test)]
    pub(super) const fn test(colour: bool) -> Self {
        Self { colour }
    }
}
