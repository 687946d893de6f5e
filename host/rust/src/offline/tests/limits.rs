//! The limit on attempts, and the clock.

use super::*;
use crate::module::ModuleError;

const WRONG_CODE: Result<Valid, Declined> = Err(Declined::Refused(Refusal::Wrong));

fn wait(now: u64, seconds: u64) -> Result<Valid, Declined> {
    Err(Declined::Wait { now: at(now), until: at(now + seconds) })
}

#[test]
fn after_five_wrong_attempts_each_wait_is_twice_the_last_up_to_an_hour() {
    let clock = ManualClock::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    for _ in 0..5 {
        assert_eq!(attempt(&verifier, WRONG), WRONG_CODE);
    }
    let mut now = ISSUED;
    for seconds in [60, 120, 240, 480, 960, 1_920] {
        assert_eq!(attempt(&verifier, &minted(ISSUED, false)), wait(now, seconds));
        clock.advance(seconds - 1);
        assert_eq!(
            attempt(&verifier, WRONG),
            wait(now + seconds - 1, 1),
            "an attempt during the wait prolonged it"
        );
        clock.advance(1);
        now += seconds;
        assert_eq!(attempt(&verifier, WRONG), WRONG_CODE, "after {seconds} s");
    }
    // From here on, one attempt is forgotten for each new one: the wait stays at most an hour.
    let mut longest = 0;
    for _ in 0..50 {
        let Err(Declined::Wait { until, .. }) = attempt(&verifier, WRONG) else { panic!() };
        longest = longest.max(until.seconds() - now);
        now = until.seconds();
        clock.set(now);
        assert_eq!(attempt(&verifier, WRONG), WRONG_CODE);
    }
    assert_eq!(longest, HOUR);
    clock.advance(HOUR);
    assert!(attempt(&verifier, &minted(now, false)).is_ok(), "locked out for ever");
}

#[test]
fn one_wrong_attempt_is_forgotten_each_hour() {
    let clock = ManualClock::at(ISSUED);
    let memory = in_process();
    let verifier = verifier(memory.clone(), &clock);
    let attempts = || {
        let mut attempts = 0;
        memory.change(&mut |remembered| attempts = remembered.tries()).unwrap();
        attempts
    };
    for _ in 0..4 {
        assert_eq!(attempt(&verifier, WRONG), WRONG_CODE);
    }
    assert_eq!(attempts(), 4);
    clock.advance(2 * HOUR + HOUR / 2);
    assert_eq!(attempt(&verifier, WRONG), WRONG_CODE);
    assert_eq!(attempts(), 3);
    clock.advance(HOUR / 2); // The half hour from before counts.
    assert_eq!(attempt(&verifier, WRONG), WRONG_CODE);
    assert_eq!(attempts(), 3);
    clock.advance(100 * HOUR);
    assert_eq!(attempt(&verifier, WRONG), WRONG_CODE);
    assert_eq!(attempts(), 1);
}

#[test]
fn a_correct_code_gains_no_attempts_for_another_account() {
    let clock = ManualClock::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    let mut checked = 0;
    for _ in 0..20 {
        let _ = attempt(&verifier, &minted(ISSUED, false));
        let other = verifier.verify(&account("another"), WRONG).unwrap();
        checked += u32::from(other == WRONG_CODE);
    }
    assert_eq!(checked, Remembered::FREE_TRIES);
}

#[test]
fn a_correct_code_after_many_wrong_ones_ends_no_wait() {
    let clock = ManualClock::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    for seconds in [0, 0, 0, 0, 60, 120] {
        assert_eq!(attempt(&verifier, WRONG), WRONG_CODE);
        clock.advance(seconds);
    }
    let now = ISSUED + 180;
    assert!(attempt(&verifier, &minted(ISSUED, false)).is_ok());
    assert_eq!(attempt(&verifier, &minted(ISSUED, false)), wait(now, 240));
}

#[test]
fn a_wrong_attempt_counts_for_a_full_hour() {
    let clock = ManualClock::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    assert!(attempt(&verifier, &minted(ISSUED, false)).is_ok());
    clock.advance(HOUR / 2);
    for _ in 0..4 {
        assert_eq!(attempt(&verifier, WRONG), WRONG_CODE);
    }
    clock.advance(HOUR - 1);
    assert_eq!(attempt(&verifier, WRONG), WRONG_CODE);
    assert_eq!(attempt(&verifier, WRONG), wait(ISSUED + HOUR / 2 + HOUR - 1, 60));
}

#[test]
fn correct_codes_alone_cause_no_wait() {
    let clock = ManualClock::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    for _ in 0..20 {
        assert!(attempt(&verifier, &minted(ISSUED, false)).is_ok());
    }
}

#[test]
fn a_text_that_is_not_a_code_counts_too() {
    let clock = ManualClock::at(ISSUED);
    let verifier = verifier(in_process(), &clock);
    for _ in 0..5 {
        let refused = attempt(&verifier, "1234");
        assert!(matches!(refused, Err(Declined::Refused(Refusal::Malformed(_)))));
    }
    assert_eq!(attempt(&verifier, "1234"), wait(ISSUED, 60));
}

/// A module that reads the memory during the call, and then fails.
struct Failing(Arc<ProcessMemory>, AtomicU64);

impl OfflineModule for Failing {
    fn verify(&self, _: &DeviceKey, _: &Try<'_>) -> Result<Result<Valid, Refusal>, ModuleError> {
        let seen = |remembered: &mut Remembered| {
            self.1.fetch_max(remembered.tries().into(), Ordering::SeqCst);
        };
        self.0.change(&mut { seen }).unwrap();
        Err(ModuleError::Poisoned)
    }
}

#[test]
fn an_attempt_is_counted_before_the_check_and_stays_counted_if_the_module_fails() {
    let memory = in_process();
    let failing = Arc::new(Failing(memory.clone(), AtomicU64::new(0)));
    struct Shared(Arc<Failing>);
    impl OfflineModule for Shared {
        fn verify(
            &self,
            key: &DeviceKey,
            attempt: &Try<'_>,
        ) -> Result<Result<Valid, Refusal>, ModuleError> {
            self.0.verify(key, attempt)
        }
    }
    let module = Box::new(Shared(failing.clone()));
    let clock = Box::new(ManualClock::at(ISSUED));
    let verifier = OfflineVerifier::new(key(), module, Box::new(memory), clock);
    for count in 1..=5 {
        let failed = verifier.verify(&account("tempadmin"), WRONG);
        assert!(matches!(failed, Err(OfflineError::Module(ModuleError::Poisoned))));
        assert_eq!(failing.1.load(Ordering::SeqCst), count);
    }
    assert_eq!(attempt(&verifier, WRONG), wait(ISSUED, 60));
}

/// A module that accepts everything.
struct AcceptsAll;

impl OfflineModule for AcceptsAll {
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
fn a_module_that_accepts_a_code_outside_its_time_is_not_believed() {
    for (now, believed) in [
        (ISSUED - 301, false),
        (ISSUED - 300, true),
        (ISSUED + HOUR + 300, true),
        (ISSUED + HOUR + 301, false),
    ] {
        let (memory, clock) = (Box::new(in_process()), Box::new(ManualClock::at(now)));
        let verifier = OfflineVerifier::new(key(), Box::new(AcceptsAll), memory, clock);
        let answer = verifier.verify(&account("tempadmin"), WRONG);
        assert_eq!(answer.is_ok(), believed, "{now}");
        assert!(believed || matches!(answer, Err(OfflineError::Module(ModuleError::Nonsense(_)))));
    }
}

#[test]
fn the_verifier_sets_window_and_tolerance() {
    let clock = ManualClock::at(ISSUED + 72 * HOUR);
    let plain = verifier(in_process(), &clock);
    assert!(matches!(
        attempt(&plain, &minted(ISSUED, false)),
        Err(Declined::Refused(Refusal::Expired { .. }))
    ));
    let wide = plain.with_window(Window::from_hours(72).unwrap());
    let wide = wide.with_tolerance(Tolerance::from_seconds(0).unwrap());
    assert!(attempt(&wide, &minted(ISSUED, false)).is_ok());
    clock.advance(1);
    assert!(attempt(&wide, &minted(ISSUED, false)).is_err());
}
