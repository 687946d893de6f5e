//! The parts of a mail.

/// The file name extensions of one language's templates, in the order of [`Part`].
pub(super) const ENDINGS: [&str; 3] = ["subject", "txt", "html"];

/// A part of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mail) enum Part {
    Subject,
    Text,
    Html,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Subject, Self::Text, Self::Html];

    pub(super) const fn ending(self) -> &'static str {
        let [subject, text, html] = ENDINGS;
        match self {
            Self::Subject => subject,
            Self::Text => text,
            Self::Html => html,
        }
    }
}
