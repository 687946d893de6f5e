//! A hostile module: it keeps the contract's types and returns whatever was planted in it.
//!
//! `tests/vectors/nonsense` has one file for each lie: a request, what the host found, and what the
//! module returns in place of the honest answer. All answers, honest and not, are planted in one
//! component, which runs in wasmtime like the real one. The honest answer to each request must be
//! accepted, and the lie must be refused for the reason that the file names.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code, its own functions included: what is missing fails the test"
)]

mod component;
mod edits;
mod image;
mod issuer;
mod vector;
mod words;

use codemint::Module;
use codemint::journey::{Planned, Settlement};
use codemint::module::{Limits, ModuleError, Nonsense};
use component::{Answers, Which, hostile};
use std::collections::BTreeSet;
use vector::{Story, stories};

/// The hostile component without a deadline: a busy machine may suspend a thread for any time.
fn module(answers: &Answers) -> Module {
    let limits = Limits { deadline: false, ..Limits::default() };
    Module::builder().limits(limits).from_bytes(hostile(answers)).unwrap()
}

/// Runs a story's request on a fresh instance, and again on the same one if it refused the answer.
fn ask(module: &Module, story: &Story, which: Which) -> Result<Settlement, ModuleError> {
    let (body, path, query) = (story.call.body().unwrap(), story.call.path(), which.query());
    let call = codemint::journey::Call { query: &query, ..story.call.core(&path, &body).unwrap() };
    let mut instance = module.instance().unwrap();
    let findings = story.facts.findings().unwrap();
    let answer = instance.plan(&call).and_then(|planned| match planned {
        Planned::Needs(needs) => instance.settle(&call, &needs, &findings),
        Planned::Finished(_) => panic!("{}: the request is finished", story.name),
    });
    if answer.is_err() {
        let again = instance.plan(&call);
        assert!(matches!(again, Err(ModuleError::Poisoned)), "{}: entered again", story.name);
    }
    answer
}

/// The name of a kind of nonsense in the files.
const fn name(nonsense: Nonsense) -> &'static str {
    match nonsense {
        Nonsense::Position => "position",
        Nonsense::Code => "code",
        Nonsense::Bounds => "bounds",
        Nonsense::Superseded => "superseded",
        Nonsense::Text => "text",
        Nonsense::Status(_) => "status",
        Nonsense::Effect => "effect",
        Nonsense::Forbidden => "forbidden",
        Nonsense::Change => "change",
        Nonsense::Address => "address",
        Nonsense::Audit => "audit",
    }
}

fn verdict(answer: Result<Settlement, ModuleError>) -> String {
    match answer {
        Ok(_) => "accepted".into(),
        Err(ModuleError::Nonsense(nonsense)) => name(nonsense).into(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_lie_is_refused_and_the_honest_answer_accepted() {
    let stories = stories();
    let module = module(&Answers::of(&stories));
    let mut wrong = Vec::new();
    for (number, story) in stories.iter().enumerate() {
        let honest = verdict(ask(&module, story, Which::Honest(number)));
        if honest != "accepted" {
            wrong.push(format!("{}: the honest answer is refused: {honest}", story.name));
        }
        let lie = verdict(ask(&module, story, Which::Lie(number)));
        if lie != story.refused {
            wrong.push(format!("{}: {lie}, not {}", story.name, story.refused));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_kind_of_nonsense() {
    let kinds: BTreeSet<_> = stories().into_iter().map(|story| story.refused).collect();
    let all = ["address", "audit", "bounds", "change", "code", "effect", "forbidden", "position"];
    let all = all.into_iter().chain(["status", "superseded", "text"]).map(String::from);
    assert_eq!(kinds, all.collect());
}

/// A module that declares more for a route than its authentication allows is not loaded.
#[test]
fn a_route_that_declares_too_much_is_not_loaded() {
    let load = |answers: &Answers| {
        let loaded = Module::builder().from_bytes(hostile(answers));
        loaded.map(|_| ()).map_err(|error| error.to_string())
    };
    let mut answers = Answers::of(&[]);
    assert_eq!(load(&answers), Ok(()));
    let public =
        |route: &&mut serde_json::Value| route["authentication"] == serde_json::json!(["public"]);
    let route = answers.routes.iter_mut().find(public).unwrap();
    route["effects"] = serde_json::json!(["issue"]);
    let error = ModuleError::from(Nonsense::Effect).to_string();
    assert_eq!(load(&answers), Err(error));
}
