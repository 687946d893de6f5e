//! Arbitrary findings of a host that fit the needs.

use codemint_core::journey::{Findings, Standing, SubjectRow};
use codemint_core::words::{
    Alphabet, CheckScheme, CodeFormat, LiveCode, Policy, RecordId, Seed, State, Timestamp,
    ValidityBounds,
};
use proptest::prelude::*;
use proptest::sample::select;

/// Findings before the number of subjects is known.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) now: u64,
    seed: [u64; 4],
    pub(crate) policy: Policy,
    rows: Vec<SubjectRow>,
    live: Vec<LiveCode>,
}

impl Found {
    /// The findings, cut to that many subjects.
    pub(crate) fn fitting(&self, subjects: usize) -> Option<Findings> {
        let rows = self.rows.iter().copied().cycle().take(subjects).collect();
        let now = Timestamp::from_seconds(self.now)?;
        let seed = Seed::from_words(self.seed)?;
        let live = self.live_of(subjects);
        Some(Findings { rows, live, ..Findings::of(now, seed, Some(self.policy.clone())) })
    }

    /// The live codes of the first that many subjects.
    pub(crate) fn live_of(&self, subjects: usize) -> Vec<LiveCode> {
        self.live.iter().copied().filter(|code| (code.subject as usize) < subjects).collect()
    }
}

/// Any findings. The rows repeat for any number of subjects; live codes belong to the first twelve.
pub(crate) fn found() -> impl Strategy<Value = Found> {
    let now = prop_oneof![0..=Timestamp::MAX.seconds(), Just(0), Just(Timestamp::MAX.seconds())];
    let seed =
        any::<[u64; 4]>().prop_filter("a seed of zeros is invalid", |words| *words != [0; 4]);
    let live = prop::collection::vec(live_code(), 0..12).prop_map(|mut live| {
        live.sort_by_key(|code| code.subject);
        live
    });
    (now, seed, policy(), prop::collection::vec(row(), 1..9), live)
        .prop_map(|(now, seed, policy, rows, live)| Found { now, seed, policy, rows, live })
}

fn policy() -> impl Strategy<Value = Policy> {
    let format = (select(&Alphabet::ALL[..]), 1..=CodeFormat::MAX_LENGTH);
    let schemes = select(&CheckScheme::ALL[..]);
    let narrow = (1_u32..90_000, 0_u32..90_000).prop_map(|(min, more)| (min, min + more));
    let bounds = prop_oneof![4 => Just((600, 86_400)), 1 => narrow];
    let allowed = (prop::bool::weighted(0.9), any::<bool>());
    let domains = prop::option::of(Just("example.com".to_owned()));
    (format, schemes, 1..=Policy::MAX_TRIES, bounds, allowed, domains).prop_filter_map(
        "no policy",
        |((alphabet, length), check, tries, (min, max), (issuing, mail), domains)| {
            let plain = CodeFormat::new(alphabet, length)?;
            let format = plain.with_check(check).unwrap_or(plain);
            let mut policy = Policy::new(format, tries, ValidityBounds { min, max }).ok()?;
            policy.issuing_allowed = issuing;
            policy.mail_configured = mail;
            policy.mail_domains = domains.into_iter().collect();
            policy.link_base = "https://login.example.com".into();
            Some(policy)
        },
    )
}

fn row() -> impl Strategy<Value = SubjectRow> {
    let standing = prop_oneof![
        6 => Just(Standing::Active),
        1 => Just(Standing::Unknown),
        1 => Just(Standing::Disabled),
        1 => Just(Standing::PendingDeletion),
        1 => Just(Standing::Unavailable),
    ];
    (standing, prop::bool::weighted(0.8), prop::bool::weighted(0.8)).prop_map(
        |(standing, purpose_allowed, has_mail)| SubjectRow { standing, purpose_allowed, has_mail },
    )
}

fn live_code() -> impl Strategy<Value = LiveCode> {
    let state = select(vec![State::Pending, State::Locked]);
    (0_u32..12, any::<u128>(), any::<u32>(), state).prop_map(|(subject, id, version, state)| {
        let id = RecordId::from_u128(id);
        LiveCode {
            subject,
            id,
            version,
            state,
            not_before: Timestamp::from_seconds(0).unwrap_or(Timestamp::MAX),
            not_after: Timestamp::MAX,
            format: None,
        }
    })
}
