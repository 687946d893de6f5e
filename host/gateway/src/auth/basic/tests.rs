use super::{Account, Given, cost, hash, parse, unequal};
use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const SALT: &[u8] = b"sixteen bytes.. ";

fn hashed(algorithm: Algorithm, passes: u32) -> String {
    let params = Params::new(64, passes, 1, None).unwrap();
    let argon2 = Argon2::new(algorithm, Version::V0x13, params);
    argon2.hash_password_with_salt(b"secret", SALT).unwrap().to_string()
}

fn account(name: &str, passes: u32) -> Account {
    let (hash, params) = parse(&hashed(Algorithm::Argon2id, passes)).unwrap();
    Account { name: name.into(), hash, cost: cost(&params) }
}

#[test]
fn only_complete_argon2id_hashes_load() {
    let good = hashed(Algorithm::Argon2id, 1);
    assert!(parse(&good).is_some());
    let cut = good.rsplit_once('$').unwrap().0;
    for bad in [
        "",
        "secret",
        cut,
        &hashed(Algorithm::Argon2i, 1),
        &hashed(Algorithm::Argon2d, 1),
        "$2b$12$LJ3m4ys3Lk0TSwHlvYQAVuUpSkQ6wF8m1GUC8n1Fq0Yz8c1rC5m2y",
        &good.replace("m=64", "m=0"),
    ] {
        assert!(parse(bad).is_none(), "{bad}");
    }
}

#[test]
fn a_hash_of_the_command_loads_and_is_salted() {
    let (one, other) = (hash(b"secret").unwrap(), hash(b"secret").unwrap());
    assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && one != other, "{one}");
    assert!(parse(&one).is_some());
}

#[test]
fn an_unknown_name_fails_with_the_password_of_another_account() {
    let accounts = [account("cheap", 1), account("costly", 3)];
    let ask = |pair: &str| {
        let given = Given::parse(&STANDARD.encode(pair)).unwrap();
        given.account(&accounts).map(|name| name.to_string())
    };
    assert_eq!(ask("costly:secret").as_deref(), Some("costly"));
    assert_eq!(ask("costly:wrong"), None);
    // It is checked against the most expensive account, whose password it is, and still fails.
    assert_eq!(ask("unknown:secret"), None);
}

#[test]
fn accounts_with_different_parameters_are_named() {
    let params = |passes, lanes| Params::new(64, passes, lanes, None).unwrap();
    let warning = |all: &[(&'static str, Params)]| unequal(all.iter().cloned());
    assert_eq!(warning(&[]), None);
    assert_eq!(warning(&[("ann", params(1, 1)), ("bob", params(1, 1))]), None);
    let three = [("ann", params(1, 1)), ("bob", params(3, 1)), ("eve", params(1, 1))];
    let warned = warning(&three).unwrap();
    assert!(warned.contains("`ann`, `eve` (m=64,t=1,p=1); `bob` (m=64,t=3,p=1)"), "{warned}");
    assert!(warning(&[("ann", params(1, 1)), ("bob", params(1, 2))]).is_some());
}
