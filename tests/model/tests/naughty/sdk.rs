//! The SDK: the module in wasmtime, its checks, the keys and a store.

use crate::{generous, route};
use async_trait::async_trait;
use codemint::directory::{DirectoryEntry, DirectoryError, ElevationEntry};
use codemint::issuer::{Caller, Failure, Request, Roles};
use codemint::journey::{Problem, Rule, Standing, SubjectRow};
use codemint::keys::RootKey;
use codemint::mail::{Mail, MailFailure, Mailer};
use codemint::module::Role;
use codemint::offline::OfflineKey;
use codemint::store::MemoryStore;
use codemint::words::Purpose;
use codemint::{Directory, Issuer, Module, Store};
use codemint_model::naughty::{Naughty, TEXTS, is_ours, spoiled};
use futures_executor::block_on;

/// A directory that knows every subject and allows everything. If strict, it fails for names with
/// white space.
struct EverySubject {
    strict: bool,
}

impl EverySubject {
    /// The planted fault: a second, stricter rule for a name that was parsed before.
    fn judge(&self, name: &str) -> Result<(), DirectoryError> {
        let refused = self.strict && name.contains(char::is_whitespace);
        if refused { Err(DirectoryError("a name without white space".into())) } else { Ok(()) }
    }
}

#[async_trait]
impl Directory for EverySubject {
    async fn look_up(
        &self,
        _: &str,
        _: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        subjects.iter().try_for_each(|subject| self.judge(subject))?;
        let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: true };
        let mail = Some("alice@example.com".to_owned());
        Ok(vec![DirectoryEntry { row, mail, locale: None }; subjects.len()])
    }

    async fn elevation(&self, _: &str, _: &str, _: &str) -> Result<ElevationEntry, DirectoryError> {
        let local_accounts = TEXTS.iter().map(|text| (*text).to_owned());
        let local_accounts = local_accounts.chain(["tempadmin".to_owned()]).collect();
        let rule = Rule { spans: u16::MAX, local_accounts, by_device: false };
        Ok(ElevationEntry { rules: vec![rule], device: None })
    }
}

/// A mailer that accepts every mail.
struct AcceptingMailer;

impl Mailer for AcceptingMailer {
    fn send(&self, _: &Mail<'_>) -> Result<(), MailFailure> {
        Ok(())
    }
}

fn issuer(module: &Module, store: impl Store + 'static, strict: bool) -> Issuer {
    let mut builder = Issuer::builder(module.clone())
        .store(store)
        .directory(EverySubject { strict })
        .key(RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap())
        .offline_key("demo", OfflineKey::from_hex(&"fedcba9876543210".repeat(4)).unwrap())
        .mailer(AcceptingMailer);
    for purpose in Purpose::ALL {
        builder = builder.policy("demo", purpose, generous(purpose));
    }
    builder.build().unwrap()
}

/// The fault of the answer to a request, if it has one.
fn fault(issuer: &Issuer, asked: &Naughty) -> Option<String> {
    let routes = issuer.module().routes();
    let route = route(asked, routes.iter().map(|route| (&*route.dialect, &*route.name)));
    let (path, query) = (asked.path(), asked.query());
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let tenants = ["demo".to_owned()];
    let operator =
        Caller::Operator { name: "ann", tenants: &tenants, roles: Roles::of(&Role::ALL) };
    let (caller, tenant) = match asked.route {
        ("native", "check" | "redeem" | "openapi") => (Caller::Public, ""),
        ("native", _) => (operator, ""),
        _ => (Caller::Tenant { tenant: "demo", name: "ann" }, "demo"),
    };
    let of = Request::of(route, caller, asked.body.as_bytes());
    let request = Request { tenant, path: &path, query: &query, ..of };
    match block_on(issuer.answer(&request)) {
        Ok(answer) => is_ours(answer.reply.status).then(|| answer.reply.status.to_string()),
        Err(Failure { problem: Problem::Internal, error, .. }) => Some(format!("{error:?}")),
        Err(_) => None,
    }
}

/// The faults of the answers, each with its request.
fn faults(issuer: &Issuer, asked: impl Iterator<Item = Naughty>) -> Vec<(String, Naughty)> {
    asked.filter_map(|asked| Some((fault(issuer, &asked)?, asked))).collect()
}

#[test]
fn the_sdk_answers_every_text_in_every_place() {
    let module = Module::embedded().unwrap();
    let over = issuer(&module, MemoryStore::new(), false);
    let found = faults(&over, crate::all());
    assert!(found.is_empty(), "{} faults: {:#?}", found.len(), &found[..found.len().min(5)]);
    // The control: a rule of the host that is stricter than the one that parsed the name.
    let strict = issuer(&module, MemoryStore::new(), true);
    let found = faults(&strict, spoiled("A B").into_iter());
    assert!(found.iter().any(|(_, asked)| asked.route.0 == "recast"), "{found:#?}");
}

/// What the database might reject; only a few texts, since each commit waits for the disk.
#[test]
fn the_store_in_a_file_accepts_what_the_module_accepts() {
    let folder = tempfile::tempdir().unwrap();
    let store = codemint::store::SqliteStore::open(folder.path().join("store")).unwrap();
    let over = issuer(&Module::embedded().unwrap(), store, false);
    let some = ["\u{fffe}", "18446744073709551615", "9999-12-31T23:59:59Z", "d\\LAB PC 7$", "\0"];
    let found = faults(&over, some.into_iter().flat_map(spoiled));
    assert!(found.is_empty(), "{} faults: {found:#?}", found.len());
}
