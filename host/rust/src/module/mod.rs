//! The module in wasmtime: compiled once, with a fresh instance for each request.

mod bindings;
mod cache;
mod check;
mod compiled;
mod convert;
mod cpu_time;
mod draw;
mod engine;
mod error;
mod formats;
mod info;
mod instance;
mod load;
mod offline;
mod route;

pub use compiled::Module;
pub use draw::DrawError;
pub use engine::Limits;
pub use error::{ModuleError, Nonsense};
pub use info::ModuleInfo;
pub use instance::Instance;
pub use load::ModuleBuilder;
pub use route::{Authentication, Effect, Limit, Role, Route, SignedToken, TenantFrom, Transport};
