//! The module in wasmtime as a host of the core: a fresh instance for each call.

use codemint::Module;
use codemint::journey::{Call, Findings, Planned, Settlement};
use codemint::module::{Limits, ModuleError};
use codemint_contract::{
    Difference, Entry, Failure, Host, Vector, load, report_control, report_dialects, run,
};

struct Component(Module);

impl Component {
    /// The module without a deadline: the answers are checked here, not the speed, and a busy
    /// machine may suspend a thread for longer than any call may take.
    fn patient() -> Result<Self, ModuleError> {
        let limits = Limits { deadline: false, ..Limits::default() };
        Ok(Self(Module::builder().limits(limits).embedded()?))
    }
}

impl Host for Component {
    fn plan(&mut self, call: &Call<'_>) -> Result<Planned, Failure> {
        Ok(self.0.instance()?.plan(call)?)
    }

    fn settle(&mut self, call: &Call<'_>, findings: Findings) -> Result<Settlement, Failure> {
        let mut instance = self.0.instance()?;
        match instance.plan(call)? {
            Planned::Needs(needs) => Ok(instance.settle(call, &needs, &findings)?),
            Planned::Finished(_) => Err("the module needs no facts".into()),
        }
    }
}

fn difference(host: &mut Component, vector: &Vector) -> Option<Difference> {
    run(host, vector).err()
}

#[test]
fn every_vector_holds_in_the_component() {
    let mut host = Component::patient().unwrap();
    let entries = load().unwrap();
    let found = entries.iter().filter_map(|it| {
        Some((it, format!("{}: {}", it.name, difference(&mut host, &it.vector)?)))
    });
    let (different, differences): (Vec<&Entry>, Vec<String>) = found.unzip();
    report_dialects("wasmtime", &entries, &different).unwrap();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn a_flipped_vector_is_detected_in_the_component_too() {
    let mut host = Component::patient().unwrap();
    let entries = load().unwrap();
    let issues = |vector: &Vector| {
        vector.expected.commit.as_ref().is_some_and(|commit| !commit.issued.is_empty())
    };
    let mut vectors = entries.into_iter().map(|entry| entry.vector);
    let mut flipped = vectors.find(issues).unwrap();
    assert_eq!(difference(&mut host, &flipped), None);
    let issued = &mut flipped.expected.commit.as_mut().unwrap().issued[0];
    issued.not_after += 1;
    assert_eq!(difference(&mut host, &flipped).unwrap().at, "commit.issued[0].not_after");
    report_control("wasmtime", &flipped.call.dialect).unwrap();
}
