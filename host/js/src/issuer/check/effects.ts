/**
 * What a route may do, compared with what the module asks for and answers.
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

/** What an operator's role allows. */
const ROLES: ReadonlyMap<string, readonly Effect[]> = new Map([
  ["issue", ["issue"]],
  ["read", ["read", "reveal"]],
  ["void", ["void", "unlock"]],
  ["audit", ["audit"]],
]);

/**
 * Checks a route: it may do no more than what each of its ways to authenticate allows. A tenant's own
 * credentials allow everything; an operator's role and the public only their part.
 *
 * @throws {CodemintError} `nonsense`.
 */
export function checkRoute({ authentication, effects }: Route): void {
  const fits = effects.every(
    (effect) =>
      authentication.length > 0 && authentication.every((scheme) => allows(scheme, effect)),
  );
  insist(fits, "effect", "a route that may do more than its authentication allows");
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
  const asks = (asked: boolean, allowed: boolean, what: string): void =>
    insist(!asked || allowed, "effect", what);
  const ofSubjects = may(route, "issue", "check", "void", "reveal");
  asks(needs.subjects.length > 0, ofSubjects, "subjects");
  asks(needs.given.length > 0 || needs.account !== undefined, may(route, "issue"), "a wish");
  asks(needs.presented.length > 0, may(route, "check"), "a presented code");
  asks(listed || opened, may(route, "reveal") && seesCodes, "codes that are opened");
  asks(opened, record !== undefined, "a code of no record");
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

/** Checks that the route may do everything that the commit does. */
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

/** Whether a call of the route can have that event. */
export function canHave(route: Route, event: AuditEvent): boolean {
  return Object.hasOwn(BY_EVENT, event) && may(route, ...BY_EVENT[event]);
}

/** Whether a request of the route may have several entries: it issues, or it revokes by subject. */
export function isOfSeveral(route: Route, { record }: Needs): boolean {
  return may(route, "issue") || (may(route, "void") && record === undefined);
}

/** Whether codes are presented by the route. */
export const presents = (route: Route): boolean => may(route, "check");

/** Whether the route issues: its dry run records nothing. */
export const issues = (route: Route): boolean => may(route, "issue");
