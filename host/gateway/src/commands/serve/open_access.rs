//! What a configuration allows without the usual authentication, protection or limit.

use crate::config::Config;
use std::net::SocketAddr;

/// Checks `plain_http` against the bound addresses: the configuration was checked against its own
/// address, and the command line may have another.
pub(super) fn check_plain_http(config: &Config, addresses: &[SocketAddr]) -> Result<(), String> {
    let open = config.tenants.iter().find(|tenant| tenant.plain_http);
    let far = addresses.iter().find(|address| !address.ip().to_canonical().is_loopback());
    match (open, far) {
        (Some(tenant), Some(address)) => Err(format!(
            "tenant `{}` has `plain_http`, which is for loopback addresses, and `{address}` is not one",
            tenant.id
        )),
        _ => Ok(()),
    }
}

/// Logs what is accessible without the usual authentication, protection or limit.
pub(super) fn warn_of_open_access(config: &Config) {
    for tenant in &config.tenants {
        let credentials = &tenant.credentials;
        if credentials.allow_unauthenticated && credentials.keys.is_empty() {
            tracing::warn!(
                tenant = tenant.id,
                "ANYBODY CAN ASK FOR CODES: the tenant has no key and allows callers without one"
            );
        }
        if tenant.plain_http {
            tracing::warn!(tenant = tenant.id, "plain HTTP is accepted where TLS is required");
        }
    }
    if config.clock_confirmation.is_zero() {
        tracing::warn!("every reading of the clock is accepted, however far ahead");
    }
    let limits = &config.limits;
    if limits.redeem_per_address.is_none() || limits.redeem_per_tenant.is_none() {
        tracing::warn!("checking and redeeming is not limited, by address or by tenant");
    }
}
