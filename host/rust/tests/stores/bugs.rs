//! What can be wrong with a store, and how the suite tells.

/// In which way a store is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    /// In no way.
    None,
    /// Looks whether a subject is free, and inserts later, whatever has happened since.
    Racy,
    /// Supersedes a code in whatever version it is.
    IgnoresVersions,
    /// Keeps the audit trail of a write that conflicts.
    KeepsHalf,
    /// Has one tenant for all.
    Tenantless,
    /// Hands out the newest mail first.
    NewestFirst,
    /// Lets no code stand beside another.
    OneEach,
    /// Takes equal codes for different ones.
    TakesTwins,
    /// Never frees what a code has once occupied.
    NeverFrees,
    /// Takes a code alone for one that is in the way of all others.
    AloneBlocks,
    /// Tells kept codes without their remarks.
    ForgetsNotes,
    /// Tells the newest code first.
    KeptNewestFirst,
    /// Tells all codes that a subject ever had.
    KeepsDead,
    /// Tells the codes of all purposes.
    Purposeless,
    /// Doubles quotes, as if it had to.
    Quotes,
    /// Removes codes a second too early.
    RemovesEarly,
    /// Removes codes that are not live too.
    RemovesDead,
    /// Removes as many as there are.
    RemovesAll,
    /// Leaves the digest of a removed code.
    LeavesDigests,
    /// Leaves the seal and the remarks of a removed code.
    LeavesValues,
    /// Leaves the mail of a removed code.
    LeavesMails,
    /// Counts the keys of all codes that ever were.
    CountsDead,
    /// Counts the keys of digests only.
    CountsNoSeals,
    /// Lets everything be resealed, as if nothing had been.
    ResealsAll,
    /// Tells the newest first.
    ResealsNewestFirst,
    /// Reseals seals and no digests.
    ResealsHalf,
    /// Reseals whatever is there.
    ResealsBlindly,
    /// Reseals nothing of a code whose new digest is taken.
    ResealsNoTwins,
    /// Makes a change to whatever version is there.
    ChangesBlindly,
    /// Looks whether a change can be made, and makes it later, whatever has happened since.
    ChangesLater,
    /// Counts a try only for the version that was seen.
    LosesTries,
    /// Makes what it can of a write whose changes cannot be made.
    ChangesHalf,
    /// Tells no batch.
    ForgetsBatches,
    /// Tells a subject's oldest codes first that are over.
    EndedOldestFirst,
    /// Finds the oldest first.
    FindsOldestFirst,
    /// Orders what it finds by ids, which are drawn before anything is committed.
    FindsInOrderOfIds,
    /// Finds codes in every phase.
    FindsAllPhases,
    /// Numbers the entries of all tenants together.
    TrailOfAllNumbers,
    /// Has an entry for each failure, whoever causes them.
    TrailOfFloods,
    /// Forgets failures beyond those that have entries.
    ForgetsFloods,
    /// Takes the last time for the latest.
    GoesBack,
    /// Gives answers again for ever.
    AnswersForEver,
    /// Keeps the answer of whoever comes last.
    AnswersAnew,
    /// Never forgets an answer.
    AnswersKept,
    /// Tells the audit trail of all records.
    TrailOfAllRecords,
    /// Tells the audit trail of all subjects.
    TrailOfAllSubjects,
    /// Tells the audit trail from the beginning, whatever was told already.
    TrailFromTheBeginning,
    /// Looks at so many entries, and tells those of them that are wanted.
    TrailLimitedFirst,
    /// Tells the newest entry first.
    TrailNewestFirst,
    /// Tells one purpose for all.
    TrailOfOnePurpose,
    /// Hands out mails before they are due.
    DueEarly,
    /// Hands out mails of all tenants.
    DueOfAll,
    /// Lets everybody try a mail who asks.
    TriesTwice,
    /// Forgets why a mail was tried in vain.
    ForgetsFaults,
    /// Leaves a mail as late as it is.
    HurriesNot,
    /// Leaves the sealed code of a dead letter.
    LeavesDeadCodes,
    /// Tells the latest death first.
    DiesNewestFirst,
    /// Loses the mail of a removed code without a word.
    LosesMails,
}

/// Each bug, the rule that it breaks, and what is seen of it.
pub(crate) const BUGS: [(Bug, &str, &str); 65] = [
    (Bug::ChangesBlindly, "a use is spent once", "left: Done"),
    (Bug::LosesTries, "tries are counted, and the last locks", "left: Conflict"),
    (Bug::LeavesMails, "a voided code is over", "is not sent"),
    (Bug::Tenantless, "changes stay within their tenant", "left: Done"),
    (Bug::ChangesHalf, "a change that cannot be made undoes the write", "left: Done"),
    (Bug::ForgetsBatches, "records are told whole", "None"),
    (Bug::EndedOldestFirst, "records of a subject are live ones and some others", "left: ["),
    (Bug::FindsOldestFirst, "searches find what was asked", "the newest first"),
    (Bug::FindsInOrderOfIds, "the newest first is the order of commits", "what the poller saw"),
    (Bug::FindsAllPhases, "searches combine what they ask for", "phase: Some("),
    (
        Bug::TrailOfAllNumbers,
        "the audit trail is told with the tenant's own numbers",
        "others wrote in between",
    ),
    (Bug::TrailOfFloods, "failures of a flood are counted, and none is lost", "left: 100"),
    (Bug::ForgetsFloods, "failures of a flood are counted, and none is lost", "so many of 100"),
    (Bug::TrailOfFloods, "what anonymous callers leave is cut", "bytes of"),
    (Bug::GoesBack, "the latest time is kept", "time does not go back"),
    (Bug::AnswersForEver, "an answer is kept for its time", "after its time"),
    (Bug::AnswersAnew, "a second answer conflicts", "left: Done"),
    (Bug::AnswersKept, "answers are forgotten after their time", "it is gone"),
    (Bug::ChangesLater, "one of many redeemings wins", "so many of 64 redeemings"),
    (Bug::ChangesLater, "only so many of many tries are counted", "so many of 64 tries"),
    (Bug::Racy, "one of many inserts wins", "of 64 writes these were done"),
    (Bug::Racy, "one of many equal codes wins", "of 64 writes these were done"),
    (Bug::IgnoresVersions, "only the version that was seen is superseded", "left: Done"),
    (Bug::KeepsHalf, "a conflict leaves nothing behind", "right: [AuditRow"),
    (Bug::Tenantless, "tenants and purposes never meet", "left: Conflict"),
    (Bug::Tenantless, "kept codes of tenants and purposes never meet", "left: ["),
    (Bug::NewestFirst, "mails wait in order", "left: ["),
    (Bug::OneEach, "several codes stand beside each other", "left: Conflict"),
    (Bug::TakesTwins, "of codes beside each other none is there twice", "left: Done"),
    (Bug::NeverFrees, "a superseded code's text is free again", "left: Conflict"),
    (Bug::AloneBlocks, "a code alone and codes beside others leave each other room", "Conflict"),
    (Bug::ForgetsNotes, "kept codes are told whole", "note: None"),
    (Bug::KeptNewestFirst, "kept codes come oldest first", "left: ["),
    (Bug::KeepsDead, "kept codes are live ones", "left: ["),
    (Bug::Purposeless, "kept codes of tenants and purposes never meet", "left: ["),
    (Bug::Quotes, "remarks and reasons come back as they were", "''; DROP"),
    (Bug::RemovesEarly, "what is due is removed, and nothing else", "left: 4"),
    (Bug::RemovesDead, "what is due is removed, and nothing else", "code 5 was not live"),
    (Bug::RemovesAll, "no more is removed than was asked", "left: 5"),
    (Bug::LeavesDigests, "what is removed leaves a tombstone", "left: ["),
    (Bug::LeavesValues, "what is removed leaves a tombstone", "nothing of its value is held"),
    (Bug::NeverFrees, "a removed code makes room", "left: Conflict"),
    (Bug::CountsDead, "keys in use are those of live forms", "of what is over"),
    (Bug::CountsNoSeals, "keys in use are those of live forms", "left: {"),
    (Bug::ResealsAll, "what can be resealed comes in order", "left: ["),
    (Bug::ResealsNewestFirst, "what can be resealed comes in order", "left: ["),
    (Bug::ResealsHalf, "new forms take the place of old ones", "left: Forms"),
    (Bug::ResealsBlindly, "what happened before a reseal stands", "left: 4"),
    (Bug::ResealsNoTwins, "a reseal that meets a twin leaves its digest", "left: 1"),
    (Bug::TrailOfAllRecords, "the audit trail is told of a record", "left: ["),
    (Bug::TrailOfAllSubjects, "the audit trail is told of a subject", "left: ["),
    (Bug::TrailFromTheBeginning, "the audit trail is told in pages", "no page ends"),
    (Bug::TrailLimitedFirst, "the audit trail is told in pages", "left: ["),
    (Bug::TrailNewestFirst, "the audit trail is told in pages", "left: ["),
    (Bug::TrailOfOnePurpose, "the audit trail is told with purposes, to its tenant", "left: ["),
    (Bug::Tenantless, "the audit trail is told with purposes, to its tenant", "left: ["),
    (Bug::LeavesMails, "what is removed leaves a tombstone", "its mail is gone"),
    (Bug::DueEarly, "a mail is due when its time has come", "left: ["),
    (Bug::DueOfAll, "due mails of tenants never meet", "left: ["),
    (Bug::TriesTwice, "a try is counted, and is nobody else's", "is too late"),
    (Bug::ForgetsFaults, "a try in vain is remembered", "left: (None"),
    (Bug::HurriesNot, "a mail can be hurried", "left: []"),
    (Bug::LeavesDeadCodes, "a dead letter is kept without its code", "of a dead letter is held"),
    (Bug::DiesNewestFirst, "dead letters come in the order of their death", "left: ["),
    (Bug::LosesMails, "the mail of a removed code dies", "lost without a word"),
];
