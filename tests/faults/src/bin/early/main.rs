//! The planted fault of the kill test: a service that speaks as the gateway does, and with
//! `early` as its argument answers before what it answers is written. With `honest` it does not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "test code: whoever starts it sees it end, and why"
)]

mod http;
mod store;

use async_trait::async_trait;
use codemint::directory::{DirectoryEntry, DirectoryError};
use codemint::issuer::Request;
use codemint::journey::{Standing, SubjectRow};
use codemint::keys::RootKey;
use codemint::store::SqliteStore;
use codemint::words::{Alphabet, CodeFormat, Policy, Purpose, ValidityBounds};
use codemint::{Directory, Issuer, Module, Store};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Early;

const TENANT: &str = "demo";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [manner, folder] = arguments.as_slice() else { panic!("usage: early|honest FOLDER") };
    let folder = PathBuf::from(folder);
    let store = SqliteStore::open(folder.join("codemint.sqlite")).unwrap();
    let issuer = match manner.as_str() {
        "early" => issuer(&folder, Early::of(Arc::new(store))),
        "honest" => issuer(&folder, store),
        other => panic!("neither early nor honest: {other}"),
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let demo = format!("CODEMINT_URL='{url}'\nRSA_TOKEN='nobody.asks.forit'\n");
    std::fs::write(folder.join("demo.env"), demo).unwrap();
    println!("codemint listening on {url}");
    http::serve(&listener, Arc::new(move |body: &[u8]| answer(&issuer, body)));
}

/// The same parts as the gateway's, put together anew.
fn issuer(folder: &Path, store: impl Store + 'static) -> Issuer {
    let bounds = ValidityBounds { min: 600, max: 86_400 };
    let format = CodeFormat::new(Alphabet::Decimal, 9).unwrap();
    let mut policy = Policy::new(format, 5, bounds).unwrap();
    policy.issuing_allowed = true;
    let module = Module::builder().cache_dir(folder.join("cache")).embedded().unwrap();
    Issuer::builder(module)
        .store(store)
        .directory(Everybody)
        .key(RootKey::from_file_or_new(&folder.join("codes.key")).unwrap())
        .policy(TENANT, Purpose::Enrolment, policy)
        .build()
        .unwrap()
}

fn answer(issuer: &Issuer, body: &[u8]) -> (u16, Vec<u8>) {
    let request = Request::of(0, TENANT, "test", body);
    let reply = match futures_executor::block_on(issuer.answer(&request)) {
        Ok(answer) => answer.reply,
        Err(failure) => failure.reply,
    };
    (reply.status, reply.body.into_revealed())
}

/// Knows everybody, and lets everybody enrol.
struct Everybody;

#[async_trait]
impl Directory for Everybody {
    async fn look_up(
        &self,
        _: &str,
        _: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: false };
        Ok(subjects.iter().map(|_| DirectoryEntry { row, mail: None, locale: None }).collect())
    }
}
