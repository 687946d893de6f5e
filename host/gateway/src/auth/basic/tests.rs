use super::{Account, Given, hash, parse};
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
    let (hash, cost) = parse(&hashed(Algorithm::Argon2id, passes)).unwrap();
    Account { name: name.into(), hash, cost }
}

#[test]
fn only_whole_hashes_of_argon2id_load() {
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
fn what_the_command_writes_loads_and_is_salted() {
    let (one, other) = (hash(b"secret").unwrap(), hash(b"secret").unwrap());
    assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && one != other, "{one}");
    assert!(parse(&one).is_some());
}

#[test]
fn nobody_passes_by_the_password_of_another() {
    let accounts = [account("cheap", 1), account("dear", 3)];
    let ask = |pair: &str| {
        let given = Given::parse(&STANDARD.encode(pair)).unwrap();
        given.account(&accounts).map(|name| name.to_string())
    };
    assert_eq!(ask("dear:secret").as_deref(), Some("dear"));
    assert_eq!(ask("dear:wrong"), None);
    // Checked against the dearest account, whose password it is; and yet it opens nothing.
    assert_eq!(ask("nobody:secret"), None);
}
