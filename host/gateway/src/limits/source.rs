//! Where a call comes from, as it is counted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address of IPv4, or the first half of one of IPv6: a network of 64 bits is what one customer
/// has at the least (RFC 6177, RFC 4291 section 2.5.4), who may take any address in it for each call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// The address.
    V4(Ipv4Addr),
    /// The network's 64 bits.
    V6(u64),
}

impl From<IpAddr> for Source {
    /// An IPv4 address that is written as one of IPv6 is the same (RFC 4291 section 2.5.5.2).
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
