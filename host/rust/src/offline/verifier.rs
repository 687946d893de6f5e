//! The computer's side: one try at a time, counted before it is answered.

use super::{
    Account, DeviceKey, MemoryError, OfflineMemory, Refusal, Remembered, Tolerance, Valid, Window,
};
use crate::clock::{Clock, ClockError};
use crate::module::{ModuleError, Nonsense};
use codemint_core::words::Timestamp;

/// A try: what somebody typed, and by what it is judged. No `Debug`: it holds a code.
pub struct Try<'a> {
    /// For which account.
    pub account: &'a Account,
    /// What was typed.
    pub typed: &'a str,
    /// The time it is judged by.
    pub now: Timestamp,
    /// Within which time a code must be typed.
    pub window: Window,
    /// How far the clocks may be apart.
    pub tolerance: Tolerance,
}

/// What tells a genuine code: the module, or the core itself.
pub trait OfflineModule: Send + Sync {
    /// As [`super::verify`].
    ///
    /// # Errors
    /// [`ModuleError`] when there is no answer; the try stays counted.
    fn verify(
        &self,
        key: &DeviceKey,
        attempt: &Try<'_>,
    ) -> Result<Result<Valid, Refusal>, ModuleError>;
}

/// The core compiled into this program, without the sandbox.
#[derive(Clone, Copy, Debug, Default)]
pub struct InProcess;

impl OfflineModule for InProcess {
    fn verify(
        &self,
        key: &DeviceKey,
        attempt: &Try<'_>,
    ) -> Result<Result<Valid, Refusal>, ModuleError> {
        let Try { account, typed, now, window, tolerance } = *attempt;
        Ok(super::verify(key, account, typed, now, window, tolerance))
    }
}

/// Why a code does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Declined {
    /// There were too many wrong tries. This one was not looked at, and does not count.
    #[error("too many wrong tries: try again later")]
    Wait {
        /// The time of the try.
        now: Timestamp,
        /// The first second in which one may try again.
        until: Timestamp,
    },
    /// The module refuses it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is for a single use, and was used.
    #[error("the code was used before")]
    Used {
        /// The minute of its issue.
        issued: Timestamp,
    },
    /// It was issued before the memory begins (or within the tolerance after): nobody knows
    /// whether it was used.
    #[error("the code was issued before this computer's memory of codes begins")]
    Unremembered {
        /// The minute of its issue.
        issued: Timestamp,
        /// When the memory begins.
        from: Timestamp,
    },
}

/// Why there is no answer. No code has passed; the try may have been counted.
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// There is no time.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// Nothing can be remembered.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The module failed.
    #[error(transparent)]
    Module(#[from] ModuleError),
}

/// Verifies the offline codes of one computer.
///
/// - **Tries are limited.** After five wrong ones ([`Remembered::FREE_TRIES`]) the next must wait a
///   minute, then two, four and so on up to an hour; never for ever. One wrong try is forgotten
///   each hour. A right code takes back its own try and no other. Tries are counted for the
///   computer, not for an account: the account is what the typist chooses, and a count for each
///   would be as many tries as there are names. So whoever sits at the computer can make others
///   wait, up to an hour at a time.
/// - **A try is counted, durably, before it is looked at**, so that pulling the plug is no way to
///   try for nothing; what is not even a code counts too.
/// - **A code for a single use passes once**, also of many who type it at the same time.
/// - **Time does not go back.** A try is judged by the highest time ever seen, so that setting the
///   clock back revives no code and ends no wait. After a clock has once stood in the future, no
///   code passes until the real time gets there, or [`super::FileMemory::renew`].
///
/// What is remembered is as safe as its memory: whoever may write that file can try as often as
/// they like, at a chance of 10^-12 each.
pub struct OfflineVerifier {
    key: DeviceKey,
    window: Window,
    tolerance: Tolerance,
    module: Box<dyn OfflineModule>,
    memory: Box<dyn OfflineMemory>,
    clock: Box<dyn Clock>,
}

impl OfflineVerifier {
    /// A verifier for the computer of that key, with the default window and tolerance. A memory
    /// is of one computer only.
    #[must_use]
    pub fn new(
        key: DeviceKey,
        module: Box<dyn OfflineModule>,
        memory: Box<dyn OfflineMemory>,
        clock: Box<dyn Clock>,
    ) -> Self {
        let (window, tolerance) = (Window::DEFAULT, Tolerance::DEFAULT);
        Self { key, window, tolerance, module, memory, clock }
    }

    /// The same with another window.
    #[must_use]
    pub fn with_window(self, window: Window) -> Self {
        Self { window, ..self }
    }

    /// The same with another tolerance.
    #[must_use]
    pub fn with_tolerance(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    /// Tries what somebody typed. `Ok(Ok(_))` once: the use is on record when this returns.
    ///
    /// # Errors
    /// [`OfflineError`] when there is no answer; [`Declined`] inside when the code does not pass.
    pub fn verify(
        &self,
        account: &Account,
        typed: &str,
    ) -> Result<Result<Valid, Declined>, OfflineError> {
        let clock = self.clock.now()?;
        let now = match self.remember(|remembered| remembered.begin(clock))? {
            Ok(now) => now,
            Err(declined) => return Ok(Err(declined)),
        };
        let (window, tolerance) = (self.window, self.tolerance);
        let attempt = Try { account, typed, now, window, tolerance };
        let valid = match self.module.verify(&self.key, &attempt)? {
            Ok(valid) => valid,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        if !attempt.may_pass(&valid) {
            return Err(ModuleError::from(Nonsense::Bounds).into());
        }
        let digest = super::digest(&self.key, account, valid.terms);
        let granted = self.remember(|remembered| remembered.grant(&valid, digest, tolerance))?;
        Ok(granted.map(|()| valid))
    }

    /// Changes what is remembered, and answers what came of it.
    fn remember<T>(
        &self,
        mut change: impl FnMut(&mut Remembered) -> Result<T, Declined>,
    ) -> Result<Result<T, Declined>, MemoryError> {
        let mut outcome = None;
        self.memory.change(&mut |remembered| outcome = Some(change(remembered)))?;
        let unasked = || std::io::Error::other("the memory did not ask for the change");
        Ok(outcome.ok_or_else(unasked)?)
    }
}

impl Try<'_> {
    /// Whether a code of these terms may be typed now. The module has said so; its answer is
    /// checked like every other.
    pub(crate) fn may_pass(&self, valid: &Valid) -> bool {
        let issued = valid.terms.issued();
        let last = issued.plus(self.window.seconds()).plus(self.tolerance.seconds());
        issued <= self.now.plus(self.tolerance.seconds()) && self.now <= last
    }
}
