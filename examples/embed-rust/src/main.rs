//! Embeds Codemint in a Rust program: reads one request from standard input and writes the reply to
//! standard output. All data is in memory.
//!
//! ```sh
//! echo '[{"email":"alice@example.com"}]' | cargo run -p embed-rust
//! ```

use codemint::issuer::{Caller, Request};
use codemint::keys::RootKey;
use codemint::store::{MemoryStore, SubjectImport};
use codemint::words::{Alphabet, CodeFormat, Policy, Purpose, ValidityBounds};
use codemint::{Issuer, Module};
use std::error::Error;
use std::io::{self, Read as _, Write as _};

const TENANT: &str = "example";

fn main() -> Result<(), Box<dyn Error>> {
    let mut body = Vec::new();
    io::stdin().read_to_end(&mut body)?;
    let issuer = issuer()?;
    // This program authenticates no callers: the user that starts it acts for the tenant.
    let caller = Caller::Tenant { tenant: TENANT, name: "embed-rust" };
    let request = Request::of(0, caller, &body);
    let reply = match futures_executor::block_on(issuer.answer(&request)) {
        Ok(answer) => answer.reply,
        // A failure has a reply too, in the dialect of the request.
        Err(failure) => failure.reply,
    };
    io::stdout().write_all(reply.body.reveal())?;
    io::stdout().write_all(b"\n")?;
    Ok(())
}

fn issuer() -> Result<Issuer, Box<dyn Error>> {
    let store = MemoryStore::new();
    store.insert_subject(
        TENANT,
        SubjectImport {
            purposes: vec![Purpose::Enrolment],
            ..SubjectImport::of("alice@example.com")
        },
    );
    // Nine digits, five attempts, ten minutes to a day.
    let format = CodeFormat::new(Alphabet::Decimal, 9).ok_or("no such format")?;
    let validity = ValidityBounds { min: 600, max: 86_400 };
    let mut policy = Policy::new(format, 5, validity).map_err(|_| "no such policy")?;
    policy.issuing_allowed = true;
    policy.link_base = String::from("https://codes.example.com");
    // A real host keeps this key in a file or a vault: without it, stored codes cannot be checked.
    let mut key = [0; 32];
    codemint::Entropy::fill(&codemint::entropy::SystemEntropy, &mut key)?;
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let issuer = Issuer::builder(Module::embedded()?)
        .store(store.clone())
        .directory(store)
        .key(RootKey::from_hex(&key)?)
        .policy(TENANT, Purpose::Enrolment, policy)
        .build()?;
    Ok(issuer)
}
