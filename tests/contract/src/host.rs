//! The interface between the vectors and whatever runs the core.

use codemint_core::engine;
use codemint_core::journey::{Call, Findings, Planned, Settlement};

/// Why a host returned no answer.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A way of running the core's two calls.
pub trait Host {
    /// The first call.
    ///
    /// # Errors
    /// [`Failure`] when the host returned no answer.
    fn plan(&mut self, call: &Call<'_>) -> Result<Planned, Failure>;

    /// The second call.
    ///
    /// # Errors
    /// [`Failure`] when the host returned no answer.
    fn settle(&mut self, call: &Call<'_>, findings: Findings) -> Result<Settlement, Failure>;
}

/// The core as a plain library, in this process.
pub struct Native;

impl Host for Native {
    fn plan(&mut self, call: &Call<'_>) -> Result<Planned, Failure> {
        Ok(engine::plan(call)?)
    }

    fn settle(&mut self, call: &Call<'_>, findings: Findings) -> Result<Settlement, Failure> {
        Ok(engine::settle(call, findings)?)
    }
}
