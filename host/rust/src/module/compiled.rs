//! A compiled module.

use super::engine::Ticker;
use super::error::ModuleError;
use super::info::ModuleInfo;
use super::instance::{Blueprint, Instance};
use super::route::Route;
use codemint_core::journey::{Body, Problem, Reply};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use wasmtime::component::Component;

/// A compiled module, ready to be instantiated. Cheap to clone.
#[derive(Clone)]
pub struct Module(pub(super) Arc<Shared>);

pub(super) struct Shared {
    pub(super) blueprint: Blueprint,
    pub(super) component: Component,
    pub(super) bytes: Cow<'static, [u8]>,
    pub(super) routes: Arc<[Route]>,
    pub(super) rejections: HashMap<(u32, Problem), Rejection>,
    pub(super) pooled: bool,
    /// Ends with the last clone.
    pub(super) _ticker: Ticker,
}

/// The reply to a host's own problem.
pub(super) struct Rejection {
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

impl Module {
    /// The routes of all dialects; a route's number is its position.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.0.routes
    }

    /// Makes a fresh instance, for one request.
    ///
    /// # Errors
    /// [`ModuleError::Exhausted`] when there is no room for another one at the moment.
    pub fn instance(&self) -> Result<Instance, ModuleError> {
        Instance::new(&self.0.blueprint, Arc::clone(&self.0.routes))
    }

    /// The reply of a route's dialect to a problem of the host's. All of these were requested when
    /// the module was loaded, so they are available even when the module fails.
    #[must_use]
    pub fn rejection(&self, route: u32, problem: Problem) -> Reply {
        let status = problem.status().0;
        let (content_type, body) = match self.0.rejections.get(&(route, problem)) {
            Some(rejection) => (rejection.content_type.clone(), rejection.body.clone()),
            None => (String::from("application/json"), Vec::new()),
        };
        Reply { status, content_type: content_type.into(), body: Body::new(body) }
    }

    /// A description of the module: its hash, size, imports and exports.
    #[must_use]
    pub fn info(&self) -> ModuleInfo {
        ModuleInfo::of(&self.0.blueprint.engine, &self.0.component, &self.0.bytes)
    }

    /// The component's own bytes, for hosts in other languages: [`ModuleInfo::size`] of them, with
    /// [`ModuleInfo::sha256`].
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// Whether instances come from a pool. They do unless the machine grants too little address
    /// space for one.
    #[must_use]
    pub fn is_pooled(&self) -> bool {
        self.0.pooled
    }
}
