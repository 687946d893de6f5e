/**
 * Compares every answer of the module with what it was asked and given: positions, versions, bounds,
 * and that the route may do it. An answer that makes no sense is a failure, nothing of it is used,
 * and its instance is discarded. `host/rust/src/module/check.rs` has the same checks;
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

/** The most subjects that one request may have. */
const MAX_SUBJECTS = 1000;

/** The most texts that a typed code may stand for. */
const MAX_PRESENTED = 8;

/** The most names of members that were passed over, and the longest one, in UTF-16 units. */
const MAX_IGNORED = 8;
const MAX_IGNORED_NAME = 1024;

/** The longest canonical spelling of a subject, in UTF-16 units. */
const MAX_SUBJECT = 8 * 1024;

/** The longest text that a commit may carry beside codes, in UTF-16 units. */
const MAX_TEXT = 16 * 1024;

/** @throws {CodemintError} `nonsense` where a route may do more than its authentication allows. */
export function checkRoutes(routes: readonly Route[]): void {
  routes.forEach(checkRoute);
}

/**
 * @throws {CodemintError} `nonsense` where the needs do not hold together, or ask for what the route
 * or the caller may not do.
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
  insist(!ofOne || subjects.length === 1, "position", "a question about one of many");
  const places = given.map((one) => one.subject);
  insist(ascending(places, subjects.length), "position", "a text of no subject");
  insist(distinct(subjects) && distinct(presented), "position", "a subject or a text twice");
  const limits = [search?.limit, trail?.limit].filter((limit) => limit !== undefined);
  insist(limits.every((limit) => isWhole(limit) && limit > 0), "position", "a page of nothing");
  const keys = [...subjects, needs.account, search?.subject, trail?.subject];
  const named = keys.every((key) => key !== "" && isShort(key, MAX_SUBJECT));
  const short = ignored.every((name) => isShort(name, MAX_IGNORED_NAME));
  insist(named && short, "text", "a text that is empty or too long");
  checkAsked(needs, route, seesCodes);
}

/**
 * @throws {CodemintError} `nonsense` where the commit does not fit the route, or what was asked and
 * found.
 */
export function checkCommit(commit: Commit, needs: Needs, found: Findings, route: Route): void {
  checkEffects(commit, route);
  checkIssued(commit, needs, found);
  checkSuperseded(commit, found);
  checkMails(commit, found);
  checkChanged(commit, needs, found, route);
  const { issued, audit } = commit;
  const texts = [...issued.flatMap((one) => [one.note, one.terms]), ...audit.map((a) => a.detail)];
  insist(texts.every((text) => isShort(text, MAX_TEXT)), "text", "too long a text");
  checkAudit(commit, needs, found, route);
}
