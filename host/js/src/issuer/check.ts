/**
 * The module's answers, held against what it was asked: positions, versions and bounds. A module
 * that answers nonsense is a failure, and nothing of its answer is used.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Change, Commit, Findings, Issued, Needs } from "../module/types.js";

/** The most subjects that one request may have. */
const MAX_SUBJECTS = 1000;

/** The most texts that a typed code may stand for. */
const MAX_PRESENTED = 8;

/** The longest text that a commit may carry beside codes, in UTF-16 units. */
const MAX_TEXT = 16 * 1024;

/** @throws {CodemintError} `nonsense` where the needs do not hold together. */
export function checkNeeds(needs: Needs): void {
  const { subjects, given, presented, purpose } = needs;
  const ofOne = needs.account !== undefined || needs.listed || presented.length > 0;
  insist(subjects.length <= MAX_SUBJECTS && presented.length <= MAX_PRESENTED, "too many");
  insist(subjects.length === 0 || purpose !== undefined, "subjects without a purpose");
  insist(!ofOne || subjects.length === 1, "a question about one of many");
  insist(ascending(given.map((one) => one.subject), subjects.length), "a text of nobody");
}

/** @throws {CodemintError} `nonsense` where the commit does not fit what was asked and found. */
export function checkCommit(commit: Commit, needs: Needs, found: Findings): void {
  const { issued, mails, audit, batch } = commit;
  const count = needs.subjects.length;
  insist(ascending(issued.map((one) => one.subject), count), "a code of nobody");
  insist(distinct(issued.map((one) => one.id)), "a record twice");
  insist(!issued.some((one) => one.id === batch), "a batch that is a record");
  for (const one of issued) insist(isWithin(one, found), "a code beyond the policy");
  checkSuperseded(commit, found);
  checkChanged(commit, found);
  insist(ascending(mails.map((mail) => mail.issued), issued.length), "a mail without a code");
  insist(
    audit.every(({ subject }) => subject === undefined || subject < count),
    "an entry about nobody",
  );
  const texts = [...issued.flatMap((one) => [one.note, one.terms]), ...audit.map((a) => a.detail)];
  insist(texts.every((text) => (text?.length ?? 0) <= MAX_TEXT), "too long a text");
}

/**
 * Only live codes that the module was told of, with the version it was told, each once, and only
 * where a new one takes their place.
 */
function checkSuperseded({ superseded, issued }: Commit, found: Findings): void {
  const replaced = new Set(issued.map((one) => one.subject));
  const told = new Map(live(found).map((code) => [code.id, code]));
  insist(distinct(superseded.map((old) => old.id)), "a code superseded twice");
  for (const old of superseded) {
    const code = told.get(old.id);
    const fits = code?.version === old.version && replaced.has(code.subject);
    insist(fits, "a superseded code that nobody told of");
  }
}

/**
 * Only codes that the module was told of, with the version it was told, each once and none that is
 * superseded too; of the one that was named or presented anything, of live ones only what leaves
 * them less than they were.
 */
function checkChanged({ changed, superseded }: Commit, found: Findings): void {
  insist(distinct([...changed, ...superseded].map((one) => one.id)), "a code changed twice");
  const named = found.named?.recorded;
  const is = (code: { id: string; version: number } | undefined, change: Change): boolean =>
    code?.id === change.id && code.version === change.version;
  for (const change of changed) {
    const lesser = change.transition === "try" || change.transition === "void";
    const told = lesser && live(found).some((code) => is(code, change));
    insist(is(named, change) || told, "a changed code that nobody told of");
  }
}

function isWithin(one: Issued, { policy, now }: Findings): boolean {
  if (policy === undefined) return false;
  const several = (policy.maxLive ?? 1) > 1;
  return (
    one.code.length > 0 &&
    one.several === several &&
    one.sealed === (policy.sealed ?? false) &&
    one.maxTries === policy.maxTries &&
    one.notBefore >= now &&
    one.notBefore <= one.notAfter &&
    one.notAfter <= now + policy.maxValidity
  );
}

const live = (found: Findings) => found.live ?? [];

/** Whether positions rise, none twice, all below `end`. */
function ascending(positions: readonly number[], end: number): boolean {
  return positions.every((position, place) => {
    const before = place === 0 ? -1 : (positions[place - 1] ?? -1);
    return position > before && position < end;
  });
}

function distinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

function insist(fits: boolean, what: string): void {
  if (!fits) throw new CodemintError("nonsense", `the module answers nonsense: ${what}`);
}
