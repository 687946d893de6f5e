//! Bugs that a store can have, and how the suite finds them.

/// A bug of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    /// No bug.
    None,
    /// Checks that a subject is free, and inserts later, whatever has happened since.
    Racy,
    /// Supersedes a code in any version.
    IgnoresVersions,
    /// Keeps the audit entries of a write that conflicts.
    KeepsHalf,
    /// Stores everything under one tenant.
    Tenantless,
    /// Returns the newest mail first.
    NewestFirst,
    /// Lets no codes coexist.
    OneEach,
    /// Treats equal codes as different.
    AcceptsEqualCodes,
    /// Never lets a digest be used again.
    NeverFrees,
    /// Lets a single code conflict with all others.
    SingleBlocks,
    /// Returns records without their notes.
    ForgetsNotes,
    /// Returns the newest record of a subject first.
    LiveNewestFirst,
    /// Returns all ended records of a subject.
    ReturnsEnded,
    /// Returns the records of all purposes.
    Purposeless,
    /// Escapes quotes where it must not.
    Quotes,
    /// Removes codes a second too early.
    RemovesEarly,
    /// Removes ended codes too.
    RemovesEnded,
    /// Ignores the limit of a removal.
    RemovesAll,
    /// Keeps the digest of a removed code.
    LeavesDigests,
    /// Keeps the encrypted copy and the notes of a removed code.
    LeavesValues,
    /// Keeps the mail of a removed code.
    LeavesMails,
    /// Counts the keys of ended codes.
    CountsEnded,
    /// Counts the keys of digests only.
    CountsDigestsOnly,
    /// Returns records as resealable that have been resealed.
    ResealsAll,
    /// Returns the newest resealable record first.
    ResealsNewestFirst,
    /// Replaces encrypted copies and no digests.
    ResealsHalf,
    /// Replaces forms without comparing them.
    ResealsBlindly,
    /// Replaces nothing of a code whose new digest conflicts.
    ResealsNoConflicts,
    /// Makes a change to any version.
    ChangesBlindly,
    /// Checks that a change can be made, and makes it later, whatever has happened since.
    ChangesLater,
    /// Counts a wrong attempt only for the expected version.
    LosesAttempts,
    /// Applies the rest of a write whose changes cannot be made.
    ChangesHalf,
    /// Returns records without their batch.
    ForgetsBatches,
    /// Returns the oldest ended record of a subject first.
    EndedOldestFirst,
    /// Returns the oldest record of a search first.
    FindsOldestFirst,
    /// Orders the records of a search by their IDs, which are drawn before the commit.
    FindsInOrderOfIds,
    /// Ignores the phase of a search.
    FindsAllPhases,
    /// Numbers the entries of all tenants together.
    TrailOfAllNumbers,
    /// Records every failure of anonymous callers.
    TrailOfFloods,
    /// Does not count failures that have no entry.
    ForgetsFloods,
    /// Returns the last time as the latest.
    GoesBack,
    /// Returns expired answers.
    AnswersForEver,
    /// Lets a second answer replace the first.
    AnswersTwice,
    /// Never removes an answer.
    AnswersKept,
    /// Ignores the record in the filter of the audit trail.
    TrailOfAllRecords,
    /// Ignores the subject in the filter of the audit trail.
    TrailOfAllSubjects,
    /// Ignores the number after which to read the audit trail.
    TrailFromTheBeginning,
    /// Applies the limit before the filter of the audit trail.
    TrailLimitedFirst,
    /// Returns the newest entry first.
    TrailNewestFirst,
    /// Returns all entries with the same purpose.
    TrailOfOnePurpose,
    /// Returns mails before they are due.
    DueEarly,
    /// Returns due mails of all tenants.
    DueOfAll,
    /// Lets every host begin an attempt.
    AttemptsTwice,
    /// Forgets why an attempt failed.
    ForgetsFaults,
    /// Does not hurry a mail.
    HurriesNot,
    /// Keeps the encrypted code of a dead letter.
    LeavesDeadCodes,
    /// Returns the latest dead letter first.
    DiesNewestFirst,
    /// Keeps no dead letter for the mail of a removed code.
    LosesMails,
}

/// Each bug, the rule that it breaks, and a part of the message.
pub(crate) const BUGS: [(Bug, &str, &str); 65] = [
    (Bug::ChangesBlindly, "a use is counted once", "left: Done"),
    (Bug::LosesAttempts, "wrong attempts are counted, and the last one locks", "left: Conflict"),
    (Bug::LeavesMails, "a voided code cannot be used", "is not sent"),
    (Bug::Tenantless, "changes stay within their tenant", "left: Done"),
    (Bug::ChangesHalf, "a change that cannot be made fails the write", "left: Done"),
    (Bug::ForgetsBatches, "a record is returned whole", "None"),
    (
        Bug::EndedOldestFirst,
        "records of a subject are the live ones and some ended ones",
        "left: [",
    ),
    (Bug::FindsOldestFirst, "searches return what matches", "the newest first"),
    (Bug::FindsInOrderOfIds, "newest first is the order of commits", "what the poller saw"),
    (Bug::FindsAllPhases, "search criteria combine", "phase: Some("),
    (Bug::TrailOfAllNumbers, "the audit trail is numbered per tenant", "others wrote in between"),
    (Bug::TrailOfFloods, "failures of a flood are counted, and none is lost", "left: 100"),
    (Bug::ForgetsFloods, "failures of a flood are counted, and none is lost", "of 100 failures"),
    (Bug::TrailOfFloods, "entries of anonymous callers are truncated", "bytes of"),
    (Bug::GoesBack, "the latest time is kept", "time does not go back"),
    (Bug::AnswersForEver, "an answer is kept until it expires", "it has expired"),
    (Bug::AnswersTwice, "a second answer conflicts", "left: Done"),
    (Bug::AnswersKept, "expired answers are removed", "it was removed"),
    (Bug::ChangesLater, "one of many concurrent redemptions wins", "of 64 redemptions"),
    (Bug::ChangesLater, "no more than the allowed attempts are counted", "of 64 attempts"),
    (Bug::Racy, "one of many concurrent inserts wins", "of 64 writes these were done"),
    (Bug::Racy, "one of many equal codes wins", "of 64 writes these were done"),
    (Bug::IgnoresVersions, "only the expected version is superseded", "left: Done"),
    (Bug::KeepsHalf, "a conflict leaves nothing behind", "right: [AuditRow"),
    (Bug::Tenantless, "tenants and purposes are separate", "left: Conflict"),
    (Bug::Tenantless, "records of a subject are separate by tenant and purpose", "left: ["),
    (Bug::NewestFirst, "waiting mails are in order", "left: ["),
    (Bug::OneEach, "several codes of a subject can coexist", "left: Conflict"),
    (Bug::AcceptsEqualCodes, "coexisting codes are all different", "left: Done"),
    (Bug::NeverFrees, "a superseded code's digest can be used again", "left: Conflict"),
    (Bug::SingleBlocks, "a single code and coexisting codes do not conflict", "Conflict"),
    (Bug::ForgetsNotes, "records of a subject are returned whole", "note: None"),
    (Bug::LiveNewestFirst, "live records of a subject are oldest first", "left: ["),
    (Bug::ReturnsEnded, "records of a subject are the live ones and some ended ones", "left: ["),
    (Bug::Purposeless, "records of a subject are separate by tenant and purpose", "left: ["),
    (Bug::Quotes, "notes and reasons are stored unchanged", "''; DROP"),
    (Bug::RemovesEarly, "only codes due for removal are removed", "left: 4"),
    (Bug::RemovesEnded, "only codes due for removal are removed", "code 5 was not live"),
    (Bug::RemovesAll, "removal respects its limit", "left: 5"),
    (Bug::LeavesDigests, "a removed code leaves a tombstone", "left: ["),
    (Bug::LeavesValues, "a removed code leaves a tombstone", "nothing of its value is stored"),
    (Bug::NeverFrees, "a removed code makes room", "left: Conflict"),
    (Bug::CountsEnded, "keys in use are those of live forms", "of an ended code"),
    (Bug::CountsDigestsOnly, "keys in use are those of live forms", "left: {"),
    (Bug::ResealsAll, "resealable records are in order", "left: ["),
    (Bug::ResealsNewestFirst, "resealable records are in order", "left: ["),
    (Bug::ResealsHalf, "new forms replace old ones", "left: Forms"),
    (Bug::ResealsBlindly, "a reseal does not undo concurrent changes", "left: 4"),
    (Bug::ResealsNoConflicts, "a reseal leaves a digest that would conflict", "left: 1"),
    (Bug::TrailOfAllRecords, "the audit trail can be filtered by record", "left: ["),
    (Bug::TrailOfAllSubjects, "the audit trail can be filtered by subject", "left: ["),
    (Bug::TrailFromTheBeginning, "the audit trail can be paged", "no page is the last"),
    (Bug::TrailLimitedFirst, "the audit trail can be paged", "left: ["),
    (Bug::TrailNewestFirst, "the audit trail can be paged", "left: ["),
    (Bug::TrailOfOnePurpose, "the audit trail has purposes, and is its tenant's", "left: ["),
    (Bug::Tenantless, "the audit trail has purposes, and is its tenant's", "left: ["),
    (Bug::LeavesMails, "a removed code leaves a tombstone", "its mail is gone"),
    (Bug::DueEarly, "a mail is due at its time", "left: ["),
    (Bug::DueOfAll, "due mails are separate by tenant", "left: ["),
    (Bug::AttemptsTwice, "an attempt is counted, and belongs to one host", "is too late"),
    (Bug::ForgetsFaults, "a failed attempt is recorded", "left: (None"),
    (Bug::HurriesNot, "a mail can be hurried", "left: []"),
    (Bug::LeavesDeadCodes, "a dead letter is kept without its code", "of a dead letter is stored"),
    (Bug::DiesNewestFirst, "dead letters are in the order of their death", "left: ["),
    (Bug::LosesMails, "the mail of a removed code dies", "lost without a dead letter"),
];
