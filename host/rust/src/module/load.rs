//! Loading a module.

use super::bindings::CodemintIndices;
use super::compiled::{Module, Rejection, Shared};
use super::engine::{self, Limits, Ticker};
use super::error::{ModuleError, Nonsense};
use super::instance::{Blueprint, Instance};
use super::route::Route;
use super::{cache, check, info};
use codemint_core::journey::Problem;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use wasmtime::component::Linker;

/// The component that was built from this workspace's sources.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/codemint.wasm"));

/// Loads a module.
#[derive(Clone, Debug, Default)]
pub struct ModuleBuilder {
    limits: Limits,
    cache_dir: Option<PathBuf>,
}

impl ModuleBuilder {
    /// Sets bounds on the resources of an instance.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Caches the machine code in that folder, so that the next start need not compile. The folder
    /// must belong to the host's user, since its content is executed as machine code.
    #[must_use]
    pub fn cache_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cache_dir = Some(folder.into());
        self
    }

    /// Loads the module that this crate was built with.
    ///
    /// # Errors
    /// [`ModuleError`] when it cannot be compiled or does not conform to the contract.
    pub fn embedded(self) -> Result<Module, ModuleError> {
        self.load(EMBEDDED.into())
    }

    /// Loads a module from the bytes of a component.
    ///
    /// # Errors
    /// [`ModuleError`] when the bytes are not a component, when it imports anything, or when it
    /// does not conform to the contract.
    pub fn from_bytes(self, bytes: Vec<u8>) -> Result<Module, ModuleError> {
        self.load(bytes.into())
    }

    fn load(self, bytes: Cow<'static, [u8]>) -> Result<Module, ModuleError> {
        let (engine, pooled) = engine::engine(&self.limits)?;
        let component = cache::load(&engine, &bytes, self.cache_dir.as_deref())?;
        let imports = info::imports(&engine, &component);
        if !imports.is_empty() {
            return Err(ModuleError::Imports(imports.join(", ")));
        }
        // The linker offers nothing, so the component cannot reach anything outside itself.
        let linker = Linker::new(&engine);
        let pre = linker.instantiate_pre(&component).map_err(ModuleError::contract)?;
        let indices = CodemintIndices::new(&pre).map_err(ModuleError::contract)?;
        let ticker = Ticker::start(&engine);
        let blueprint = Blueprint { engine, pre, indices, limits: self.limits };
        let (routes, rejections) = routes_and_rejections(&blueprint)?;
        Ok(Module(Arc::new(Shared {
            blueprint,
            component,
            bytes,
            routes: routes.into(),
            rejections,
            pooled,
            _ticker: ticker,
        })))
    }
}

impl Module {
    /// A builder with all settings at their defaults.
    #[must_use]
    pub fn builder() -> ModuleBuilder {
        ModuleBuilder::default()
    }

    /// Loads the module that this crate was built with, with all defaults and without a cache.
    ///
    /// # Errors
    /// As [`ModuleBuilder::embedded`].
    pub fn embedded() -> Result<Self, ModuleError> {
        Self::builder().embedded()
    }
}

type Rejections = HashMap<(u32, Problem), Rejection>;

/// Asks a first instance for the routes, and for the replies to the host's own problems.
fn routes_and_rejections(blueprint: &Blueprint) -> Result<(Vec<Route>, Rejections), ModuleError> {
    let first = Instance::new(blueprint, Arc::new([]));
    let mut instance = first.map_err(ModuleError::of_the_first)?;
    let routes = instance.routes()?;
    check::routes(&routes)?;
    let mut rejections = HashMap::new();
    for number in 0..routes.len() as u32 {
        for problem in Problem::ALL {
            let reply = instance.reject(number, problem)?;
            if reply.status != problem.status().0 {
                return Err(Nonsense::Status(reply.status).into());
            }
            let content_type = reply.content_type.into_owned();
            let body = reply.body.into_revealed();
            rejections.insert((number, problem), Rejection { content_type, body });
        }
    }
    Ok((routes, rejections))
}
