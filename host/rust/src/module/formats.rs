//! Entry, display and spoken form of codes, in the module.

use super::bindings::exports::codemint::module::formats as wit;
use super::compiled::Module;
use super::convert::wit_format;
use super::error::{ModuleError, Nonsense};
use codemint_core::words::{
    CheckScheme, Code, CodeFormat, EntryFault, GROUP_SEPARATOR, MAX_TYPED, Shown,
};
use zeroize::Zeroizing;

/// The longest spoken form of a code, in bytes: 32 symbols of up to three words each.
const MAX_SPOKEN: usize = 32 * 64;

impl Module {
    /// Reads a typed code of that format, like [`codemint_core::words::entry`], in a fresh
    /// instance.
    ///
    /// # Errors
    /// [`EntryFault`] when the text is not a code of the format; [`ModuleError`] when the module
    /// fails or its answer is not valid.
    pub fn read_entry(
        &self,
        format: CodeFormat,
        typed: &str,
    ) -> Result<Result<Code, EntryFault>, ModuleError> {
        // A text that is too long is not passed to the module.
        if typed.len() > MAX_TYPED {
            return Ok(Err(EntryFault::TooLong { max: MAX_TYPED }));
        }
        let read = self.instance()?.enter(|guest, store| {
            guest.codemint_module_formats().call_entry(store, wit_format(format), typed)
        })?;
        match read {
            Ok(text) => Ok(Ok(core_code(&Zeroizing::new(text), format)?)),
            Err(fault) => core_fault(fault, format).map(Err),
        }
    }

    /// Writes a code in groups, like [`codemint_core::words::display`].
    ///
    /// # Errors
    /// [`ModuleError`] when the module fails or its answer is not valid.
    pub fn display(&self, format: CodeFormat, code: &Code) -> Result<Shown, ModuleError> {
        let shown = self.instance()?.enter(|guest, store| {
            let guest = guest.codemint_module_formats();
            guest.call_display(store, wit_format(format), code.reveal())
        })?;
        let shown = Shown::new(shown.map_err(ModuleError::Refused)?);
        if is_display_of(shown.reveal(), code) { Ok(shown) } else { Err(Nonsense::Code.into()) }
    }

    /// Writes a code as it is read out in the language of that tag, like
    /// [`codemint_core::words::spoken`].
    ///
    /// # Errors
    /// [`ModuleError`] when the module fails or its answer is not valid.
    pub fn spoken(
        &self,
        format: CodeFormat,
        code: &Code,
        language: &str,
    ) -> Result<Shown, ModuleError> {
        let spoken = self.instance()?.enter(|guest, store| {
            let guest = guest.codemint_module_formats();
            guest.call_spoken(store, wit_format(format), code.reveal(), language)
        })?;
        let spoken = Shown::new(spoken.map_err(ModuleError::Refused)?);
        if is_speech(spoken.reveal()) { Ok(spoken) } else { Err(Nonsense::Text.into()) }
    }
}

/// Checks that the text is a code of the format.
fn core_code(text: &str, format: CodeFormat) -> Result<Code, Nonsense> {
    Code::parse(text).filter(|code| format.accepts(code)).ok_or(Nonsense::Code)
}

/// Checks that the fault is possible for the format.
fn core_fault(fault: wit::EntryFault, format: CodeFormat) -> Result<EntryFault, ModuleError> {
    let place = |place: u32| match place as usize {
        place @ 1..=MAX_TYPED => Ok(place),
        _ => Err(Nonsense::Bounds),
    };
    let wanted = usize::from(format.whole_length());
    Ok(match fault {
        wit::EntryFault::Format(what) => return Err(ModuleError::Refused(what)),
        wit::EntryFault::Empty => EntryFault::Empty,
        wit::EntryFault::TooLong(_) => return Err(Nonsense::Bounds.into()),
        wit::EntryFault::Symbol(at) => EntryFault::Symbol { place: place(at)? },
        wit::EntryFault::NeverUsed(at) => EntryFault::NeverUsed { place: place(at)? },
        wit::EntryFault::Length(counts) => {
            let found = place(counts.found)?;
            if counts.wanted as usize != wanted || found == wanted {
                return Err(Nonsense::Bounds.into());
            }
            EntryFault::Length { found, wanted }
        }
        wit::EntryFault::Check(group) => {
            let groups = format.whole_length().div_ceil(format.group().max(1));
            let none = format.check() == CheckScheme::None;
            if none || group.is_some_and(|group| group == 0 || group > groups) {
                return Err(Nonsense::Bounds.into());
            }
            EntryFault::Check { group }
        }
    })
}

/// Whether a text is the code itself, or its symbols in order with separators between them.
fn is_display_of(shown: &str, code: &Code) -> bool {
    if shown == code.reveal() {
        return true;
    }
    let mut rest = shown;
    let in_order = code.reveal().char_indices().all(|(at, symbol)| {
        let between = if at > 0 { rest.strip_prefix(GROUP_SEPARATOR) } else { None };
        let next = between.filter(|next| next.starts_with(symbol)).unwrap_or(rest);
        next.strip_prefix(symbol).map(|after| rest = after).is_some()
    });
    in_order && rest.is_empty()
}

/// Whether a text can be read out: not empty, not too long, and without control characters.
fn is_speech(text: &str) -> bool {
    (1..=MAX_SPOKEN).contains(&text.len()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests;
