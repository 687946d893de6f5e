//! Requests that are answered with a no, each in the dialect's own shape.

use codemint_gateway_tests::raw::Raw;
use codemint_gateway_tests::{Answer, Client, ENROLL, Gateway, Home, Ledger, asking_for};

/// The longest body that is read.
const CAP: usize = 256 * 1024;

/// Whether an answer about a whole request has the vendor's shape and this code.
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

/// Still well, and the check above sees a code when there is one.
fn still_serves(home: &Home, client: &Client) {
    assert_eq!(client.post(asking_for(["alice@example.com"])).statuses(), [1000]);
    assert_eq!(Ledger::open(home).codes().len(), 1);
}

#[test]
fn what_is_no_request_is_400_and_says_where() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let half = r#"[{"email":"alice@example.com"}"#;
    for (what, body, part) in [
        ("nothing", "", "line 1"),
        ("no JSON", "hello", "line 1 column 1"),
        ("half", half, "line 1 column 30"),
        ("two commas", r#"[{"email":"alice@example.com"},,]"#, "line 1"),
        ("a comma alone", "[,]", "line 1 column 2"),
        ("more behind it", r#"[{"email":"alice@example.com"}] x"#, "line 1"),
        ("no user", "[]", "no user details"),
        ("an object", r#"{"email":"alice@example.com"}"#, "array"),
        ("a string", r#""alice@example.com""#, "array"),
        ("null", "null", "array"),
        ("an item that is none", r#"[{"email":"alice@example.com"},7]"#, "[1]"),
        ("a number for an address", "[\n{\"email\":7}]", "[0].email"),
        ("an array for a mode", r#"[{"email":"a@b.example","code_send_to":[]}]"#, "code_send_to"),
        ("a fraction", r#"[{"email":"a@b.example","code_validity":1.5}]"#, "code_validity"),
        ("a member twice", r#"[{"email":"a@b.example","email":"c@d.example"}]"#, "twice"),
        ("a depth without end", &deep, ""),
        ("a zero byte", "[{\"email\":\"a\0\"}]", "line 1"),
    ] {
        let answer = client.post(body);
        assert_shape(&answer, 400, "400 BAD_REQUEST", what);
        let said = answer.json().at("description").text().to_owned();
        assert!(said.contains(part), "{what}: {said}");
        assert!(said.len() < 1000, "{what}: an answer that grows with the request");
    }
    let answer = client.post(&b"[{\"email\":\"\xff\xfe@example.com\"}]"[..]);
    assert_shape(&answer, 400, "400 BAD_REQUEST", "no UTF-8");
    nothing_stored(&home);
    still_serves(&home, &client);
}

#[test]
fn too_many_users_are_refused_in_the_vendors_words() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    // Counted before duplicates are removed: all of them are one user.
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
    assert_eq!(answer.statuses(), [1000], "a hundred are allowed, and these are one");
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
fn pages_of_the_gateways_own_need_no_proof() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    for page in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(gateway.client().page(page).status, 200, "{page}");
    }
}

#[test]
fn a_body_beyond_the_cap_is_413_however_it_arrives() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    let padded = |length: usize| {
        let body = asking_for(["alice@example.com"]);
        format!("{}{body}", " ".repeat(length - body.len()))
    };
    let code = "413 CONTENT_TOO_LARGE";
    assert_shape(&client.post(padded(CAP + 1)), 413, code, "one byte too many");
    assert_shape(&chunked(&client, CAP + 1), 413, code, "in chunks");
    assert_shape(&announced(&client, 1 << 40), 413, code, "announced, never sent");
    nothing_stored(&home);
    // The control: the cap itself is not too much.
    assert_eq!(client.post(padded(CAP)).statuses(), [1000]);
    assert_eq!(Ledger::open(&home).codes().len(), 1);
}

/// A body that does not say how long it will be.
fn chunked(client: &Client, length: usize) -> Answer {
    let body = vec![b' '; length];
    client.post(ureq::SendBody::from_owned_reader(std::io::Cursor::new(body)))
}

/// A body that is only announced: the answer comes before a byte of it.
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
