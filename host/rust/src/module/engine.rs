//! The engine: what wasmtime is told, the pool, and the clock that ends a loop.

use super::ModuleError;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// Bounds on what instances may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most memory an instance may have, in bytes.
    pub memory: usize,
    /// After this many ticks of [`Limits::TICK`] a call is ended, unless its thread was kept waiting
    /// meanwhile: what counts is the time that it had of the processor, where the system tells it.
    pub ticks: u64,
    /// The most instances that exist at once.
    pub instances: u32,
    /// Whether calls are ended at all after [`Limits::ticks`]. Without it the guest runs faster,
    /// and a loop runs for ever: for measurements only.
    pub deadline: bool,
}

impl Limits {
    /// How often the deadline is looked at.
    pub const TICK: Duration = Duration::from_millis(20);

    /// How much of the processor a call may have after the first tick that finds it at work: two
    /// ticks less than it may have in all, since it has had up to one by then, and is asked again
    /// up to one too late.
    pub(super) fn after_the_first_tick(&self) -> Duration {
        let ticks = u32::try_from(self.ticks).unwrap_or(u32::MAX);
        Self::TICK.saturating_mul(ticks.saturating_sub(2).max(1))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 64 << 20, ticks: 4, instances: 256, deadline: true }
    }
}

/// How much of an instance's memory stays mapped when its slot is reused, in bytes: what a request
/// for 100 users touches.
const KEPT_RESIDENT: usize = 1 << 20;

/// An engine, and whether it pools. Pooling reserves much address space at once (some hosts grant
/// none, by `ulimit -v` for instance), so it is tried and given up where it fails.
pub(super) fn engine(limits: &Limits) -> Result<(Engine, bool), ModuleError> {
    if let Ok(engine) = Engine::new(config(limits).allocation_strategy(pool(limits))) {
        return Ok((engine, true));
    }
    let on_demand = InstanceAllocationStrategy::OnDemand;
    let engine = Engine::new(config(limits).allocation_strategy(on_demand));
    Ok((engine.map_err(ModuleError::engine)?, false))
}

fn config(limits: &Limits) -> Config {
    let mut config = Config::new();
    config.wasm_component_model(true).epoch_interruption(limits.deadline);
    config
}

fn pool(limits: &Limits) -> InstanceAllocationStrategy {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(limits.instances)
        .total_core_instances(limits.instances)
        .total_memories(limits.instances)
        .total_tables(limits.instances)
        .max_memory_size(limits.memory)
        .linear_memory_keep_resident(KEPT_RESIDENT)
        .table_keep_resident(64 << 10);
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        pool.pagemap_scan(Enabled::Yes);
    }
    InstanceAllocationStrategy::Pooling(pool)
}

/// Moves an engine's epoch on, one step every [`Limits::TICK`], until it is dropped.
pub(super) struct Ticker {
    /// Closing this ends the thread.
    _stop: Sender<()>,
}

impl Ticker {
    pub(super) fn start(engine: &Engine) -> Self {
        let engine = engine.weak();
        let (stop, stopped) = mpsc::channel::<()>();
        thread::spawn(move || {
            while stopped.recv_timeout(Limits::TICK) == Err(RecvTimeoutError::Timeout) {
                match engine.upgrade() {
                    Some(engine) => engine.increment_epoch(),
                    None => break,
                }
            }
        });
        Self { _stop: stop }
    }
}
