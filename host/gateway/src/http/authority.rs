//! Checks that a request names one valid host (RFC 9112 section 3.2, RFC 9113 section 8.3.1).

use super::{body, problem};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderValue, StatusCode, Version, header};
use std::net::Ipv6Addr;

/// Refuses requests that do not name exactly one valid host, with 400.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let (head, mut body) = request.into_parts();
    if names_one_host(&head) {
        return next.run(Request::from_parts(head, body)).await;
    }
    let mut response = problem::response(StatusCode::BAD_REQUEST);
    body::discard_or_close(&head, &mut body, &mut response).await;
    response
}

fn names_one_host(head: &Parts) -> bool {
    let mut fields = head.headers.get_all(header::HOST).iter();
    let (first, second) = (fields.next(), fields.next());
    if second.is_some() || first.is_some_and(|host| !is_host(host.as_bytes())) {
        return false;
    }
    let target = head.uri.authority().map(|authority| authority.as_str().as_bytes());
    if target.is_some_and(|target| target.is_empty() || !is_host(target)) {
        return false;
    }
    match head.version {
        // The field is optional before HTTP/1.1.
        Version::HTTP_09 | Version::HTTP_10 => true,
        Version::HTTP_11 => first.is_some(),
        // Either may name the host; where both do, they must be equal.
        _ => match (target, first.map(HeaderValue::as_bytes)) {
            (None, None) => false,
            (Some(target), Some(field)) => target.eq_ignore_ascii_case(field),
            _ => true,
        },
    }
}

/// Whether `value` is `uri-host [ ":" port ]` (RFC 9110 section 7.2, RFC 3986 section 3.2.2). An
/// empty value is valid.
fn is_host(value: &[u8]) -> bool {
    let Ok(value) = std::str::from_utf8(value) else { return false };
    let (host, port) = match value.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) => {
            if address.parse::<Ipv6Addr>().is_err() {
                return false;
            }
            ("", port)
        }
        None => value.find(':').map_or((value, ""), |colon| value.split_at(colon)),
    };
    let port = match port.strip_prefix(':') {
        Some(digits) => digits.is_empty() || is_port(digits),
        None => port.is_empty(),
    };
    port && is_name(host)
}

fn is_port(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_ok()
}

/// Whether `host` is a `reg-name`: unreserved characters, sub-delimiters and percent-encoded bytes.
/// IPv4 addresses are included.
fn is_name(host: &str) -> bool {
    let mut bytes = host.bytes();
    while let Some(byte) = bytes.next() {
        let valid = match byte {
            b'%' => {
                let mut digit = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
                digit() && digit()
            }
            byte => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte),
        };
        if !valid {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{is_host, names_one_host};
    use http::{Request, Version, header};

    #[test]
    fn a_host_is_a_name_or_an_address_with_an_optional_port() {
        for valid in [
            "a",
            "",
            "a.example",
            "a.example:80",
            "a:",
            "10.0.0.1:8080",
            "[::1]",
            "[::1]:443",
            "[::ffff:10.0.0.1]",
            "xn--bcher-kva.example",
            "a_b~c!$&'()*+,;=",
            "%C3%BC",
            "a.:80",
        ] {
            assert!(is_host(valid.as_bytes()), "{valid}");
        }
        for invalid in [
            "a b",
            " a",
            "a@b",
            "a/b",
            "a?b",
            "a#b",
            "a:b",
            "a:80:80",
            "a:65536",
            "a:-1",
            "[::1",
            "::1",
            "[a]",
            "[::1]a",
            "[::1%25lo]",
            "%",
            "%4",
            "%zz",
            "a\"b",
            "a<b",
            "b\u{fc}cher",
            "a\\b",
            "a|b",
            "a,b c",
        ] {
            assert!(!is_host(invalid.as_bytes()), "{invalid}");
        }
        assert!(!is_host(b"\xff"));
    }

    fn accepted(version: Version, target: &str, hosts: &[&str]) -> bool {
        let mut request = Request::builder().version(version).uri(target);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        names_one_host(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn each_http_version_has_its_own_rules_for_the_host() {
        let absolute = "http://a.example/x";
        for (version, target, hosts, is) in [
            (Version::HTTP_11, "/x", &["a"][..], true),
            (Version::HTTP_11, "/x", &[""], true),
            (Version::HTTP_11, "/x", &[], false),
            (Version::HTTP_11, "/x", &["a", "a"], false),
            (Version::HTTP_11, "/x", &["a b"], false),
            // The target decides, but the field is still required.
            (Version::HTTP_11, absolute, &["b"], true),
            (Version::HTTP_11, absolute, &[], false),
            (Version::HTTP_11, "http://u@a.example/x", &["a.example"], false),
            (Version::HTTP_10, "/x", &[], true),
            (Version::HTTP_10, "/x", &["a", "b"], false),
            (Version::HTTP_10, "/x", &["a@b"], false),
            (Version::HTTP_2, absolute, &[], true),
            (Version::HTTP_2, absolute, &["A.example"], true),
            (Version::HTTP_2, absolute, &["b.example"], false),
            (Version::HTTP_2, absolute, &["a.example", "a.example"], false),
            (Version::HTTP_2, "http://u@a.example/x", &[], false),
            (Version::HTTP_2, "/x", &["a.example"], true),
            (Version::HTTP_2, "/x", &[], false),
        ] {
            assert_eq!(accepted(version, target, hosts), is, "{version:?} {target} {hosts:?}");
        }
    }
}
