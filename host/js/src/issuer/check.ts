/**
 * Checks every answer of the module against its input: positions, versions, bounds, and the effects
 * that the route may have. If an answer is inconsistent, the request fails, nothing of the answer
 * is used, and the instance is discarded. `host/rust/src/module/check.rs` has the same checks;
 * `tests/vectors/nonsense` is the table that both are tested with.
 *
 * @module
 */

import type { Commit, Findings, Needs, Route } from "../module/types.js";
import { checkAudit } from "./check/audit.js";
import { checkChanged } from "./check/changes.js";
import { checkAsked, checkEffects, checkRoute } from "./check/effects.js";
import { ascending, distinct, insist, isShort, isWhole } from "./check/insist.js";
import { checkIssued, checkMails, checkSuperseded } from "./check/issued.js";

/** The maximum number of subjects in a request. */
const MAX_SUBJECTS = 1000;

/** The maximum number of texts that a typed code may mean. */
const MAX_PRESENTED = 8;

/**
 * The maximum number of names of ignored members, and their maximum length in UTF-16 code units.
 */
const MAX_IGNORED = 8;
const MAX_IGNORED_NAME = 1024;

/** The maximum length of a canonical key, in UTF-16 code units. */
const MAX_SUBJECT = 8 * 1024;

/** The maximum length of a text in a commit other than a code, in UTF-16 code units. */
const MAX_TEXT = 16 * 1024;

/**
 * @throws {CodemintError} `nonsense` if a route can have effects that its authentication forbids.
 */
export function checkRoutes(routes: readonly Route[]): void {
  routes.forEach(checkRoute);
}

/**
 * @throws {CodemintError} `nonsense` if the needs are inconsistent, or ask for what the route or
 * the caller may not look up.
 */
export function checkNeeds(needs: Needs, route: Route, seesCodes: boolean): void {
  const { subjects, given, presented, purpose, search, trail, ignored } = needs;
  const ofOne = needs.account !== undefined || needs.listed || presented.length > 0;
  const few = [
    subjects.length <= MAX_SUBJECTS,
    presented.length <= MAX_PRESENTED,
    ignored.length <= MAX_IGNORED,
  ];
  insist(few.every(Boolean), "position", "too many");
  insist(subjects.length === 0 || purpose !== undefined, "position", "subjects without a purpose");
  insist(!ofOne || subjects.length === 1, "position", "needs of one subject for several");
  const places = given.map((one) => one.subject);
  insist(ascending(places, subjects.length), "position", "a text without a subject");
  insist(distinct(subjects) && distinct(presented), "position", "a subject or a text twice");
  const limits = [search?.limit, trail?.limit].filter((limit) => limit !== undefined);
  insist(limits.every((limit) => isWhole(limit) && limit > 0), "position", "an empty page");
  const keys = [...subjects, needs.account, search?.subject, trail?.subject];
  const isValid = keys.every((key) => key !== "" && isShort(key, MAX_SUBJECT));
  const short = ignored.every((name) => isShort(name, MAX_IGNORED_NAME));
  insist(isValid && short, "text", "an empty or too long text");
  checkAsked(needs, route, seesCodes);
}

/**
 * @throws {CodemintError} `nonsense` if the commit is inconsistent with the route, the needs or the
 * findings.
 */
export function checkCommit(commit: Commit, needs: Needs, found: Findings, route: Route): void {
  checkEffects(commit, route);
  checkIssued(commit, needs, found);
  checkSuperseded(commit, found);
  checkMails(commit, found);
  checkChanged(commit, needs, found, route);
  const { issued, audit } = commit;
  const texts = [...issued.flatMap((one) => [one.note, one.terms]), ...audit.map((a) => a.detail)];
  insist(texts.every((text) => isShort(text, MAX_TEXT)), "text", "a too long text");
  checkAudit(commit, needs, found, route);
}
