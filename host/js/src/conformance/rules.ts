/**
 * The rules, in the order and with the names of the Rust SDK's suite, which a test compares.
 *
 * @module
 */

import * as answers from "./answers.js";
import * as codes from "./codes.js";
import * as flood from "./flood.js";
import * as liveCodes from "./live-codes.js";
import * as life from "./life.js";
import * as mails from "./mails.js";
import * as order from "./order.js";
import * as outbox from "./outbox.js";
import * as races from "./races.js";
import * as removal from "./removal.js";
import * as search from "./search.js";
import * as several from "./several.js";
import * as tenants from "./tenants.js";
import * as trail from "./trail.js";
import * as whole from "./whole.js";
import type { Fixture } from "./fixture.js";

/** Checks a rule with an empty store. */
type Check = (fixture: Fixture) => Promise<void>;

/** The rules by name. */
export const rules: readonly (readonly [string, Check])[] = [
  ["a new code is live, and its digest is stored", codes.newCodeIsLive],
  ["live codes are in the order of the subjects", codes.liveCodesAreInSubjectOrder],
  ["a superseded code makes room in the same write", codes.supersededMakesRoom],
  ["only the expected version is superseded", codes.staleVersionConflicts],
  ["only a live code is superseded", codes.endedCodeConflicts],
  ["a subject has one live code per purpose", codes.secondLiveCodeConflicts],
  ["an id is used once, in all tenants", codes.takenIdConflicts],
  ["texts and bytes are stored unchanged", codes.textsAreUnchanged],
  ["notes and reasons are stored unchanged", liveCodes.notesAreUnchanged],
  ["several codes of a subject can coexist", several.severalCodesCoexist],
  ["coexisting codes are all different", several.twinConflicts],
  ["a superseded code's digest can be used again", several.supersededDigestIsFree],
  ["a single code and coexisting codes do not conflict", several.singleAndCoexisting],
  ["records of a subject are returned whole", liveCodes.recordsAreWhole],
  ["live records of a subject are oldest first", liveCodes.liveRecordsAreOldestFirst],
  ["records of a subject are separate by tenant and purpose", liveCodes.recordsAreSeparate],
  ["only codes due for removal are removed", removal.onlyDueCodesAreRemoved],
  ["a removed code leaves a tombstone", removal.removedCodeIsATombstone],
  ["removal respects its limit", removal.removalRespectsLimit],
  ["a removed code makes room", removal.removedCodeMakesRoom],
  ["a conflict leaves nothing behind", whole.conflictLeavesNothing],
  ["a fault leaves nothing behind", whole.faultLeavesNothing],
  ["a large write is atomic", whole.largeWriteIsAtomic],
  ["the audit trail keeps every entry in order", whole.auditKeepsOrder],
  ["the audit trail can be filtered by record", trail.filteredByRecord],
  ["the audit trail can be filtered by subject", trail.filteredBySubject],
  ["the audit trail can be paged", trail.readInPages],
  ["the audit trail has purposes, and is its tenant's", trail.hasPurposesOfItsTenant],
  ["the audit trail is numbered per tenant", trail.isNumberedPerTenant],
  ["failures of a flood are counted, and none is lost", flood.failuresAreCounted],
  ["entries of anonymous callers are truncated", flood.textsAreTruncated],
  ["waiting mails are in order", mails.waitingMailsAreInOrder],
  ["a forgotten mail stays forgotten", mails.forgottenMailStaysForgotten],
  ["a record has at most one mail", mails.secondMailConflicts],
  ["a mail is due at its time", outbox.mailsAreDueInTime],
  ["due mails are separate by tenant", outbox.dueMailsAreSeparate],
  ["an attempt is counted, and belongs to one host", outbox.attemptIsCountedOnce],
  ["a failed attempt is recorded", outbox.failedAttemptIsRecorded],
  ["a mail can be hurried", outbox.mailCanBeHurried],
  ["a dead letter is kept without its code", outbox.deadLetterIsKeptWithoutCode],
  ["dead letters are in the order of their death", outbox.deadLettersAreInOrder],
  ["the mail of a removed code dies", outbox.mailOfARemovedCodeDies],
  ["tenants and purposes are separate", tenants.tenantsAreSeparate],
  ["a use is counted once", life.useIsCountedOnce],
  ["wrong attempts are counted, and the last one locks", life.failedAttemptsAreCounted],
  ["a voided code cannot be used", life.voidedCodeCannotBeUsed],
  ["changes stay within their tenant", life.changesStayWithinTheirTenant],
  ["a change that cannot be made fails the write", life.impossibleChangeFailsTheWrite],
  ["a record is returned whole", life.recordIsReturnedWhole],
  [
    "records of a subject are the live ones and some ended ones",
    search.recordsOfASubjectAreLiveThenEnded,
  ],
  ["searches return what matches", search.searchesReturnWhatMatches],
  ["search criteria combine", order.searchCriteriaCombine],
  ["newest first is the order of commits", order.newestFirstIsCommitOrder],
  ["the latest time is kept", life.latestTimeIsKept],
  ["an answer is kept until it expires", answers.answerIsKeptUntilItExpires],
  ["a second answer conflicts", answers.secondAnswerConflicts],
  ["expired answers are removed", answers.expiredAnswersAreRemoved],
  ["one of many concurrent redemptions wins", races.oneRedemptionWins],
  ["no more than the allowed attempts are counted", races.onlyAllowedAttemptsAreCounted],
  ["one of many concurrent inserts wins", races.oneInsertWins],
  ["one of many equal codes wins", races.oneTwinWins],
  ["one of many replacements wins", races.oneReplacementWins],
  ["concurrent writes for different subjects all succeed", races.differentSubjectsAllSucceed],
  ["a conflict does not fail other writes", races.conflictDoesNotFailOthers],
];
