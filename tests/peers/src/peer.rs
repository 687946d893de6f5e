//! The peers of durable issuing: axum and SQLite (WAL, `synchronous=FULL`), without authentication,
//! validation, hashing and audit: the limit that disk and HTTP library allow.

use axum::extract::{Json, State};
use axum::routing::post;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use tokio::sync::oneshot;

#[derive(Deserialize)]
struct User {
    email: String,
}

#[derive(Serialize)]
struct Issued {
    code: String,
}

struct Job {
    email: String,
    code: String,
    done: oneshot::Sender<()>,
}

/// Serves a peer: `one-by-one` commits each insert separately, `grouped` all queued inserts at
/// once.
pub(crate) fn serve(kind: &str, folder: &str) {
    let most = if kind == "grouped" { 512 } else { 1 };
    let (jobs, queue) = channel();
    let path = Path::new(folder).join("peer.sqlite");
    let connection = open(&path);
    thread::spawn(move || write(connection, &queue, most));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("listening on http://{}", listener.local_addr().unwrap());
        let app = axum::Router::new().route("/", post(issue)).with_state(jobs);
        axum::serve(listener, app).await.unwrap();
    });
}

fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    let table = "CREATE TABLE codes (id INTEGER PRIMARY KEY, email TEXT, code TEXT) STRICT";
    connection.execute_batch(table).unwrap();
    connection
}

fn write(mut connection: Connection, queue: &Receiver<Job>, most: usize) {
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        group.extend(queue.try_iter().take(most - 1));
        let transaction = connection.transaction().unwrap();
        for job in &group {
            let insert = "INSERT INTO codes (email, code) VALUES (?1, ?2)";
            let mut insert = transaction.prepare_cached(insert).unwrap();
            insert.execute(params![job.email, job.code]).unwrap();
        }
        transaction.commit().unwrap();
        for job in group {
            let _ = job.done.send(());
        }
    }
}

async fn issue(State(jobs): State<Sender<Job>>, Json(users): Json<Vec<User>>) -> Json<Vec<Issued>> {
    let mut issued = Vec::new();
    for User { email } in users {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).unwrap();
        let code = format!("{:09}", u64::from_le_bytes(bytes) % 1_000_000_000);
        let (done, committed) = oneshot::channel();
        jobs.send(Job { email, code: code.clone(), done }).unwrap();
        committed.await.unwrap();
        issued.push(Issued { code });
    }
    Json(issued)
}
