//! The module in wasmtime: compiled once, instantiated afresh for each request.

mod cache;
mod check;
mod convert;
mod draw;
mod engine;
mod error;
mod formats;
mod info;
mod instance;
mod offline;
mod route;
mod cpu_time;

pub use draw::DrawError;
pub use engine::Limits;
pub use error::{ModuleError, Nonsense};
pub use info::ModuleInfo;
pub use instance::Instance;
pub use route::{Authentication, Effect, Limit, Role, Route, SignedToken, TenantFrom, Transport};

use codemint_core::journey::{Problem, Reply};
use engine::Ticker;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use wasmtime::Engine;
use wasmtime::component::Component;

/// The component that was built from this workspace's sources.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/codemint.wasm"));

#[allow(missing_docs, unreachable_pub, reason = "generated from the contract")]
#[allow(clippy::all, clippy::indexing_slicing, reason = "generated from the contract")]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wasm/wit",
        world: "codemint",
        ownership: Borrowing { duplicate_if_necessary: true },
    });
}

/// A compiled module, ready to be instantiated. Cheap to clone.
#[derive(Clone)]
pub struct Module(Arc<Shared>);

struct Shared {
    engine: Engine,
    pre: wasmtime::component::InstancePre<instance::State>,
    /// Where the contract's functions are among the component's exports.
    indices: bindings::CodemintIndices,
    component: Component,
    limits: Limits,
    bytes: std::borrow::Cow<'static, [u8]>,
    routes: Arc<[Route]>,
    rejections: HashMap<(u32, Problem), Rejection>,
    pooled: bool,
    /// Ends with the last clone.
    _ticker: Ticker,
}

struct Rejection {
    content_type: String,
    body: Vec<u8>,
}

/// How a module is to be loaded.
#[derive(Clone, Debug, Default)]
pub struct ModuleBuilder {
    limits: Limits,
    cache_dir: Option<PathBuf>,
}

impl ModuleBuilder {
    /// Bounds on what an instance may use.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Keeps the machine code in that folder, so that the next start need not compile. The folder
    /// must belong to whoever runs the host: what lies there is run as machine code.
    #[must_use]
    pub fn cache_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cache_dir = Some(folder.into());
        self
    }

    /// Loads the module that this crate was built with.
    ///
    /// # Errors
    /// [`ModuleError`] when it cannot be compiled or does not keep the contract.
    pub fn embedded(self) -> Result<Module, ModuleError> {
        self.load(EMBEDDED.into())
    }

    /// Loads a module from the bytes of a component.
    ///
    /// # Errors
    /// [`ModuleError`] when they are no component, when it imports anything, or when it does not
    /// keep the contract.
    pub fn from_bytes(self, bytes: Vec<u8>) -> Result<Module, ModuleError> {
        self.load(bytes.into())
    }

    fn load(self, bytes: std::borrow::Cow<'static, [u8]>) -> Result<Module, ModuleError> {
        let (engine, pooled) = engine::engine(&self.limits)?;
        let component = cache::load(&engine, &bytes, self.cache_dir.as_deref())?;
        let imports = info::imports(&engine, &component);
        if !imports.is_empty() {
            return Err(ModuleError::Imports(imports.join(", ")));
        }
        // A linker that offers nothing: whatever the component may do, it does alone.
        let linker = wasmtime::component::Linker::new(&engine);
        let pre = linker.instantiate_pre(&component).map_err(ModuleError::contract)?;
        let indices = bindings::CodemintIndices::new(&pre).map_err(ModuleError::contract)?;
        let ticker = Ticker::start(&engine);
        let mut shared = Shared {
            engine,
            pre,
            indices,
            component,
            limits: self.limits,
            bytes,
            routes: Arc::new([]),
            rejections: HashMap::new(),
            pooled,
            _ticker: ticker,
        };
        shared.ask_for_routes()?;
        Ok(Module(Arc::new(shared)))
    }
}

impl Module {
    /// How a module is to be loaded, with everything at its default.
    #[must_use]
    pub fn builder() -> ModuleBuilder {
        ModuleBuilder::default()
    }

    /// Loads the module that this crate was built with, all defaults, no cache.
    ///
    /// # Errors
    /// As [`ModuleBuilder::embedded`].
    pub fn embedded() -> Result<Self, ModuleError> {
        Self::builder().embedded()
    }

    /// The routes of all dialects; a route's position is its number.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.0.routes
    }

    /// A fresh instance, for one request.
    ///
    /// # Errors
    /// [`ModuleError::Exhausted`] when there is no room for one more just now.
    pub fn instance(&self) -> Result<Instance, ModuleError> {
        Instance::new(&self.0)
    }

    /// The words of a route's dialect for a problem of the host's. Asked for when the module was
    /// loaded, so that they are at hand even when the module is not.
    #[must_use]
    pub fn rejection(&self, route: u32, problem: Problem) -> Reply {
        let status = problem.status().0;
        let (content_type, body) = match self.0.rejections.get(&(route, problem)) {
            Some(rejection) => (rejection.content_type.clone(), rejection.body.clone()),
            None => (String::from("application/json"), Vec::new()),
        };
        let body = codemint_core::journey::Body::new(body);
        Reply { status, content_type: content_type.into(), body }
    }

    /// What the module is: its hash, size, imports, exports.
    #[must_use]
    pub fn info(&self) -> ModuleInfo {
        ModuleInfo::of(&self.0.engine, &self.0.component, &self.0.bytes)
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

impl Shared {
    fn ask_for_routes(&mut self) -> Result<(), ModuleError> {
        let mut instance = Instance::new(self).map_err(ModuleError::of_the_first)?;
        let routes = instance.routes()?;
        check::routes(&routes)?;
        self.routes = routes.into();
        for number in 0..self.routes.len() as u32 {
            for problem in Problem::ALL {
                let reply = instance.reject(number, problem)?;
                let status = problem.status().0;
                if reply.status != status {
                    return Err(Nonsense::Status(reply.status).into());
                }
                let content_type = reply.content_type.into_owned();
                let body = reply.body.into_revealed();
                self.rejections.insert((number, problem), Rejection { content_type, body });
            }
        }
        Ok(())
    }
}
