//! What can go wrong with a module.

/// Why a module cannot be loaded, or did not answer.
#[derive(Debug, thiserror::Error)]
pub enum ModuleError {
    /// The engine cannot be set up on this machine.
    #[error("cannot set up the engine")]
    Engine(#[source] Cause),
    /// The bytes are no component, or it cannot be compiled.
    #[error("cannot compile the module")]
    Compile(#[source] Cause),
    /// The component wants something from its host. Codemint's wants nothing.
    #[error("the module must import nothing, and imports {0}")]
    Imports(String),
    /// The component lacks a function of the contract, or one of its types is not the contract's.
    #[error("the module does not keep the contract")]
    Contract(#[source] Cause),
    /// The first instance cannot be made: the component asks for more than [`Limits`](super::Limits)
    /// allow from the start, or the machine has no memory for it.
    #[error("cannot make an instance of the module")]
    Instantiate(#[source] Cause),
    /// There is no room for one more instance just now.
    #[error("no room for one more instance")]
    Exhausted(#[source] Cause),
    /// The instance trapped: too much memory, a panic. It is never entered again.
    #[error("the module trapped")]
    Trap(#[source] Cause),
    /// The instance had not answered at its deadline: a loop, or a machine with more to do than it
    /// can, since the deadline is one of the wall clock's. It is never entered again; another one
    /// may well answer.
    #[error("the module did not answer in time")]
    Overdue(#[source] Cause),
    /// The instance has trapped or answered nonsense before.
    #[error("the instance has failed before and is not entered again")]
    Poisoned,
    /// The module says that the host made a mistake.
    #[error("the module refuses what the host found: {0}")]
    Refused(String),
    /// The module's answer makes no sense. Nothing of it is used.
    #[error("the module answers nonsense: {0}")]
    Nonsense(#[from] Nonsense),
}

/// An error of wasmtime's.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Cause(String);

/// In which way an answer makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Nonsense {
    /// It points at a subject, a code or a record that does not exist, or at one twice.
    #[error("a position out of bounds, or one twice")]
    Position,
    /// A code is not of the policy's format, or the texts do not add up.
    #[error("a code that is not of the policy's format")]
    Code,
    /// A time or a number of tries is not what policy and clock allow.
    #[error("a validity or number of tries that the policy does not allow")]
    Bounds,
    /// A record is superseded that the module was not told of, or with another version.
    #[error("a superseded record that was not among the facts")]
    Superseded,
    /// A subject or a header is not well-formed.
    #[error("a text that is not well-formed")]
    Text,
    /// The HTTP status is not one for this.
    #[error("the status {0}")]
    Status(u16),
    /// It does or asks for something that the route or the caller may not do ([`Route::effects`]).
    ///
    /// [`Route::effects`]: super::Route::effects
    #[error("something that the route or the caller may not do")]
    Effect,
    /// A code is issued that the policy or the directory forbids.
    #[error("a code that the policy or the directory forbids")]
    Forbidden,
    /// A record is changed in a way that its state or the request does not allow.
    #[error("a change that does not fit the record or the request")]
    Change,
    /// A mail is ordered to an address that is not valid, not known, or not allowed.
    #[error("a mail to an address that is not allowed")]
    Address,
    /// The audit entries are not those of what is done: their number, an event or a record is wrong.
    #[error("audit entries that do not fit what is done")]
    Audit,
}

impl ModuleError {
    pub(super) fn engine(error: wasmtime::Error) -> Self {
        Self::Engine(Cause::of(&error))
    }

    pub(super) fn compile(error: wasmtime::Error) -> Self {
        Self::Compile(Cause::of(&error))
    }

    pub(super) fn contract(error: wasmtime::Error) -> Self {
        Self::Contract(Cause::of(&error))
    }

    /// No instance, although there was one when the module was loaded: unless the component itself
    /// trapped, the pool or the machine has no room.
    pub(super) fn exhausted(error: wasmtime::Error) -> Self {
        if error.is::<wasmtime::Trap>() {
            return Self::trap(error);
        }
        Self::Exhausted(Cause::of(&error))
    }

    /// The same for the first instance, beside which there is no other that could take its room.
    pub(super) fn of_the_first(self) -> Self {
        match self {
            Self::Exhausted(cause) => Self::Instantiate(cause),
            other => other,
        }
    }

    pub(super) fn trap(error: wasmtime::Error) -> Self {
        let cause = Cause::of(&error);
        match error.downcast_ref() {
            Some(wasmtime::Trap::Interrupt) => Self::Overdue(cause),
            _ => Self::Trap(cause),
        }
    }
}

impl Cause {
    /// The error's text with all its causes. It names functions of the guest, never its data.
    fn of(error: &wasmtime::Error) -> Self {
        Self(format!("{error:#}"))
    }
}
