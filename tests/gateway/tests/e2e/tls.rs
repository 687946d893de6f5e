//! TLS in the gateway: certificates, versions, and certificates that change.

use codemint_gateway_tests::raw::Raw;
use codemint_gateway_tests::secure::Sent;
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Answer, Gateway, Home, Http, Secure};
use rcgen::{CertificateParams, KeyPair};
use rustls::version::{TLS12, TLS13};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::site::{Site, TOKENS, TWO};

const PATH: &str = "/digitanium/v4/users/demotest/activationcodes";
const BOTH: [Http; 2] = [Http::One, Http::Two];

/// A certificate for this machine, and its key.
pub(crate) fn certificate() -> (String, String) {
    let params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let key = KeyPair::generate().unwrap();
    (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

fn create<'a>(headers: &'a [(&'a str, &'a str)], body: &'a str) -> Sent<'a> {
    Sent { method: "POST", path: PATH, headers, body }
}

fn code(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json().at("data").at("activationCode").text().to_owned()
}

/// The demo's second listener.
struct Demo {
    home: Home,
    gateway: Gateway,
    url: String,
    ca: String,
    bearer: String,
}

impl Demo {
    fn start() -> Self {
        let home = Home::new();
        let gateway = Gateway::demo(&home).run();
        let url = home.variable("DIGITANIUM_URL");
        let ca = fs::read_to_string(home.variable("DIGITANIUM_CA")).unwrap();
        let bearer = format!("Bearer {}", home.variable("DIGITANIUM_TOKEN"));
        Self { home, gateway, url, ca, bearer }
    }

    fn connect(&self, http: Http) -> Secure {
        Secure::connect(&self.url, &self.ca, http).unwrap()
    }

    fn headers(&self) -> [(&str, &str); 2] {
        [("authorization", &self.bearer), ("content-type", "application/json")]
    }
}

#[test]
fn the_demo_answers_over_tls_with_both_versions_of_http_and_refuses_plain_http() {
    let demo = Demo::start();
    let headers = demo.headers();
    for http in BOTH {
        let mut secure = demo.connect(http);
        for _ in 0..3 {
            assert_eq!(code(&secure.send(create(&headers, "{}")).unwrap()).len(), 8);
        }
        let list = Sent { method: "GET", path: PATH, headers: &headers[..1], body: "" };
        let answer = secure.send(list).unwrap();
        assert!(answer.json().at("codeCount").number() >= 3, "{answer:?}");
        let health = Sent { method: "GET", path: "/healthz", headers: &[], body: "" };
        assert_eq!(secure.send(health).unwrap().body, "ok\n");
    }
    let plain = demo.gateway.client().send("POST", PATH, &headers[..1], "{}").unwrap();
    assert_eq!((plain.status, plain.json().at("errorCode").text()), (403, "PERMISSION_DENIED"));
    assert_eq!(demo.home.mode("demo-tls.key"), 0o600);
    let _ = demo.gateway.stop();
}

#[test]
fn the_demo_can_run_without_tls() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).arg("--plain-http").run();
    assert_eq!(home.variable("DIGITANIUM_URL"), gateway.url());
    assert_eq!(home.find_variable("DIGITANIUM_CA"), None);
    let bearer = format!("Bearer {}", home.variable("DIGITANIUM_TOKEN"));
    let answer = gateway.client().send("POST", PATH, &[("authorization", &bearer)], "{}").unwrap();
    assert_eq!(code(&answer).len(), 8);
    let _ = gateway.stop();
    let Err(ended) = Gateway::demo_at(&home, "0.0.0.0:0").arg("--plain-http").try_to_run() else {
        panic!("it serves a public address without TLS");
    };
    assert!(ended.log.contains("plain_http"), "{ended:?}");
}

#[test]
fn tls_1_2_and_1_3_are_supported_and_no_older_version() {
    let demo = Demo::start();
    for (versions, expected) in
        [(&TLS12, rustls::ProtocolVersion::TLSv1_2), (&TLS13, rustls::ProtocolVersion::TLSv1_3)]
    {
        let secure = Secure::connect_by(&demo.url, &demo.ca, Http::Two, &[versions]).unwrap();
        assert_eq!(secure.version(), expected);
    }
    // TLS 1.1 by hand: a `ClientHello` with no newer version.
    let mut stream = TcpStream::connect(demo.url.strip_prefix("https://").unwrap()).unwrap();
    let mut hello = vec![22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0xc0, 0x13, 1, 0]);
    stream.write_all(&hello).unwrap();
    let mut reply = [0; 7];
    stream.read_exact(&mut reply).unwrap();
    assert_eq!(reply[0], 21, "not an alert: {reply:?}");
    // The control: a client that trusts another certificate refuses.
    assert!(Secure::connect(&demo.url, &certificate().0, Http::One).is_err());
    let _ = demo.gateway.stop();
}

#[test]
fn bodies_are_bounded_in_http_2_and_the_connection_goes_on() {
    let demo = Demo::start();
    let headers = demo.headers();
    let mut secure = demo.connect(Http::Two);
    let large = format!("{{{}}}", " ".repeat(256 * 1024));
    for _ in 0..3 {
        let answer = secure.send(create(&headers, &large)).unwrap();
        assert_eq!(answer.status, 413, "{answer:?}");
        assert!(!answer.headers.contains_key("connection"), "{answer:?}");
    }
    assert_eq!(secure.send(create(&headers[1..], "{}")).unwrap().status, 401);
    let many = vec![create(&headers, "{}"); 40];
    let answers = secure.send_together(&many);
    let answered = answers.into_iter().map(|answer| answer.unwrap().status);
    assert!(answered.into_iter().all(|status| matches!(status, 200 | 503)));
    let _ = demo.gateway.stop();
}

#[test]
fn a_stop_is_not_delayed_by_idle_connections() {
    let demo = Demo::start();
    let bearer = demo.bearer.clone();
    let headers = [("authorization", bearer.as_str())];
    let mut secure = demo.connect(Http::Two);
    assert_eq!(code(&secure.send(create(&headers, "{}")).unwrap()).len(), 8);
    // An idle connection, and one without a handshake, do not delay the stop.
    let silent = TcpStream::connect(demo.url.strip_prefix("https://").unwrap()).unwrap();
    let ended = demo.gateway.stop();
    assert!(!ended.log.contains("not answered in time"), "{ended:?}");
    assert!(secure.send(create(&headers, "{}")).is_err());
    drop(silent);
}

#[test]
fn connections_without_a_handshake_delay_no_other() {
    let demo = Demo::start();
    let address = demo.url.strip_prefix("https://").unwrap();
    let silent: Vec<TcpStream> = (0..50).map(|_| TcpStream::connect(address).unwrap()).collect();
    let headers = demo.headers();
    assert_eq!(code(&demo.connect(Http::One).send(create(&headers, "{}")).unwrap()).len(), 8);
    // Plain HTTP on a port for TLS is not a handshake.
    let client = codemint_gateway_tests::Client::new(&demo.url.replace("https", "http"), "");
    let mut raw = Raw::connect(&client).unwrap();
    raw.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert!(raw.answer().is_err());
    drop(silent);
    let _ = demo.gateway.stop();
}

#[test]
fn a_new_certificate_is_used_without_a_restart_and_an_invalid_one_is_not() {
    let home = Home::new();
    let (first, first_key) = certificate();
    let (second, second_key) = certificate();
    let cert = home.write("tls.pem", &first);
    let key = home.write("tls.key", &first_key);
    let files = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let site = Site::serve(home, TWO, &files);
    assert!(site.url.starts_with("https://"), "{}", site.url);
    let bearer = format!("Bearer {}", TOKENS[0]);
    let headers = [("authorization", bearer.as_str())];
    let path = "/auth/realms/one/v3_activationcode/demotest/";
    let ask = |secure: &mut Secure| {
        let sent = Sent { method: "POST", path, headers: &headers, body: "{}" };
        assert_eq!(code(&secure.send(sent).unwrap()).len(), 8);
    };
    let mut old = Secure::connect(&site.url, &first, Http::Two).unwrap();
    ask(&mut old);
    for (broken, broken_key) in [("not a certificate", second_key.as_str()), (&second, &first_key)]
    {
        let warned = site.process.log().matches("the old certificate stays").count();
        site.home.write("tls.pem", broken);
        site.home.write("tls.key", broken_key);
        until("a warning", || {
            (site.process.log().matches("the old certificate stays").count() > warned).then_some(())
        });
        ask(&mut Secure::connect(&site.url, &first, Http::One).unwrap());
    }
    site.home.write("tls.pem", &second);
    site.home.write("tls.key", &second_key);
    let mut new =
        until("the new certificate", || Secure::connect(&site.url, &second, Http::Two).ok());
    ask(&mut new);
    assert_ne!(new.certificate(), old.certificate());
    // A connection from before goes on.
    ask(&mut old);
    assert!(Secure::connect(&site.url, &first, Http::One).is_err());
    let log = site.stop();
    assert!(!log.contains("BEGIN"), "{log}");
}

#[test]
fn with_an_unusable_certificate_the_gateway_does_not_start() {
    let home = Home::new();
    let (cert, key) = certificate();
    let (other, _) = certificate();
    let digest = super::site::digest(TOKENS[0]);
    let two = TWO.replace("TWO", &digest).replace("ONE", &digest);
    let config = home.write("codemint.toml", &two);
    home.write("codes.key", &"0123456789abcdef".repeat(4));
    for (what, cert, key) in [
        ("no certificate", "", key.as_str()),
        ("no key", &cert, ""),
        ("another's key", &other, &key),
        ("a key for a certificate", &key, &key),
    ] {
        let (cert, key) = (home.write("tls.pem", cert), home.write("tls.key", key));
        let serve = ["serve", "--config", config.to_str().unwrap()];
        let files = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
        let ended = super::commands::codemint([&serve[..], &files].concat(), "");
        assert!(!ended.status.success() && ended.output.is_empty(), "{what}: {ended:?}");
        assert!(ended.log.contains("tls.") && !ended.log.contains("PRIVATE"), "{what}: {ended:?}");
    }
}
