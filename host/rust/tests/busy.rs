//! A machine under load.

use codemint::Module;
use codemint::journey::{Call, Planned};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The number of threads that only keep the processor busy.
const SPINNERS: usize = 200;

/// A call may wait for the processor for longer than the time limit of a call: only the CPU time
/// that it uses counts. (A limit by wall-clock time ends nearly every one of these calls.)
#[test]
fn a_call_that_waits_for_the_processor_is_answered() {
    let module = Module::embedded().unwrap();
    let stop = AtomicBool::new(false);
    let spin = || {
        while !stop.load(Ordering::Relaxed) {
            std::hint::spin_loop();
        }
    };
    let users: Vec<_> = (0..100).map(|n| format!(r#"{{"email":"u{n}@example.com"}}"#)).collect();
    let body = format!("[{}]", users.join(","));
    let answered = thread::scope(|scope| {
        for _ in 0..SPINNERS {
            scope.spawn(spin);
        }
        let call = Call::of(0, body.as_bytes());
        let plan = || module.instance().and_then(|mut instance| instance.plan(&call));
        let answers: Vec<_> = (0..30).map(|_| plan()).collect();
        stop.store(true, Ordering::Relaxed);
        answers
    });
    for answer in answered {
        assert!(matches!(answer.unwrap(), Planned::Needs(needs) if needs.subjects.len() == 100));
    }
}
