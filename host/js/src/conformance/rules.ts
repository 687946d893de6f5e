/**
 * The rules, in the order of the Rust SDK's suite, which they are held against by name.
 *
 * @module
 */

import * as answers from "./answers.js";
import * as codes from "./codes.js";
import * as flood from "./flood.js";
import * as liveCodes from "./live-codes.js";
import * as life from "./life.js";
import * as looking from "./looking.js";
import * as mails from "./mails.js";
import * as order from "./order.js";
import * as outbox from "./outbox.js";
import * as races from "./races.js";
import * as removal from "./removal.js";
import * as several from "./several.js";
import * as tenants from "./tenants.js";
import * as trail from "./trail.js";
import * as whole from "./whole.js";
import type { Fixture } from "./fixture.js";

/** Holds an empty store to a rule. */
type Check = (fixture: Fixture) => Promise<void>;

/** Every rule by its name. */
export const rules: readonly (readonly [string, Check])[] = [
  ["a new code is live and can be held against", codes.newCodeIsLive],
  ["live codes come by position", codes.liveCodesComeByPosition],
  ["a superseded code makes room in the same write", codes.supersededMakesRoom],
  ["only the version that was seen is superseded", codes.staleVersionConflicts],
  ["only a live code is superseded", codes.deadCodeConflicts],
  ["a subject has one live code of a purpose", codes.secondLiveCodeConflicts],
  ["an id is taken once, by whomever", codes.takenIdConflicts],
  ["texts and bytes come back as they were", codes.oddTextsComeBack],
  ["remarks and reasons come back as they were", liveCodes.oddRemarksComeBack],
  ["several codes stand beside each other", several.severalStandBesideEachOther],
  ["of codes beside each other none is there twice", several.twinConflicts],
  ["a superseded code's text is free again", several.supersededTextIsFree],
  ["a code alone and codes beside others leave each other room", several.aloneAndBeside],
  ["kept codes are told whole", liveCodes.keptCodesAreWhole],
  ["kept codes come oldest first", liveCodes.keptCodesComeOldestFirst],
  ["kept codes are live ones", liveCodes.keptCodesAreLive],
  ["kept codes of tenants and purposes never meet", liveCodes.keptCodesNeverMeet],
  ["what is due is removed, and nothing else", removal.onlyDueCodesAreRemoved],
  ["what is removed leaves a tombstone", removal.removedCodeIsATombstone],
  ["no more is removed than was asked", removal.limitIsKept],
  ["a removed code makes room", removal.removedCodeMakesRoom],
  ["a conflict leaves nothing behind", whole.conflictLeavesNothing],
  ["a fault leaves nothing behind", whole.faultLeavesNothing],
  ["a large write is in force as a whole", whole.largeWriteIsWhole],
  ["the audit trail keeps every line in order", whole.auditKeepsOrder],
  ["the audit trail is told of a record", trail.toldOfARecord],
  ["the audit trail is told of a subject", trail.toldOfASubject],
  ["the audit trail is told in pages", trail.toldInPages],
  ["the audit trail is told with purposes, to its tenant", trail.toldWithPurposes],
  ["the audit trail is told with the tenant's own numbers", trail.toldWithOwnNumbers],
  ["failures of a flood are counted, and none is lost", flood.failuresAreCounted],
  ["what anonymous callers leave is cut", flood.textsAreCut],
  ["mails wait in order", mails.mailsWaitInOrder],
  ["a mail is forgotten once and for all", mails.mailIsForgotten],
  ["a record has one mail at the most", mails.secondMailConflicts],
  ["a mail is due when its time has come", outbox.mailsAreDueInTime],
  ["due mails of tenants never meet", outbox.dueMailsNeverMeet],
  ["a try is counted, and is nobody else's", outbox.aTryIsCountedOnce],
  ["a try in vain is remembered", outbox.aTryInVainIsRemembered],
  ["a mail can be hurried", outbox.aMailIsHurried],
  ["a dead letter is kept without its code", outbox.deadLetterIsKeptWithoutCode],
  ["dead letters come in the order of their death", outbox.deadLettersComeInOrder],
  ["the mail of a removed code dies", outbox.mailOfARemovedCodeDies],
  ["tenants and purposes never meet", tenants.tenantsNeverMeet],
  ["a use is spent once", life.aUseIsSpentOnce],
  ["tries are counted, and the last locks", life.triesAreCountedAndTheLastLocks],
  ["a voided code is over", life.voidedCodeIsOver],
  ["changes stay within their tenant", life.changesStayWithinTheirTenant],
  ["a change that cannot be made undoes the write", life.aChangeThatCannotBeMadeUndoesTheWrite],
  ["records are told whole", life.recordsAreToldWhole],
  [
    "records of a subject are live ones and some others",
    looking.recordsOfASubjectAreLiveOnesAndSomeOthers,
  ],
  ["searches find what was asked", looking.searchesFindWhatWasAsked],
  ["searches combine what they ask for", order.searchesCombineWhatTheyAskFor],
  ["the newest first is the order of commits", order.newestFirstIsTheOrderOfCommits],
  ["the latest time is kept", life.theLatestTimeIsKept],
  ["an answer is kept for its time", answers.anAnswerIsKeptForItsTime],
  ["a second answer conflicts", answers.aSecondAnswerConflicts],
  ["answers are forgotten after their time", answers.answersAreForgottenAfterTheirTime],
  ["one of many redeemings wins", races.oneOfManyRedeemingsWins],
  ["only so many of many tries are counted", races.onlySoManyOfManyTriesAreCounted],
  ["one of many inserts wins", races.oneInsertWins],
  ["one of many equal codes wins", races.oneTwinWins],
  ["one of many replacements wins", races.oneReplacementWins],
  ["many subjects at once are all served", races.differentSubjectsAllWin],
  ["who loses takes nobody with it", races.loserTakesNobodyWithIt],
];
