//! Invalid tokens: each is wrong in one way, and right otherwise.

use codemint_gateway_tests::token::{Claims, Key, now};
use serde_json::{Value, json};

/// What is wrong with a token, and the token.
type Forgery = (&'static str, String);

/// Tokens with a valid signature and invalid claims.
pub(crate) fn bad_claims(key: &Key, claims: &Claims) -> Vec<Forgery> {
    let signed = |change: &dyn Fn(Claims) -> Claims| key.token(&change(claims.clone()));
    let with = |name: &str, value: Value| signed(&|claims| claims.with(name, value.clone()));
    let life = |iat: u64, exp: u64| {
        signed(&|claims| claims.with("iat", json!(iat)).with("exp", json!(exp)))
    };
    let audience = claims.text("aud");
    vec![
        ("expired", life(now() - 600, now() - 120)),
        ("expired, as strings", {
            let (iat, exp) = ((now() - 600).to_string(), (now() - 120).to_string());
            signed(&|claims| claims.with("iat", json!(iat)).with("exp", json!(exp)))
        }),
        ("from the future", life(now() + 300, now() + 600)),
        ("valid for too long", life(now(), now() + 3601)),
        ("valid for too long, as strings", {
            let (iat, exp) = (now().to_string(), (now() + 3601).to_string());
            signed(&|claims| claims.with("iat", json!(iat)).with("exp", json!(exp)))
        }),
        ("ends before it begins", life(now(), now() - 1)),
        ("milliseconds", life(now() * 1000, now() * 1000 + 600)),
        ("strings that are not times", with("exp", json!("tomorrow"))),
        ("a sign in a string", with("iat", json!(format!("+{}", now())))),
        ("an empty time", with("iat", json!(""))),
        ("not a number", with("exp", json!([now() + 600]))),
        ("null", with("exp", Value::Null)),
        ("no iat", signed(&|claims| claims.without("iat"))),
        ("no exp", signed(&|claims| claims.without("exp"))),
        ("no sub", signed(&|claims| claims.without("sub"))),
        ("no aud", signed(&|claims| claims.without("aud"))),
        ("unknown sub", with("sub", json!("nobody"))),
        ("empty sub", with("sub", json!(""))),
        ("a sub that is not a string", with("sub", json!(1))),
        ("another aud", with("aud", json!("https://elsewhere.example/AdminInterface/restapi"))),
        ("aud cut short", with("aud", json!(&audience[..audience.len() - 1]))),
        ("aud too long", with("aud", json!(format!("{audience}/v1")))),
        ("aud with two slashes", with("aud", json!(format!("{audience}//")))),
        ("aud with a query", with("aud", json!(format!("{audience}?")))),
        ("empty aud", with("aud", json!(""))),
        ("no aud among them", with("aud", json!([]))),
    ]
}

/// Tokens with valid claims and an invalid signature or form.
pub(crate) fn bad_signatures(key: &Key, claims: &Claims) -> Vec<Forgery> {
    let signed = |change: &dyn Fn(Claims) -> Claims| key.token(&change(claims.clone()));
    let stranger = Key::stranger();
    let good = signed(&|claims| claims);
    let parts: Vec<&str> = good.split('.').collect();
    let other = signed(&|claims| claims.with("sub", json!("nobody")));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let flipped = if signature.starts_with('A') { "B" } else { "A" };
    let header = |extra: Value| {
        let mut header = json!({"alg": "RS256", "typ": "JWT"});
        header.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        stranger.token_with(&header, claims)
    };
    vec![
        ("empty", String::new()),
        ("not a token", "abc".into()),
        ("three empty parts", "..".into()),
        ("a header that is not JSON", format!("AAAA.{}.{}", parts[1], parts[2])),
        ("two parts", head.into()),
        ("four parts", format!("{good}.{signature}")),
        ("no signature", format!("{head}.")),
        ("a flipped signature", format!("{head}.{flipped}{}", &signature[1..])),
        ("a signature cut short", good[..good.len() - 4].into()),
        ("another's claims", {
            format!("{}.{}.{}", parts[0], other.split('.').nth(1).unwrap(), parts[2])
        }),
        ("a stranger's signature", stranger.token(claims)),
        ("a stranger's, key embedded", header(json!({"jwk": stranger.jwk()}))),
        ("a stranger's, key elsewhere", header(json!({"jku": "http://127.0.0.1:1/keys"}))),
        ("a stranger's, key by file", header(json!({"kid": "../../../../dev/null"}))),
        ("a critical header parameter", {
            let header = json!({"alg": "RS256", "crit": ["exp"], "exp": 1});
            key.token_with(&header, claims)
        }),
        ("no algorithm", key.token_with(&json!({"typ": "JWT"}), claims)),
    ]
}
