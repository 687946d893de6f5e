//! The source of a call, as limits count it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An IPv4 address, or the /64 network of an IPv6 address: one customer has at least a /64 (RFC
/// 6177, RFC 4291 section 2.5.4) and may use another address of it for each call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// The address.
    V4(Ipv4Addr),
    /// The network's 64 bits.
    V6(u64),
}

impl From<IpAddr> for Source {
    /// An IPv4-mapped IPv6 address is the IPv4 address (RFC 4291 section 2.5.5.2).
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6(network(address)),
        }
    }
}

fn network(address: Ipv6Addr) -> u64 {
    (address.to_bits() >> 64) as u64
}
