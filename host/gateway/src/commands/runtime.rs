//! The asynchronous runtime, and sockets on it.

use std::error::Error;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The runtime of the gateway.
pub(super) fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Binds the address, and returns the one that was bound.
pub(super) fn bind(
    runtime: &Runtime,
    listen: &str,
) -> Result<(TcpListener, SocketAddr), Box<dyn Error>> {
    let failed = |error| format!("cannot listen on `{listen}`: {error}");
    let listener = runtime.block_on(TcpListener::bind(listen)).map_err(failed)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
