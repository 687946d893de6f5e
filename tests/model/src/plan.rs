//! Sequences of operations, and how they are drawn.
//!
//! An operation refers to codes by the order of their issue, modulo their number, so that a
//! sequence stays meaningful when operations are removed from it.

use crate::record::PHASES;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// One operation.
#[derive(Clone, Debug)]
pub enum Op {
    /// Codes are requested.
    Issue(Order),
    /// An earlier request for codes is repeated, byte for byte.
    Again(usize),
    /// A text is presented as a code.
    Present(Attempt),
    /// A code is voided, by an operator of its own tenant or of that one.
    Void(usize, Option<usize>),
    /// A code is unlocked, likewise.
    Unlock(usize, Option<usize>),
    /// A record is inspected, likewise.
    Inspect(usize, Option<usize>),
    /// A subject's records are listed to the end.
    List {
        /// The tenant's index.
        tenant: usize,
        /// The subject's index.
        subject: usize,
        /// Only records in this phase.
        phase: Option<&'static str>,
    },
    /// The clock goes forward, or back.
    Clock(i64),
}

/// A request for codes; times are relative to the clock.
#[derive(Clone, Debug)]
pub struct Order {
    /// The tenant's index.
    pub tenant: usize,
    /// The purpose's index.
    pub purpose: usize,
    /// The subjects' indices, possibly with duplicates.
    pub subjects: Vec<usize>,
    /// How often each code may be redeemed.
    pub uses: Option<u16>,
    /// When the validity begins.
    pub from: Option<i64>,
    /// When the validity ends.
    pub until: Ending,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// The number in the request's `Idempotency-Key`.
    pub key: Option<u8>,
}

/// When the validity of a code ends.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// After the usual validity.
    Usual,
    /// After so many seconds.
    Seconds(u64),
    /// So many seconds from now.
    At(i64),
}

/// A text is presented as a code.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Whether to redeem it, or only to check it.
    pub redeem: bool,
    /// The code that the text is derived from.
    pub code: usize,
    /// The tenant: the code's own, or this one.
    pub tenant: Option<usize>,
    /// The purpose: the code's own, or this one.
    pub purpose: Option<usize>,
    /// The subject: the code's own, or this one.
    pub subject: Option<usize>,
    /// How the text is derived from the code.
    pub text: Text,
    /// The number of times in sequence.
    pub times: u8,
}

/// How a text is derived from a code.
#[derive(Clone, Copy, Debug)]
pub enum Text {
    /// The code itself.
    Right,
    /// In groups, as people type it.
    Grouped,
    /// Another code of the same form.
    Wrong(u8),
    /// The code with another last digit.
    Mistyped,
    /// Nothing like a code.
    Nonsense,
    /// Longer than any text that is processed.
    Endless,
}

/// Sequences of that many operations. The first one requests codes: little can happen before.
pub fn sequences(length: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<Op>> {
    let rest = vec(op(), length.start() - 1..=length.end() - 1);
    (order(), rest)
        .prop_map(|(first, rest)| std::iter::once(Op::Issue(first)).chain(rest).collect())
}

fn op() -> impl Strategy<Value = Op> {
    let place = || newest_or_any();
    let foreign = || option::weighted(0.2, 0..3_usize);
    prop_oneof![
        6 => order().prop_map(Op::Issue),
        1 => place().prop_map(Op::Again),
        9 => attempt().prop_map(Op::Present),
        2 => (place(), foreign()).prop_map(|(code, tenant)| Op::Void(code, tenant)),
        3 => (place(), foreign()).prop_map(|(code, tenant)| Op::Unlock(code, tenant)),
        1 => (place(), foreign()).prop_map(|(code, tenant)| Op::Inspect(code, tenant)),
        1 => (tenant(), subject(), option::of(select(&PHASES[..])))
            .prop_map(|(tenant, subject, phase)| Op::List { tenant, subject, phase }),
        4 => select(&STEPS[..]).prop_map(Op::Clock),
    ]
}

/// An index among the codes, counted from the newest: mostly 0.
fn newest_or_any() -> impl Strategy<Value = usize> {
    prop_oneof![3 => Just(0_usize), 2 => 0..12_usize]
}

/// Steps around each bound: the shortest, the usual and the longest validity, and a day.
const STEPS: [i64; 16] =
    [1, 59, 60, 61, 599, 600, 601, 3_600, 3_601, 86_400, 86_401, -1, -60, -601, -3_601, -86_401];

fn tenant() -> impl Strategy<Value = usize> {
    prop_oneof![3 => Just(0_usize), 3 => Just(1), 2 => Just(2)]
}

fn purpose() -> impl Strategy<Value = usize> {
    prop_oneof![5 => Just(0_usize), 1 => Just(1)]
}

fn subject() -> impl Strategy<Value = usize> {
    prop_oneof![12 => Just(0_usize), 4 => Just(1), 1 => Just(2), 1 => Just(3)]
}

fn order() -> impl Strategy<Value = Order> {
    let subjects = prop_oneof![5 => vec(subject(), 1), 2 => vec(subject(), 2..=3)];
    let uses = option::weighted(0.2, 0..5_u16);
    let from = option::weighted(0.1, select(&[-30, 0, 1, 60, 3_000, 3_541, 4_000][..]));
    let key = option::weighted(0.2, 0..2_u8);
    let dry_run = proptest::bool::weighted(0.1);
    (tenant(), purpose(), subjects, uses, from, ending(), dry_run, key).prop_map(
        |(tenant, purpose, subjects, uses, from, until, dry_run, key)| Order {
            tenant,
            purpose,
            subjects,
            uses,
            from,
            until,
            dry_run,
            key,
        },
    )
}

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![
        7 => Just(Ending::Usual),
        2 => select(&[60, 600, 3_600, 59, 1, 3_601][..]).prop_map(Ending::Seconds),
        1 => select(&[60, 3_600, 59, 0, 3_601, -5][..]).prop_map(Ending::At),
    ]
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let text = prop_oneof![
        10 => Just(Text::Right),
        2 => Just(Text::Grouped),
        9 => (1..4_u8).prop_map(Text::Wrong),
        2 => Just(Text::Mistyped),
        1 => Just(Text::Nonsense),
        1 => Just(Text::Endless),
    ];
    let foreign = option::weighted(0.1, 0..4_usize);
    let other = option::weighted(0.1, subject());
    let code = newest_or_any();
    // Sometimes often enough to lock a code.
    let times = prop_oneof![5 => Just(1_u8), 2 => 2..7_u8];
    let purpose = option::weighted(0.1, purpose());
    (any::<bool>(), code, foreign, purpose, other, text, times).prop_map(
        |(redeem, code, tenant, purpose, subject, text, times)| Attempt {
            redeem,
            code,
            tenant,
            purpose,
            subject,
            text,
            times,
        },
    )
}
