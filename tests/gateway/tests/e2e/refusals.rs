//! Requests that are refused, in the dialect's form.

use codemint_gateway_tests::raw::Raw;
use codemint_gateway_tests::{Answer, Client, ENROLL, Gateway, Home, Ledger, asking_for};

/// The longest body that is read, in bytes.
const MAX_BODY: usize = 256 * 1024;

/// Asserts that an answer about a whole request has the vendor's form and this code.
fn assert_shape(answer: &Answer, status: u16, code: &str, what: &str) {
    assert_eq!(answer.status, status, "{what}: {answer:?}");
    assert_eq!(answer.headers["content-type"], "application/json", "{what}");
    let json = answer.json();
    assert_eq!(json.names(), ["code", "description"], "{what}");
    assert_eq!(json.at("code").text(), code, "{what}");
    assert!(!json.at("description").text().is_empty(), "{what}");
}

fn nothing_stored(home: &Home) {
    let ledger = Ledger::open(home);
    assert!(ledger.codes().is_empty());
    assert_eq!(ledger.count("outbox"), 0);
}

/// Asserts that a code is still issued. The control of [`nothing_stored`].
fn still_serves(home: &Home, client: &Client) {
    assert_eq!(client.post(asking_for(["alice@example.com"])).statuses(), [1000]);
    assert_eq!(Ledger::open(home).codes().len(), 1);
}

#[test]
fn a_malformed_request_is_400_with_the_position() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let half = r#"[{"email":"alice@example.com"}"#;
    for (what, body, part) in [
        ("an empty body", "", "line 1"),
        ("not JSON", "hello", "line 1 column 1"),
        ("an incomplete array", half, "line 1 column 30"),
        ("two commas", r#"[{"email":"alice@example.com"},,]"#, "line 1"),
        ("a comma alone", "[,]", "line 1 column 2"),
        ("text after it", r#"[{"email":"alice@example.com"}] x"#, "line 1"),
        ("no user", "[]", "no user details"),
        ("an object", r#"{"email":"alice@example.com"}"#, "array"),
        ("a string", r#""alice@example.com""#, "array"),
        ("null", "null", "array"),
        ("an item that is not an object", r#"[{"email":"alice@example.com"},7]"#, "[1]"),
        ("a number for an address", "[\n{\"email\":7}]", "[0].email"),
        ("an array for a mode", r#"[{"email":"a@b.example","code_send_to":[]}]"#, "code_send_to"),
        ("a fraction", r#"[{"email":"a@b.example","code_validity":1.5}]"#, "code_validity"),
        ("a member twice", r#"[{"email":"a@b.example","email":"c@d.example"}]"#, "twice"),
        ("deep nesting", &deep, ""),
        ("a zero byte", "[{\"email\":\"a\0\"}]", "line 1"),
    ] {
        let answer = client.post(body);
        assert_shape(&answer, 400, "400 BAD_REQUEST", what);
        let description = answer.json().at("description").text().to_owned();
        assert!(description.contains(part), "{what}: {description}");
        assert!(description.len() < 1000, "{what}: the answer grows with the request");
    }
    let answer = client.post(&b"[{\"email\":\"\xff\xfe@example.com\"}]"[..]);
    assert_shape(&answer, 400, "400 BAD_REQUEST", "not UTF-8");
    nothing_stored(&home);
    still_serves(&home, &client);
}

#[test]
fn too_many_users_are_refused_with_the_vendors_text() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    // Users are counted before duplicates are removed.
    let answer = client.post(asking_for(["alice@example.com"; 178]));
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.body,
        r#"{"code":"400 BAD_REQUEST","description":"Number of user details (178) in request exceeds maximum allowed (100)"}"#
    );
    let answer = client.post(asking_for(["alice@example.com"; 101]));
    assert!(answer.body.contains("(101)"), "{}", answer.body);
    nothing_stored(&home);
    let answer = client.post(asking_for(["alice@example.com"; 100]));
    assert_eq!(answer.statuses(), [1000], "a hundred times one user");
}

#[test]
fn another_method_is_405_and_another_path_404() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    let bearer = client.bearer();
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        for headers in [&[][..], &[("authorization", bearer.as_str())]] {
            let answer = client.send(method, ENROLL, headers, ()).unwrap();
            assert_shape(&answer, 405, "405 METHOD_NOT_ALLOWED", method);
            assert_eq!(answer.headers["allow"], "POST", "{method}");
        }
    }
    for path in
        ["/", "/AdminInterface", "/admininterface/restapi/v1/users/generateVerifyCode/enroll"]
    {
        let answer = client.send("POST", path, &[("authorization", &bearer)], "[]").unwrap();
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
    }
    for path in [format!("{ENROLL}/"), format!("{ENROLL}/x"), format!("/x{ENROLL}")] {
        let answer = client.send("POST", &path, &[("authorization", &bearer)], "[]").unwrap();
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
    }
    nothing_stored(&home);
    still_serves(&home, &client);
}

#[test]
fn the_gateways_own_pages_need_no_token() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    for page in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(gateway.client().page(page).status, 200, "{page}");
    }
}

#[test]
fn a_body_beyond_the_limit_is_413_however_it_is_sent() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    let padded = |length: usize| {
        let body = asking_for(["alice@example.com"]);
        format!("{}{body}", " ".repeat(length - body.len()))
    };
    let code = "413 CONTENT_TOO_LARGE";
    assert_shape(&client.post(padded(MAX_BODY + 1)), 413, code, "one byte too many");
    assert_shape(&chunked(&client, MAX_BODY + 1), 413, code, "in chunks");
    assert_shape(&announced(&client, 1 << 40), 413, code, "announced, never sent");
    nothing_stored(&home);
    // The control: a body of exactly that length is accepted.
    assert_eq!(client.post(padded(MAX_BODY)).statuses(), [1000]);
    assert_eq!(Ledger::open(&home).codes().len(), 1);
}

/// Sends a body without a `Content-Length`.
fn chunked(client: &Client, length: usize) -> Answer {
    let body = vec![b' '; length];
    client.post(ureq::SendBody::from_owned_reader(std::io::Cursor::new(body)))
}

/// Sends a `Content-Length` and no body: the answer comes before it.
fn announced(client: &Client, length: u64) -> Answer {
    let mut raw = Raw::connect(client).unwrap();
    let head = format!(
        "POST {ENROLL} HTTP/1.1\r\nhost: localhost\r\nauthorization: {}\r\n\
         content-length: {length}\r\n\r\n",
        client.bearer()
    );
    raw.write(head.as_bytes()).unwrap();
    raw.answer().unwrap()
}
