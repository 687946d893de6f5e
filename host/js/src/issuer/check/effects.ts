/**
 * Checks needs and commits against the effects of the route.
 *
 * @module
 */

import type {
  AuditEvent,
  Authentication,
  Commit,
  Effect,
  Needs,
  Route,
  Transition,
} from "../../module/types.js";
import { insist } from "./insist.js";

/** The effects that an operator's role allows. */
const ROLES: ReadonlyMap<string, readonly Effect[]> = new Map([
  ["issue", ["issue"]],
  ["read", ["read", "reveal"]],
  ["void", ["void", "unlock"]],
  ["audit", ["audit"]],
]);

/**
 * Checks a route: it has only effects that each of its authentication schemes allows. A tenant's
 * own credentials allow every effect; an operator's role and public access only some.
 *
 * @throws {CodemintError} `nonsense`.
 */
export function checkRoute({ authentication, effects }: Route): void {
  const fits = effects.every(
    (effect) =>
      authentication.length > 0 && authentication.every((scheme) => allows(scheme, effect)),
  );
  insist(fits, "effect", "a route with an effect that its authentication forbids");
}

function allows(scheme: Authentication, effect: Effect): boolean {
  switch (scheme.scheme) {
    case "operator":
      return ROLES.get(scheme.role)?.includes(effect) ?? false;
    case "public":
      return effect === "check" || effect === "redeem";
    default:
      return true;
  }
}

const may = ({ effects }: Route, ...some: readonly Effect[]) =>
  some.some((effect) => effects.includes(effect));

/** Checks that the route and the caller may look up everything that the needs ask for. */
export function checkAsked(needs: Needs, route: Route, seesCodes: boolean): void {
  const { record, trail, listed, opened } = needs;
  const history = trail?.recordId !== undefined && trail.recordId === record;
  const asks = (needed: boolean, allowed: boolean, what: string): void =>
    insist(!needed || allowed, "effect", what);
  const ofSubjects = may(route, "issue", "check", "void", "reveal");
  asks(needs.subjects.length > 0, ofSubjects, "subjects");
  const wishes = needs.given.length > 0 || needs.account !== undefined;
  asks(wishes, may(route, "issue"), "a given code or an account");
  asks(needs.presented.length > 0, may(route, "check"), "a presented code");
  asks(listed || opened, may(route, "reveal") && seesCodes, "the values of codes");
  asks(opened, record !== undefined, "the value of a code without a record");
  asks(record !== undefined, may(route, "read", "void", "unlock"), "a record");
  asks(needs.search !== undefined, may(route, "read"), "a search");
  asks(trail !== undefined, may(route, "audit") || (history && may(route, "read")), "the trail");
  asks(needs.tenant !== undefined, route.tenant.from === "request", "another tenant");
}

const BY_TRANSITION: Readonly<Record<Transition, Effect>> = {
  use: "redeem",
  try: "check",
  void: "void",
  unlock: "unlock",
};

/** Checks that the route has every effect of the commit. */
export function checkEffects(commit: Commit, route: Route): void {
  const { issued, superseded, mails, batch, changed } = commit;
  const issues = issued.length + superseded.length + mails.length > 0 || batch !== undefined;
  insist(!issues || may(route, "issue"), "effect", "a code that is issued");
  const allowed = changed.every(({ transition }) => may(route, BY_TRANSITION[transition]));
  insist(allowed, "effect", "a change that the route does not make");
}

const BY_EVENT: Readonly<Record<AuditEvent, readonly Effect[]>> = {
  issued: ["issue"],
  "purpose-forbidden": ["issue"],
  "validity-refused": ["issue"],
  "mail-domain-refused": ["issue"],
  "no-mail": ["issue"],
  "time-refused": ["issue"],
  "code-refused": ["issue"],
  "elevation-refused": ["issue"],
  checked: ["check"],
  "code-wrong": ["check"],
  "code-absent": ["check"],
  "code-early": ["check"],
  "code-expired": ["check"],
  "code-locked": ["check"],
  "code-spent": ["check"],
  "code-mistyped": ["check"],
  redeemed: ["redeem"],
  voided: ["void"],
  unlocked: ["unlock"],
  listed: ["reveal"],
  inspected: ["read"],
  searched: ["read"],
  "trail-read": ["audit"],
  "record-unknown": ["read", "void", "unlock"],
  "state-refused": ["void", "unlock"],
  "not-understood": ["issue", "void", "reveal"],
  "subject-refused": ["issue", "check", "void", "reveal"],
  undetermined: ["issue", "check", "void", "reveal"],
};

/** Reports whether a call of the route can cause that event. */
export function canHave(route: Route, event: AuditEvent): boolean {
  return Object.hasOwn(BY_EVENT, event) && may(route, ...BY_EVENT[event]);
}

/** Reports whether a request can have several entries: it issues, or it voids codes by subject. */
export function hasSeveralEntries(route: Route, { record }: Needs): boolean {
  return may(route, "issue") || (may(route, "void") && record === undefined);
}

/** Reports whether codes are presented on the route. */
export const presents = (route: Route): boolean => may(route, "check");

/** Reports whether the route issues codes: a dry run has no audit entries. */
export const issues = (route: Route): boolean => may(route, "issue");
