//! One instance: the calls into the guest, and what ends them.

use super::bindings::{Codemint, CodemintIndices};
use super::check;
use super::convert::{self, Borrowed};
use super::cpu_time::Moment;
use super::engine::Limits;
use super::error::ModuleError;
use super::route::Route;
use codemint_core::journey::{Call, Findings, Needs, Planned, Problem, Reply, Settlement};
use std::sync::Arc;
use wasmtime::component::InstancePre;
use wasmtime::{Engine, Store, StoreLimits, StoreLimitsBuilder, Trap, UpdateDeadline};

/// What instances are made from.
pub(super) struct Blueprint {
    pub(super) engine: Engine,
    pub(super) pre: InstancePre<State>,
    /// The positions of the contract's functions among the component's exports.
    pub(super) indices: CodemintIndices,
    pub(super) limits: Limits,
}

/// The data of a store: the memory limit, and when the first tick during the current call was.
pub(super) struct State {
    limits: StoreLimits,
    first_tick: Option<Moment>,
}

/// An instance of the module, for one request. After a trap or a nonsensical answer it is never
/// entered again.
pub struct Instance {
    store: Store<State>,
    codemint: Codemint,
    /// The routes as read when the module was loaded, before any caller's bytes reached it.
    routes: Arc<[Route]>,
    poisoned: bool,
}

impl Instance {
    pub(super) fn new(from: &Blueprint, routes: Arc<[Route]>) -> Result<Self, ModuleError> {
        let limits = StoreLimitsBuilder::new().memory_size(from.limits.memory).build();
        let mut store = Store::new(&from.engine, State { limits, first_tick: None });
        store.limiter(|state| &mut state.limits);
        store.set_epoch_deadline(1);
        // The ticks go on while a busy machine keeps this thread waiting. A call that has not used
        // its CPU time continues, tick by tick; most calls end before the first tick.
        let allowed = from.limits.after_the_first_tick();
        store.epoch_deadline_callback(move |mut context| {
            let first_tick = *context.data_mut().first_tick.get_or_insert_with(Moment::now);
            if first_tick.elapsed() < allowed {
                return Ok(UpdateDeadline::Continue(1));
            }
            Err(Trap::Interrupt.into())
        });
        let instance = from.pre.instantiate(&mut store).map_err(ModuleError::exhausted)?;
        // This compares the types of all exports with the contract's.
        let codemint = from.indices.load(&mut store, &instance).map_err(ModuleError::contract)?;
        Ok(Self { store, codemint, routes, poisoned: false })
    }

    /// The first call: returns what must be looked up, or the finished reply.
    ///
    /// # Errors
    /// [`ModuleError`] when the instance traps, is poisoned, or answers nonsense.
    pub fn plan(&mut self, call: &Call<'_>) -> Result<Planned, ModuleError> {
        let given = convert::call(call);
        let planned =
            self.enter(|guest, store| guest.codemint_module_journey().call_plan(store, given))?;
        let planned = planned.map_err(convert::refused)?;
        let checked = convert::planned(planned).and_then(|planned| {
            if let Planned::Needs(needs) = &planned {
                check::needs(needs, self.route(call)?, call.sees_codes)?;
            }
            Ok(planned)
        });
        self.checked(checked)
    }

    /// The second call: returns the reply, and what must be durable before it is sent. The answer
    /// has been checked against the route, `needs` and `findings`.
    ///
    /// # Errors
    /// [`ModuleError`] when the instance traps, is poisoned, refuses the findings, or answers
    /// nonsense.
    pub fn settle(
        &mut self,
        call: &Call<'_>,
        needs: &Needs,
        findings: &Findings,
    ) -> Result<Settlement, ModuleError> {
        let asked = convert::call(call);
        let borrowed = Borrowed::of(findings);
        let (rules, listed) = (borrowed.rules(), Borrowed::listed(findings));
        let given = convert::findings(findings, &borrowed, &rules, &listed);
        let settled = self.enter(|guest, store| {
            guest.codemint_module_journey().call_settle(store, asked, given)
        })?;
        let settled = settled.map_err(convert::refused)?;
        let checked = convert::settlement(settled).and_then(|settlement| {
            check::commit(&settlement.commit, needs, findings, self.route(call)?)?;
            Ok(settlement)
        });
        self.checked(checked)
    }

    fn route(&self, call: &Call<'_>) -> Result<&Route, ModuleError> {
        let unknown = || ModuleError::Refused(format!("there is no route {}", call.route));
        self.routes.get(call.route as usize).ok_or_else(unknown)
    }

    /// Poisons the instance if its answer was nonsense.
    fn checked<T>(&mut self, answer: Result<T, ModuleError>) -> Result<T, ModuleError> {
        self.poisoned |= matches!(answer, Err(ModuleError::Nonsense(_)));
        answer
    }

    pub(super) fn routes(&mut self) -> Result<Vec<Route>, ModuleError> {
        let routes =
            self.enter(|guest, store| guest.codemint_module_journey().call_routes(store))?;
        Ok(routes.into_iter().map(convert::route).collect())
    }

    pub(super) fn reject(&mut self, route: u32, problem: Problem) -> Result<Reply, ModuleError> {
        let problem = convert::problem(problem);
        let reply = self.enter(|guest, store| {
            guest.codemint_module_journey().call_reject(store, route, problem)
        })?;
        convert::reply(reply.map_err(convert::refused)?)
    }

    /// Enters the guest, with a fresh deadline. A trap poisons the instance.
    pub(super) fn enter<T>(
        &mut self,
        call: impl FnOnce(&Codemint, &mut Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T, ModuleError> {
        if self.poisoned {
            return Err(ModuleError::Poisoned);
        }
        self.store.set_epoch_deadline(1);
        self.store.data_mut().first_tick = None;
        let answer = call(&self.codemint, &mut self.store);
        answer.map_err(|error| {
            self.poisoned = true;
            ModuleError::trap(error)
        })
    }
}
