//! The check of histories, tested on histories whose verdict is known.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails so")]

use codemint_model::history::Call;
use codemint_model::history::check::linearize;
use codemint_model::history::life::{Answer, Life, Op, State};
use proptest::prelude::*;

const LIFE: Life = Life { max_tries: 5, max_uses: 1, validity: 600 };
const REDEEM: Op = Op::Present { redeem: true, code: 1 };

type Answered = Call<Op, Answer>;

fn call(from: u64, until: u64, op: Op, answer: Answer) -> Answered {
    Call { op, answer: Some(answer), from, until }
}

/// A call without an answer.
fn lost(from: u64, op: Op) -> Answered {
    Call { op, answer: None, from, until: u64::MAX }
}

fn issued() -> Answered {
    call(0, 1, Op::Issue(1), Answer::Issued)
}

fn is_linearizable(history: &[Answered]) -> bool {
    linearize(&LIFE, State::at(0), history).is_ok()
}

/// `size` concurrent callers redeem, of whom `winners` win.
fn crowd(size: u64, winners: u64) -> Vec<Answered> {
    let answer = |n| if n < winners { Answer::Accepted(0) } else { Answer::Refused };
    // The winners are in the middle of the record.
    let calls = (0..size).map(|n| call(2, 100 + n, REDEEM, answer((n + size / 2) % size)));
    std::iter::once(issued()).chain(calls).collect()
}

#[test]
fn exactly_one_winner_of_many_is_linearizable() {
    for size in [2, 64, 256] {
        assert!(is_linearizable(&crowd(size, 1)), "{size}");
        assert!(!is_linearizable(&crowd(size, 0)), "{size}");
        assert!(!is_linearizable(&crowd(size, 2)), "{size}");
    }
}

#[test]
fn an_order_respects_real_time() {
    let won = |from, until| call(from, until, REDEEM, Answer::Accepted(0));
    let lost = |from, until| call(from, until, REDEEM, Answer::Refused);
    assert!(is_linearizable(&[issued(), won(2, 4), lost(5, 6)]));
    assert!(is_linearizable(&[issued(), won(2, 4), lost(3, 6)]));
    assert!(is_linearizable(&[issued(), won(2, 4), lost(3, 4)]));
    assert!(!is_linearizable(&[issued(), won(5, 6), lost(2, 4)]), "refused before a caller won");
    assert!(!is_linearizable(&[issued(), won(2, 3), won(4, 5)]), "won twice");
    let void = call(2, 3, Op::Void(1), Answer::Done);
    assert!(is_linearizable(&[issued(), void.clone(), lost(4, 5)]));
    assert!(!is_linearizable(&[issued(), void, won(4, 5)]), "won after the void");
    let stands = call(4, 5, Op::Void(1), Answer::Stands("redeemed"));
    assert!(is_linearizable(&[issued(), won(2, 6), stands.clone()]));
    assert!(!is_linearizable(&[issued(), won(6, 7), stands]), "redeemed before a caller won");
}

#[test]
fn a_call_without_an_answer_may_have_been_done_or_not() {
    let refused = call(5, 6, REDEEM, Answer::Refused);
    let won = call(5, 6, REDEEM, Answer::Accepted(0));
    assert!(is_linearizable(&[issued(), lost(2, REDEEM), refused.clone()]));
    assert!(is_linearizable(&[issued(), lost(2, REDEEM), won]));
    assert!(!is_linearizable(&[issued(), refused.clone()]), "the control");
    assert!(!is_linearizable(&[issued(), refused, lost(7, REDEEM)]), "it came too late");
}

#[test]
fn all_failed_attempts_are_counted_in_any_order() {
    let guesses = |count| (0..count).map(|n| call(2, 50 + n, Op::Guess, Answer::Refused));
    let seen = |phase, tries| call(400, 401, Op::Look(1), Answer::Seen(phase, tries, 0));
    let with = |count, last: Answered| {
        let all: Vec<Answered> =
            std::iter::once(issued()).chain(guesses(count)).chain([last]).collect();
        is_linearizable(&all)
    };
    assert!(with(256, seen("locked", 5)));
    assert!(!with(256, seen("locked", 6)), "one attempt too many");
    assert!(!with(256, seen("pending", 4)), "lost attempts");
    assert!(with(3, seen("pending", 3)));
    assert!(!with(3, seen("pending", 2)), "a lost attempt");
    assert!(!with(5, call(400, 401, REDEEM, Answer::Accepted(0))), "accepted when locked");
}

#[test]
fn an_expired_code_stays_expired() {
    let turn = |from, until, to| call(from, until, Op::Turn(to), Answer::Done);
    let won = |from, until| call(from, until, REDEEM, Answer::Accepted(0));
    assert!(is_linearizable(&[issued(), turn(2, 3, 600), won(4, 5)]));
    assert!(!is_linearizable(&[issued(), turn(2, 3, 601), won(4, 5)]), "won after the end");
    assert!(is_linearizable(&[issued(), turn(2, 5, 601), won(4, 5)]));
    let back = [issued(), turn(2, 3, 601), turn(4, 5, 10), won(6, 7)];
    assert!(!is_linearizable(&back), "valid again after the clock went back");
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (any::<bool>(), 1..4_u32).prop_map(|(redeem, code)| Op::Present { redeem, code }),
        3 => Just(Op::Guess),
        1 => (1..4_u32).prop_map(Op::Issue),
        1 => (1..4_u32).prop_map(Op::Void),
        2 => (1..4_u32).prop_map(Op::Look),
        1 => (1..900_u64).prop_map(Op::Turn),
    ]
}

/// The history of sequential calls, each extended over its neighbours by these amounts.
fn sequential(ops: &[(Op, u64, u64)]) -> Vec<Answered> {
    use codemint_model::history::check::Specification as _;
    let (mut state, mut history) = (State::at(0), Vec::new());
    for (n, (op, before, after)) in (1_u64..).zip(ops) {
        let (next, answer) = LIFE.step(&state, op);
        state = next;
        history.push(call((n * 10).saturating_sub(*before), n * 10 + after, *op, answer));
    }
    history
}

/// Tries all orders: the definition, however slow.
fn by_definition(history: &[Answered], state: &State, done: u32) -> bool {
    use codemint_model::history::check::Specification as _;
    let open: Vec<usize> = (0..history.len()).filter(|n| done >> n & 1 == 0).collect();
    let first_end = open.iter().map(|n| history[*n].until).min();
    open.is_empty()
        || open.iter().filter(|n| Some(history[**n].from) <= first_end).any(|n| {
            let (next, answer) = LIFE.step(state, &history[*n].op);
            history[*n].answer == Some(answer) && by_definition(history, &next, done | 1 << n)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sequential_history_is_linearizable(ops in prop::collection::vec((op(), 0..90_u64, 0..90_u64), 0..24)) {
        prop_assert!(is_linearizable(&sequential(&ops)));
    }

    /// With one answer replaced it may have an order or not: the verdict is that of the definition.
    #[test]
    fn the_two_rules_change_no_verdict(
        ops in prop::collection::vec((op(), 0..40_u64, 0..40_u64), 1..8),
        place in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let mut history = sequential(&ops);
        let answers = [
            Answer::Accepted(0), Answer::Refused, Answer::Done, Answer::Issued,
            Answer::Stands("voided"), Answer::Seen("pending", 1, 0), Answer::Seen("locked", 5, 0),
        ];
        let place = place.index(history.len());
        history[place].answer = Some(answers[other.index(answers.len())]);
        let order = linearize(&LIFE, State::at(0), &history);
        prop_assert_eq!(order.is_ok(), by_definition(&history, &State::at(0), 0));
    }
}
