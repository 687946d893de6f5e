//! A code that the caller chooses.

use crate::journey::{Ask, Facts, Superseded};

/// Whether the code that a caller chose can be issued.
#[derive(Clone, Copy)]
pub(super) enum Wish {
    /// No live code has this text, or the caller chose none.
    Free,
    /// This live code has the text, and has expired.
    Expired(Superseded),
    /// A code that is still valid has the text.
    Taken,
}

/// The state of the code that was chosen, which is the text number `given` of the needs.
pub(super) fn wish(ask: &Ask, given: usize, facts: &Facts) -> Wish {
    match ask.wish.as_ref().and_then(|_| facts.matched(given)) {
        None => Wish::Free,
        Some(code) if code.not_after < facts.now() => {
            Wish::Expired(Superseded { id: code.id, version: code.version })
        }
        Some(_) => Wish::Taken,
    }
}
