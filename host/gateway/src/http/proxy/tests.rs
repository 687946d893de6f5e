use super::{Peer, Proxies};
use http::{HeaderMap, HeaderName, HeaderValue};

const PROXY: &str = "10.0.0.9";
const UNTRUSTED: &str = "192.0.2.60";

fn tls(peer: &str, headers: &[(&str, &str)]) -> bool {
    let peer = Peer { address: peer.parse().unwrap(), tls: false };
    proxies().came_over_tls(peer, &map(headers))
}

fn source(peer: &str, headers: &[(&str, &str)]) -> String {
    let peer = Peer { address: peer.parse().unwrap(), tls: false };
    proxies().source(peer, &map(headers)).to_string()
}

fn proxies() -> Proxies {
    let trusted = ["10.0.0.0/8", "::1/128", "2001:db8::/32"].map(|net| net.parse().unwrap());
    Proxies::new(trusted.into())
}

fn map(headers: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        map.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    map
}

#[test]
fn a_tls_connection_needs_no_forwarding_header() {
    let peer = Peer { address: UNTRUSTED.parse().unwrap(), tls: true };
    assert!(Proxies::new(Vec::new()).came_over_tls(peer, &HeaderMap::new()));
}

#[test]
fn only_trusted_peers_can_report_tls() {
    for headers in [[("x-forwarded-proto", "https")], [("forwarded", "proto=https")]] {
        for peer in [PROXY, "10.255.255.255", "::1", "2001:db8::7", "::ffff:10.0.0.9"] {
            assert!(tls(peer, &headers), "{peer} {headers:?}");
        }
        for peer in [UNTRUSTED, "11.0.0.1", "::2", "2001:db9::7", "127.0.0.1", "::ffff:192.0.2.60"]
        {
            assert!(!tls(peer, &headers), "{peer} {headers:?}");
        }
    }
    assert!(!tls(PROXY, &[]));
    assert!(!tls(PROXY, &[("x-forwarded-for", UNTRUSTED), ("x-forwarded-ssl", "on")]));
}

#[test]
fn the_last_entry_about_an_untrusted_caller_decides() {
    for (forwarded, expected) in [
        ("proto=https", true),
        ("proto=http", false),
        ("for=192.0.2.60", false),
        ("for=192.0.2.60;proto=https;by=203.0.113.43", true),
        ("For=\"[2001:db9::17]:4711\" ; Proto=HTTPS", true),
        ("for=unknown;proto=https", true),
        ("for=_hidden;proto=\"https\"", true),
        ("proto=\"ht\\tps\"", true),
        // The caller's own entries are to the left, and are ignored.
        ("proto=https, for=192.0.2.60;proto=http", false),
        ("for=10.0.0.1;proto=https, for=192.0.2.60;proto=http", false),
        ("proto=http, for=192.0.2.60;proto=https", true),
        // A trusted proxy before the last one: its entry decides.
        ("for=192.0.2.60;proto=https, for=10.0.0.8;proto=http", true),
        ("for=192.0.2.60;proto=http, for=10.0.0.8;proto=https", false),
        (
            "for=192.0.2.60;proto=https,for=\"[2001:db8::1]\";proto=http,for=\"10.0.0.8:80\";proto=http",
            true,
        ),
        ("for=evil;proto=https, for=192.0.2.60;proto=http, for=10.0.0.8;proto=https", false),
        ("for=10.0.0.7;proto=https, for=10.0.0.8;proto=http", true),
        // Malformed fields report nothing.
        ("proto=https;proto=https", false),
        ("proto=https;proto=http", false),
        ("proto=", false),
        ("proto", false),
        ("proto=\"https", false),
        ("for=\"a,proto=https\"", false),
        ("for=192.0.2.60;proto=https,", false),
        ("", false),
        ("proto=https, \u{fc}", false),
    ] {
        assert_eq!(tls(PROXY, &[("forwarded", forwarded)]), expected, "{forwarded}");
    }
}

#[test]
fn several_fields_are_one_list() {
    let client = ("forwarded", "proto=https");
    assert!(!tls(PROXY, &[client, ("forwarded", "for=192.0.2.60;proto=http")]));
    assert!(tls(PROXY, &[("forwarded", "proto=http"), client]));
    let client = ("x-forwarded-proto", "https");
    assert!(!tls(PROXY, &[client, ("x-forwarded-proto", "http")]));
}

#[test]
fn x_forwarded_headers_are_read_by_the_same_rule() {
    for (proto, from, expected) in [
        ("https", None, true),
        ("HTTPS", None, true),
        ("http", None, false),
        ("", None, false),
        ("\"https\"", None, false),
        ("https, http", None, false),
        ("http, https", None, true),
        ("https,", None, false),
        ("https", Some("192.0.2.60"), true),
        ("https", Some("192.0.2.60, 10.0.0.8"), true),
        ("https, http", Some("192.0.2.60, 10.0.0.8"), true),
        ("https, http", Some("10.0.0.8, 192.0.2.60"), false),
        ("https, http", Some("192.0.2.60"), false),
        ("https, http, http", Some("1.1.1.1, 192.0.2.60, 10.0.0.8"), false),
        ("http, https, http", Some("1.1.1.1, 192.0.2.60, 10.0.0.8"), true),
        ("https, http", Some("unknown, 10.0.0.8:4711"), true),
    ] {
        let mut headers = vec![("x-forwarded-proto", proto)];
        headers.extend(from.map(|from| ("x-forwarded-for", from)));
        assert_eq!(tls(PROXY, &headers), expected, "{proto} {from:?}");
    }
}

#[test]
fn two_headers_that_disagree_report_no_tls() {
    for (forwarded, usual, expected) in [
        ("proto=https", "https", true),
        ("proto=https", "http", false),
        ("proto=http", "https", false),
        ("nonsense", "https", false),
    ] {
        let headers = [("forwarded", forwarded), ("x-forwarded-proto", usual)];
        assert_eq!(tls(PROXY, &headers), expected, "{headers:?}");
    }
}

#[test]
fn only_trusted_peers_can_report_an_address() {
    for headers in [
        [("x-forwarded-for", "198.51.100.7")],
        [("forwarded", "for=198.51.100.7")],
        [("forwarded", "for=\"198.51.100.7:4711\";proto=https")],
    ] {
        for peer in [PROXY, "::1", "2001:db8::7", "::ffff:10.0.0.9"] {
            assert_eq!(source(peer, &headers), "198.51.100.7", "{peer} {headers:?}");
        }
        for peer in [UNTRUSTED, "::2", "127.0.0.1"] {
            assert_eq!(source(peer, &headers), peer, "{headers:?}");
        }
    }
}

#[test]
fn the_last_untrusted_address_is_the_source_of_a_call() {
    for (fors, expected) in [
        ("198.51.100.7", "198.51.100.7"),
        // The caller's own entries are to the left, and change nothing.
        ("1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1, 198.51.100.7", "198.51.100.7"),
        ("1.1.1.1,\t198.51.100.7 ,10.0.0.8, 10.0.0.7", "198.51.100.7"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("[2001:db9::17]:4711, 10.0.0.8", "2001:db9::17"),
        // If all are trusted, it is the first.
        ("10.0.0.1, 10.0.0.8", "10.0.0.1"),
        // No address is reported: the proxy's own.
        ("", PROXY),
        ("unknown", PROXY),
        ("1.1.1.1, ", PROXY),
        ("1.1.1.1, _hidden", PROXY),
        ("1.1.1.1, evil, 10.0.0.8", PROXY),
    ] {
        assert_eq!(source(PROXY, &[("x-forwarded-for", fors)]), expected, "{fors}");
        let forwarded: Vec<String> =
            fors.split(',').map(|part| format!("for=\"{}\"", part.trim())).collect();
        let forwarded = forwarded.join(", ");
        assert_eq!(source(PROXY, &[("forwarded", &forwarded)]), expected, "{forwarded}");
    }
    for malformed in ["for=1.1.1.1;for=2.2.2.2", "for=\"1.1.1.1", "1.1.1.1", "proto=https"] {
        assert_eq!(source(PROXY, &[("forwarded", malformed)]), PROXY, "{malformed}");
    }
    let twice = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "198.51.100.7")];
    assert_eq!(source(PROXY, &twice), "198.51.100.7");
}

/// A proxy that writes one of the two may forward the other as the caller wrote it.
#[test]
fn two_headers_with_different_addresses_report_none() {
    for (forwarded, fors, expected) in [
        ("for=198.51.100.7", "198.51.100.7", "198.51.100.7"),
        ("for=198.51.100.7", "198.51.100.8", PROXY),
        ("for=unknown", "198.51.100.8", PROXY),
        ("for=198.51.100.7", "", PROXY),
        ("proto=https", "198.51.100.8", PROXY),
    ] {
        let headers = [("forwarded", forwarded), ("x-forwarded-for", fors)];
        assert_eq!(source(PROXY, &headers), expected, "{headers:?}");
    }
}
