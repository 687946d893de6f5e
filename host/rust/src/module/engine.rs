//! The engine: wasmtime's configuration, the instance pool, and the ticks that end a loop.

use super::error::ModuleError;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// Bounds on the resources of instances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most memory of one instance, in bytes.
    pub memory: usize,
    /// A call is ended after this many ticks of [`Limits::TICK`], measured in CPU time of its
    /// thread where the system reports it, so that waiting for a processor does not count.
    pub ticks: u64,
    /// The most instances that may exist at a time.
    pub instances: u32,
    /// Whether calls are ended after [`Limits::ticks`] at all. Without it the guest runs faster,
    /// but a loop never ends: for measurements only.
    pub deadline: bool,
}

impl Limits {
    /// The interval at which the deadline is checked.
    pub const TICK: Duration = Duration::from_millis(20);

    /// How much CPU time a call may use after its first tick: two ticks less than in all, since it
    /// has used up to one tick by then, and the next check may be up to one tick late.
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

/// How much of an instance's memory stays mapped when its slot is reused, in bytes: as much as a
/// request for 100 users touches.
const KEPT_RESIDENT: usize = 1 << 20;

/// An engine, and whether it pools instances. Pooling reserves a lot of address space at once,
/// which some hosts do not grant (for instance with `ulimit -v`); then instances are allocated on
/// demand.
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

/// Increments an engine's epoch every [`Limits::TICK`] until it is dropped.
pub(super) struct Ticker {
    /// Dropping this ends the thread.
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
