//! Errors of a module.

/// Why a module cannot be loaded, or did not answer correctly.
#[derive(Debug, thiserror::Error)]
pub enum ModuleError {
    /// The engine cannot be set up on this machine.
    #[error("cannot set up the engine")]
    Engine(#[source] Cause),
    /// The bytes are not a component, or it cannot be compiled.
    #[error("cannot compile the module")]
    Compile(#[source] Cause),
    /// The component imports something from its host. Codemint's imports nothing.
    #[error("the module must import nothing, but imports {0}")]
    Imports(String),
    /// The component lacks a function of the contract, or one of its types differs.
    #[error("the module does not conform to the contract")]
    Contract(#[source] Cause),
    /// The first instance cannot be created: the component requires more than
    /// [`Limits`](super::Limits) allow, or the machine has no memory for it.
    #[error("cannot create an instance of the module")]
    Instantiate(#[source] Cause),
    /// There is no room for another instance at the moment.
    #[error("no room for another instance")]
    Exhausted(#[source] Cause),
    /// The instance trapped, for instance by a panic or for lack of memory. It is never entered
    /// again.
    #[error("the module trapped")]
    Trap(#[source] Cause),
    /// The instance did not answer before its deadline: a loop, or an overloaded machine where the
    /// deadline is not one of CPU time. It is never entered again; another instance may succeed.
    #[error("the module did not answer in time")]
    Overdue(#[source] Cause),
    /// The instance has trapped or given a nonsensical answer before.
    #[error("the instance has failed before and is not entered again")]
    Poisoned,
    /// The module rejected the host's call as invalid.
    #[error("the module rejected the host's call: {0}")]
    Refused(String),
    /// The module's answer fails a check. Nothing of it is used.
    #[error("the module's answer is not valid: {0}")]
    Nonsense(#[from] Nonsense),
}

/// An error of wasmtime's.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Cause(String);

/// The check that an answer failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Nonsense {
    /// It refers to a subject, a code or a record that does not exist, or to one twice.
    #[error("a position out of bounds or used twice")]
    Position,
    /// A code is not of the policy's format, or the lengths of the codes do not add up.
    #[error("a code that is not of the policy's format")]
    Code,
    /// A time or a number of attempts is not what policy and clock allow.
    #[error("a validity or number of attempts that the policy does not allow")]
    Bounds,
    /// A record is superseded that is not among the findings, or with another version.
    #[error("a superseded record that is not among the findings")]
    Superseded,
    /// A subject or a header is not well-formed, or a text is too long.
    #[error("a text that is not well-formed")]
    Text,
    /// The HTTP status is not allowed here.
    #[error("the status {0}")]
    Status(u16),
    /// It does or requests something that the route or the caller may not do ([`Route::effects`]).
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
    /// The audit entries do not match the commit: their number, an event or a record is wrong.
    #[error("audit entries that do not match the commit")]
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

    /// An error of instantiation. One instance could be created when the module was loaded, so
    /// unless the component itself trapped, the pool or the machine has no room.
    pub(super) fn exhausted(error: wasmtime::Error) -> Self {
        if error.is::<wasmtime::Trap>() {
            return Self::trap(error);
        }
        Self::Exhausted(Cause::of(&error))
    }

    /// The same for the first instance: no other one can be taking its room.
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
    /// The error's text with all its causes. It contains names of the guest's functions, never
    /// data.
    fn of(error: &wasmtime::Error) -> Self {
        Self(format!("{error:#}"))
    }
}
