//! HTTP: the module's routes, and the gateway's own pages.

mod activity;
mod answer;
mod app;
mod authority;
mod automatic;
mod body;
mod connection;
mod counted_body;
mod descriptors;
mod head;
mod health;
mod media_type;
mod metrics;
mod pages;
mod problem;
mod protection;
mod proxy;
mod refused;
mod request_id;
mod router;
mod serve;
mod served;
mod slots;
mod table;
mod tenants;
mod tls;
mod transport;
mod upkeep;

pub(crate) use app::{App, Keeper};
pub(crate) use body::MAX_BODY;
pub(crate) use metrics::Metrics;
pub(crate) use serve::{Listener, serve};
pub(crate) use served::Pages;
pub(crate) use tenants::Tenants;
pub(crate) use tls::Certificate;
