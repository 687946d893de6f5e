//! The address that a call came from, and whether it came over TLS.
//!
//! Forwarding headers are trusted only from proxies in the configuration. Each proxy appends to the
//! right (RFC 7239 section 4): the last entry is the trusted peer's own. Where that entry names
//! another trusted proxy as the caller, the entry before it is trusted too, and so on. The first
//! entry about a caller that is not trusted decides: the call entered there, and all entries to the
//! left of it were written by the caller.

use http::{Extensions, HeaderMap};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Once;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    /// The address.
    pub(super) address: IpAddr,
    /// Whether the connection is TLS.
    pub(super) tls: bool,
}

impl Peer {
    /// The peer of a request's connection.
    pub(super) fn of(extensions: &Extensions) -> Self {
        let unknown = Self { address: IpAddr::V4(Ipv4Addr::UNSPECIFIED), tls: false };
        extensions.get::<Self>().copied().unwrap_or(unknown)
    }
}

/// The networks of trusted proxies.
pub(super) struct Proxies {
    trusted: Vec<IpNet>,
    /// Set once it is logged that a proxy does not report addresses.
    silent: Once,
}

/// A hop as a proxy reports it.
struct Hop {
    /// The address that called the proxy, if it is reported.
    from: Option<IpAddr>,
    /// Whether the proxy was called over TLS.
    tls: bool,
}

impl Proxies {
    pub(super) const fn new(trusted: Vec<IpNet>) -> Self {
        Self { trusted, silent: Once::new() }
    }

    /// The trusted networks.
    pub(super) fn trusted(&self) -> &[IpNet] {
        &self.trusted
    }

    /// The address that a call came from: the peer's own, or the one that trusted proxies report.
    ///
    /// `Forwarded` and `X-Forwarded-For` must agree if both are present. If they do not, or hold no
    /// address, the result is the proxy's address: all such calls count as one caller's, so that a
    /// caller gains nothing by writing these fields.
    pub(super) fn source(&self, peer: Peer, headers: &HeaderMap) -> IpAddr {
        if !self.trusts(peer.address) {
            return peer.address;
        }
        let fields = [forwarded(headers), forwarded_for(headers)].into_iter().flatten();
        let mut reported = fields.map(|hops| self.entry(&hops)?.from);
        let source = match (reported.next(), reported.next()) {
            (Some(one), Some(other)) if one != other => None,
            (one, _) => one.flatten(),
        };
        source.unwrap_or_else(|| {
            self.silent.call_once(|| {
                tracing::warn!(
                    "a trusted proxy does not report callers' addresses: all of them count as one caller"
                );
            });
            peer.address
        })
    }

    /// Whether the caller used TLS to the gateway, or to the first trusted proxy.
    ///
    /// `Forwarded` and `X-Forwarded-Proto` must agree if both are present: a proxy that writes one
    /// of them may forward the other as the caller wrote it.
    pub(super) fn came_over_tls(&self, peer: Peer, headers: &HeaderMap) -> bool {
        if peer.tls {
            return true;
        }
        if !self.trusts(peer.address) {
            return false;
        }
        let (standard, usual) = (forwarded(headers), x_forwarded(headers));
        let reported = standard.is_some() || usual.is_some();
        let over_tls = |hops: Vec<Hop>| self.entry(&hops).is_some_and(|hop| hop.tls);
        reported && [standard, usual].into_iter().flatten().all(over_tls)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|network| network.contains(&address))
    }

    /// The entry that decides: the last one that is not about a trusted proxy; otherwise the first.
    fn entry<'h>(&self, hops: &'h [Hop]) -> Option<&'h Hop> {
        let trusted = |hop: &Hop| hop.from.is_some_and(|from| self.trusts(from));
        let entry = hops.iter().rev().find(|hop| !trusted(hop));
        entry.or(hops.first())
    }
}

/// The hops of `Forwarded` (RFC 7239): `None` if it is absent, none at all if it is malformed.
fn forwarded(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let text = joined(headers, "forwarded")?;
    let hops = |text: &str| split(text, ',')?.into_iter().map(hop).collect::<Option<_>>();
    Some(text.and_then(|text| hops(&text)).unwrap_or_default())
}

/// One element: `for=192.0.2.60;proto=https`, each parameter at most once.
fn hop(element: &str) -> Option<Hop> {
    let (mut from, mut proto) = (None, None);
    for pair in split(element, ';')? {
        let (name, value) = pair.trim().split_once('=')?;
        let known = match name.to_ascii_lowercase().as_str() {
            "for" => &mut from,
            "proto" => &mut proto,
            _ => continue,
        };
        if known.replace(unquoted(value)?).is_some() {
            return None;
        }
    }
    let tls = proto.is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
    Some(Hop { from: from.and_then(|from| address(&from)), tls })
}

/// The hops of `X-Forwarded-Proto`, with the addresses of `X-Forwarded-For` if that has as many
/// entries; otherwise the last entry alone, which is the trusted peer's. `None` if it is absent.
fn x_forwarded(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let protos = joined(headers, "x-forwarded-proto")?.unwrap_or_default();
    let fors = joined(headers, "x-forwarded-for").flatten().unwrap_or_default();
    let tls = |proto: &str| proto.trim().eq_ignore_ascii_case("https");
    let (protos, fors): (Vec<_>, Vec<_>) = (protos.split(',').collect(), fors.split(',').collect());
    if protos.len() == fors.len() {
        let hops = protos.iter().zip(fors);
        return Some(hops.map(|(p, from)| Hop { from: address(from), tls: tls(p) }).collect());
    }
    protos.last().map(|last| vec![Hop { from: None, tls: tls(last) }])
}

/// The hops of `X-Forwarded-For`, without information about TLS. `None` if it is absent.
fn forwarded_for(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let fors = joined(headers, "x-forwarded-for")?.unwrap_or_default();
    Some(fors.split(',').map(|from| Hop { from: address(from), tls: false }).collect())
}

/// The values of all fields with this name as one list (RFC 9110 section 5.3): `None` if there is
/// no field, `Some(None)` if one is not visible ASCII.
#[allow(clippy::option_option, reason = "outer: present; inner: readable")]
fn joined(headers: &HeaderMap, name: &str) -> Option<Option<String>> {
    let all = headers.get_all(name).iter().map(|value| value.to_str().ok());
    let all: Option<Vec<&str>> = all.collect();
    match all {
        Some(all) if all.is_empty() => None,
        Some(all) => Some(Some(all.join(","))),
        None => Some(None),
    }
}

/// The parts between separators outside quotes; `None` if a quote is not closed.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (place, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if c == separator && !quoted => {
                parts.push(text.get(start..place)?);
                start = place + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text.get(start..)?);
    (!quoted).then_some(parts)
}

/// The value of a token or a quoted string (RFC 9110 section 5.6.4).
fn unquoted(value: &str) -> Option<String> {
    let Some(inner) = value.strip_prefix('"') else {
        return (!value.is_empty() && !value.contains(['"', ' '])).then(|| value.to_owned());
    };
    let inner = inner.strip_suffix('"')?;
    let (mut text, mut escaped) = (String::new(), false);
    for c in inner.chars() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return None,
            c => {
                text.push(c);
                escaped = false;
            }
        }
    }
    (!escaped).then_some(text)
}

/// The address of a node (RFC 7239 section 6): with or without a port, with or without brackets.
/// `None` for `unknown` and obfuscated identifiers.
fn address(node: &str) -> Option<IpAddr> {
    let node = node.trim();
    let bracketed = || node.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || node.parse::<SocketAddr>().ok().map(|address| address.ip());
    node.parse().ok().or_else(with_port).or_else(bracketed)
}

#[cfg(test)]
mod tests;
