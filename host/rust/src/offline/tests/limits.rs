//! How many tries there are, and how time passes.

use super::*;
use crate::module::ModuleError;

const WRONG_CODE: Result<Valid, Declined> = Err(Declined::Refused(Refusal::Wrong));

fn wait(now: u64, seconds: u64) -> Result<Valid, Declined> {
    Err(Declined::Wait { now: at(now), until: at(now + seconds) })
}

#[test]
fn after_five_wrong_tries_each_wait_is_twice_the_last_up_to_an_hour() {
    let clock = Hands::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    for _ in 0..5 {
        assert_eq!(tried(&verifier, WRONG), WRONG_CODE);
    }
    let mut now = ISSUED;
    for seconds in [60, 120, 240, 480, 960, 1_920] {
        assert_eq!(tried(&verifier, &minted(ISSUED, false)), wait(now, seconds));
        clock.turn(seconds - 1);
        assert_eq!(tried(&verifier, WRONG), wait(now + seconds - 1, 1), "not prolonged");
        clock.turn(1);
        now += seconds;
        assert_eq!(tried(&verifier, WRONG), WRONG_CODE, "after {seconds} s");
    }
    // From here on one try is forgotten for each that is made: the wait stays at an hour at most.
    let mut longest = 0;
    for _ in 0..50 {
        let Err(Declined::Wait { until, .. }) = tried(&verifier, WRONG) else { panic!() };
        longest = longest.max(until.seconds() - now);
        now = until.seconds();
        clock.set(now);
        assert_eq!(tried(&verifier, WRONG), WRONG_CODE);
    }
    assert_eq!(longest, HOUR);
    clock.turn(HOUR);
    assert!(tried(&verifier, &minted(now, false)).is_ok(), "nobody is locked out for ever");
}

#[test]
fn wrong_tries_are_forgotten_one_an_hour() {
    let clock = Hands::at(ISSUED);
    let memory = in_process();
    let verifier = verifier(memory.clone(), &clock);
    let tries = || {
        let mut tries = 0;
        memory.change(&mut |remembered| tries = remembered.tries()).unwrap();
        tries
    };
    for _ in 0..4 {
        assert_eq!(tried(&verifier, WRONG), WRONG_CODE);
    }
    assert_eq!(tries(), 4);
    clock.turn(2 * HOUR + HOUR / 2);
    assert_eq!(tried(&verifier, WRONG), WRONG_CODE);
    assert_eq!(tries(), 3);
    clock.turn(HOUR / 2); // the half hour from before is not lost
    assert_eq!(tried(&verifier, WRONG), WRONG_CODE);
    assert_eq!(tries(), 3);
    clock.turn(100 * HOUR);
    assert_eq!(tried(&verifier, WRONG), WRONG_CODE);
    assert_eq!(tries(), 1);
}

#[test]
fn a_right_code_buys_no_tries_for_another_account() {
    let clock = Hands::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    let mut looked_at = 0;
    for _ in 0..20 {
        let _ = tried(&verifier, &minted(ISSUED, false));
        let other = verifier.verify(&account("another"), WRONG).unwrap();
        looked_at += u32::from(other == WRONG_CODE);
    }
    assert_eq!(looked_at, Remembered::FREE_TRIES);
}

#[test]
fn a_right_code_after_many_wrong_ones_ends_no_wait() {
    let clock = Hands::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    for seconds in [0, 0, 0, 0, 60, 120] {
        assert_eq!(tried(&verifier, WRONG), WRONG_CODE);
        clock.turn(seconds);
    }
    let now = ISSUED + 180;
    assert!(tried(&verifier, &minted(ISSUED, false)).is_ok());
    assert_eq!(tried(&verifier, &minted(ISSUED, false)), wait(now, 240));
}

#[test]
fn a_wrong_try_counts_for_an_hour_whenever_it_was_made() {
    let clock = Hands::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    assert!(tried(&verifier, &minted(ISSUED, false)).is_ok());
    clock.turn(HOUR / 2);
    for _ in 0..4 {
        assert_eq!(tried(&verifier, WRONG), WRONG_CODE);
    }
    clock.turn(HOUR - 1);
    assert_eq!(tried(&verifier, WRONG), WRONG_CODE);
    assert_eq!(tried(&verifier, WRONG), wait(ISSUED + HOUR / 2 + HOUR - 1, 60));
}

#[test]
fn right_codes_alone_are_never_made_to_wait() {
    let clock = Hands::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    for _ in 0..20 {
        assert!(tried(&verifier, &minted(ISSUED, false)).is_ok());
    }
}

#[test]
fn what_is_no_code_counts_too() {
    let clock = Hands::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    for _ in 0..5 {
        let refused = tried(&verifier, "1234");
        assert!(matches!(refused, Err(Declined::Refused(Refusal::Malformed(_)))));
    }
    assert_eq!(tried(&verifier, "1234"), wait(ISSUED, 60));
}

/// A module that looks at the memory while it is asked, and then fails.
struct Onlooker(Arc<ProcessMemory>, AtomicU64);

impl OfflineModule for Onlooker {
    fn verify(&self, _: &DeviceKey, _: &Try<'_>) -> Result<Result<Valid, Refusal>, ModuleError> {
        let seen = |remembered: &mut Remembered| {
            self.1.fetch_max(remembered.tries().into(), Ordering::SeqCst);
        };
        self.0.change(&mut { seen }).unwrap();
        Err(ModuleError::Poisoned)
    }
}

#[test]
fn a_try_is_counted_before_it_is_looked_at_and_stays_counted_if_the_module_fails() {
    let memory = in_process();
    let onlooker = Arc::new(Onlooker(memory.clone(), AtomicU64::new(0)));
    struct Shared(Arc<Onlooker>);
    impl OfflineModule for Shared {
        fn verify(
            &self,
            key: &DeviceKey,
            attempt: &Try<'_>,
        ) -> Result<Result<Valid, Refusal>, ModuleError> {
            self.0.verify(key, attempt)
        }
    }
    let module = Box::new(Shared(onlooker.clone()));
    let clock = Box::new(Hands::at(ISSUED));
    let verifier = OfflineVerifier::new(key(), module, Box::new(memory), clock);
    for count in 1..=5 {
        let failed = verifier.verify(&account("tempadmin"), WRONG);
        assert!(matches!(failed, Err(OfflineError::Module(ModuleError::Poisoned))));
        assert_eq!(onlooker.1.load(Ordering::SeqCst), count);
    }
    assert_eq!(tried(&verifier, WRONG), wait(ISSUED, 60));
}

/// A module that says yes to everything.
struct Generous;

impl OfflineModule for Generous {
    fn verify(
        &self,
        _: &DeviceKey,
        attempt: &Try<'_>,
    ) -> Result<Result<Valid, Refusal>, ModuleError> {
        let terms = Terms::new(at(ISSUED), 3, false).unwrap();
        Ok(Ok(Valid { terms, not_before: attempt.now, not_after: attempt.now }))
    }
}

#[test]
fn a_module_that_lets_pass_what_is_out_of_its_time_is_not_believed() {
    for (now, believed) in [
        (ISSUED - 301, false),
        (ISSUED - 300, true),
        (ISSUED + HOUR + 300, true),
        (ISSUED + HOUR + 301, false),
    ] {
        let (memory, clock) = (Box::new(in_process()), Box::new(Hands::at(now)));
        let verifier = OfflineVerifier::new(key(), Box::new(Generous), memory, clock);
        let answer = verifier.verify(&account("tempadmin"), WRONG);
        assert_eq!(answer.is_ok(), believed, "{now}");
        assert!(believed || matches!(answer, Err(OfflineError::Module(ModuleError::Nonsense(_)))));
    }
}

#[test]
fn window_and_tolerance_are_the_verifiers() {
    let clock = Hands::at(ISSUED + 72 * HOUR);
    let plain = verifier(in_process(), &clock);
    assert!(matches!(
        tried(&plain, &minted(ISSUED, false)),
        Err(Declined::Refused(Refusal::Expired { .. }))
    ));
    let wide = plain.with_window(Window::from_hours(72).unwrap());
    let wide = wide.with_tolerance(Tolerance::from_seconds(0).unwrap());
    assert!(tried(&wide, &minted(ISSUED, false)).is_ok());
    clock.turn(1);
    assert!(tried(&wide, &minted(ISSUED, false)).is_err());
}
