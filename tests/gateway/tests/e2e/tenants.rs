//! Which tenant a request is for, and over which transport it came.

use codemint_gateway_tests::{Answer, Home};

use super::site::{Site, TOKENS, TWO};

const LABELLED: &str = "/digitanium/v4/users/demotest/activationcodes";
const HTTPS: (&str, &str) = ("x-forwarded-proto", "https");

fn ask(site: &Site, path: &str, host: &str, token: &str, more: &[(&str, &str)]) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("host", host), ("authorization", bearer.as_str())];
    headers.extend(more);
    site.client().send("POST", path, &headers, "{}").unwrap()
}

/// The issuer and the length of the code in an answer.
fn issued(answer: &Answer) -> (String, usize) {
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    let data = json.at("data");
    (data.at("issuer").text().to_owned(), data.at("activationCode").text().len())
}

#[test]
fn a_tenant_is_found_by_the_host_and_by_the_path() {
    let site = Site::serve(Home::new(), TWO, &[]);
    let realm = |tenant: &str| format!("/auth/realms/{tenant}/v3_activationcode/demotest/");
    let [ann, bob] = TOKENS;
    for (path, host, token, issuer, length) in [
        (LABELLED.to_owned(), "one.example", ann, "Ann", 8),
        (LABELLED.to_owned(), "ONE.anywhere.example:443", ann, "Ann", 8),
        (LABELLED.to_owned(), "two.anywhere.example", bob, "Bob", 12),
        (LABELLED.to_owned(), "codes.example", bob, "Bob", 12),
        (realm("one"), "codes.example", ann, "Ann", 8),
        (realm("t%77o"), "anything.example", bob, "Bob", 12),
        (realm("two").trim_end_matches('/').to_owned(), "one.example", bob, "Bob", 12),
    ] {
        let answer = ask(&site, &path, host, token, &[HTTPS]);
        assert_eq!(issued(&answer), (issuer.to_owned(), length), "{path} {host}");
    }
    for (path, host, token, status) in [
        // Another tenant's token is refused, however the tenant is named.
        (LABELLED.to_owned(), "two.anywhere.example", ann, 401),
        (realm("one"), "two.anywhere.example", bob, 401),
        (LABELLED.to_owned(), "three.example", ann, 404),
        (realm("One"), "one.example", ann, 404),
        (realm("three"), "one.example", ann, 404),
        (realm(""), "one.example", ann, 404),
        (realm("on%2565"), "one.example", ann, 404),
    ] {
        let answer = ask(&site, &path, host, token, &[HTTPS]);
        assert_eq!(answer.status, status, "{path} {host}: {answer:?}");
        assert_eq!(answer.json().at("subSystem").number(), 5, "{path}: not in the dialect's form");
    }
    let _ = site.stop();
}

#[test]
fn empty_and_encoded_users_reach_the_dialect() {
    let site = Site::serve(Home::new(), TWO, &[]);
    for (path, status, code) in [
        ("/digitanium/v4/users//activationcodes", 400, "USERID_INVALID"),
        ("/auth/realms/one/v3_activationcode//", 400, "USERID_INVALID"),
        ("/auth/realms/one/v3_activationcode/", 400, "USERID_INVALID"),
        ("/digitanium/v4/users/a%2Fb/activationcodes", 404, "USER_NOT_FOUND"),
        ("/digitanium/v4/users/nobody/activationcodes", 404, "USER_NOT_FOUND"),
    ] {
        let answer = ask(&site, path, "one.example", TOKENS[0], &[HTTPS]);
        assert_eq!(answer.status, status, "{path}: {answer:?}");
        assert_eq!(answer.json().at("errorCode").text(), code, "{path}");
    }
    let answer = ask(
        &site,
        "/digitanium/v4/users/D%65moTest/activationcodes",
        "one.example",
        TOKENS[0],
        &[HTTPS],
    );
    assert_eq!(issued(&answer).1, 8);
    let none =
        ask(&site, "/digitanium/v4/users/a/b/activationcodes", "one.example", TOKENS[0], &[HTTPS]);
    assert_eq!((none.status, none.json().names()), (404, vec!["type", "title", "status"]));
    let _ = site.stop();
}

#[test]
fn another_method_is_405_with_the_allowed_methods() {
    let site = Site::serve(Home::new(), TWO, &[]);
    for path in [LABELLED, "/auth/realms/one/v3_activationcode/demotest"] {
        let answer = site.client().send("DELETE", path, &[], ()).unwrap();
        assert_eq!(answer.status, 405, "{answer:?}");
        assert_eq!(answer.headers["allow"], "POST, GET, HEAD");
    }
    let _ = site.stop();
}

#[test]
fn without_tls_only_a_trusted_proxy_is_believed() {
    let site = Site::serve(Home::new(), TWO, &[]);
    for (more, status) in [
        (vec![], 403),
        (vec![("x-forwarded-proto", "http")], 403),
        (vec![("x-forwarded-proto", "https, http")], 403),
        (vec![("x-forwarded-proto", "https"), ("forwarded", "proto=http")], 403),
        (vec![("x-forwarded-ssl", "on"), ("front-end-https", "on")], 403),
        (vec![("x-forwarded-proto", "https")], 200),
        (vec![("forwarded", "for=192.0.2.60;proto=https")], 200),
        (vec![("forwarded", "for=192.0.2.60;proto=https, for=127.0.0.1;proto=http")], 200),
        (vec![("forwarded", "for=127.0.0.1;proto=https, for=192.0.2.60;proto=http")], 403),
    ] {
        let answer = ask(&site, LABELLED, "one.example", TOKENS[0], &more);
        assert_eq!(answer.status, status, "{more:?}: {answer:?}");
    }
    // Over plain HTTP the answer does not reveal which tenants exist, or whether a token is valid.
    let one = ask(&site, LABELLED, "one.example", TOKENS[0], &[]);
    let other = ask(&site, LABELLED, "three.example", "wrong", &[]);
    assert_eq!((one.status, &one.body), (403, &other.body));
    let _ = site.stop();

    // The control: the same fields from a proxy that is not trusted.
    let distrusting = TWO.replace("\"127.0.0.1\"]", "\"192.0.2.0/24\"]");
    let site = Site::serve(Home::new(), &distrusting, &[]);
    for header in [HTTPS, ("forwarded", "proto=https")] {
        assert_eq!(ask(&site, LABELLED, "one.example", TOKENS[0], &[header]).status, 403);
    }
    let _ = site.stop();
}

#[test]
fn plain_http_can_be_allowed_on_loopback_addresses_only() {
    let plain = TWO.replace("base_url =", "plain_http = true\nbase_url =");
    let site = Site::serve(Home::new(), &plain, &[]);
    assert_eq!(issued(&ask(&site, LABELLED, "one.example", TOKENS[0], &[])).1, 8);
    let file = site.home.file("codemint.toml");
    let config = file.to_str().unwrap();
    let listen = ["serve", "--config", config, "--listen", "0.0.0.0:0"];
    let ended = super::commands::codemint(listen, "");
    assert!(!ended.status.success() && ended.log.contains("plain_http"), "{ended:?}");
    assert!(site.stop().contains("plain HTTP is accepted"));
}
