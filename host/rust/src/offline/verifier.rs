//! The computer's side: verifies offline codes, and counts each attempt first.

use super::declined::Declined;
use super::memory::{MemoryError, OfflineMemory};
use super::remembered::Remembered;
use super::{Account, DeviceKey, Refusal, Tolerance, Valid, Window};
use crate::clock::{Clock, ClockError};
use crate::module::{ModuleError, Nonsense};
use codemint_core::words::Timestamp;

/// An attempt: a typed text, and what it is checked by. No `Debug`: it contains a code.
pub struct Try<'a> {
    /// The account.
    pub account: &'a Account,
    /// The typed text.
    pub typed: &'a str,
    /// The time of the check.
    pub now: Timestamp,
    /// How long after its issue a code may be used.
    pub window: Window,
    /// How far the clocks of issuer and computer may differ.
    pub tolerance: Tolerance,
}

/// Verifies codes: the module, or the core itself.
pub trait OfflineModule: Send + Sync {
    /// Verifies a code, like [`super::verify`].
    ///
    /// # Errors
    /// [`ModuleError`] when there is no answer; the attempt stays counted.
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

/// Why there is no answer. No code was accepted; the attempt may have been counted.
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// The clock is out of range.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The memory failed.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The module failed.
    #[error(transparent)]
    Module(#[from] ModuleError),
}

/// Verifies the offline codes of one computer.
///
/// - **Attempts are limited.** After five wrong ones ([`Remembered::FREE_TRIES`]) the next must
///   wait a minute, then two, four and so on up to an hour, never longer. One wrong attempt is
///   forgotten each hour. A correct code takes back its own attempt and no other. Attempts are
///   counted per computer, not per account: the user chooses the account, so a count for each would
///   allow as many attempts as there are names. A user at the computer can therefore make others
///   wait, up to an hour at a time.
/// - **An attempt is counted durably before it is checked**, so that cutting the power does not
///   give a free attempt. A text that is not a code counts too.
/// - **A single-use code is accepted once**, also if it is entered several times concurrently.
/// - **Time does not go back.** An attempt is checked against the highest time ever seen, so that
///   setting the clock back makes no code valid again and ends no wait. After the clock has once
///   been in the future, no code is accepted until that time, or until
///   [`super::FileMemory::renew`].
///
/// These guarantees depend on the memory: a user who may write its file has unlimited attempts,
/// with a chance of 10^-12 each.
pub struct OfflineVerifier {
    key: DeviceKey,
    window: Window,
    tolerance: Tolerance,
    module: Box<dyn OfflineModule>,
    memory: Box<dyn OfflineMemory>,
    clock: Box<dyn Clock>,
}

impl OfflineVerifier {
    /// A verifier for the computer of that key, with the default window and tolerance. Each
    /// computer needs a memory of its own.
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

    /// Sets the window.
    #[must_use]
    pub fn with_window(self, window: Window) -> Self {
        Self { window, ..self }
    }

    /// Sets the tolerance.
    #[must_use]
    pub fn with_tolerance(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    /// Verifies a typed text. Returns `Ok(Ok(_))` for an accepted code, whose use is then recorded
    /// durably.
    ///
    /// # Errors
    /// [`OfflineError`] when there is no answer; the inner [`Declined`] when the code is not
    /// accepted.
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

    /// Changes the memory and returns the result of the change.
    fn remember<T>(
        &self,
        mut change: impl FnMut(&mut Remembered) -> Result<T, Declined>,
    ) -> Result<Result<T, Declined>, MemoryError> {
        let mut outcome = None;
        self.memory.change(&mut |remembered| outcome = Some(change(remembered)))?;
        let ignored = || std::io::Error::other("the memory did not make the change");
        Ok(outcome.ok_or_else(ignored)?)
    }
}

impl Try<'_> {
    /// Whether a code of these terms may be accepted now: a check of the module's answer.
    pub(crate) fn may_pass(&self, valid: &Valid) -> bool {
        let issued = valid.terms.issued();
        let last = issued.plus(self.window.seconds()).plus(self.tolerance.seconds());
        issued <= self.now.plus(self.tolerance.seconds()) && self.now <= last
    }
}
