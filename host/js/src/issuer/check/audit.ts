/**
 * The audit entries: one for each item of the request, each of something that was done.
 *
 * @module
 */

import type {
  AuditEntry,
  AuditEvent,
  Commit,
  Findings,
  Needs,
  Phase,
  Route,
  Transition,
} from "../../module/types.js";
import { isUsable, phaseOf } from "./changes.js";
import { canHave, isOfSeveral, issues, presents } from "./effects.js";
import { insist, isWhole } from "./insist.js";

/** The most items that a request may have. */
const MAX_ITEMS = 1000;

/** Checks the audit entries of a commit. */
export function checkAudit(commit: Commit, needs: Needs, found: Findings, route: Route): void {
  const { audit } = commit;
  const count = needs.subjects.length;
  const known = ({ subject }: AuditEntry) =>
    subject === undefined || (isWhole(subject) && subject < count);
  insist(audit.every(known), "position", "an entry about no subject");
  const named = audit.every(
    (entry) => canHave(route, entry.event) && names(entry, needs, found),
  );
  insist(named, "audit", "an entry of something else");
  insist(hasTheirNumber(commit, needs, route), "audit", "too many entries, or too few");
  insist(haveBeenDone(commit), "audit", "an entry of what was not done, or none of what was");
  const counted = !presents(route) || isCounted(commit, found);
  insist(counted, "audit", "an attempt that is not counted");
}

/**
 * Whether the record that an entry names is the one that was asked for, the one that was found, or a
 * live one of the entry's subject.
 */
function names({ recordId, subject }: AuditEntry, needs: Needs, found: Findings): boolean {
  if (recordId === undefined) return true;
  if (needs.record === recordId || found.record?.recorded.id === recordId) return true;
  return (found.live ?? []).some(
    (code) => code.id === recordId && (subject === undefined || subject === code.subject),
  );
}

/**
 * Whether there are as many entries as there must be: one a subject, or one for each of its codes
 * that is revoked; one for each item that was not understood. A request about a single thing has one.
 * A dry run has none and changes nothing; neither does an answer that cannot be written, whose only
 * entry says so.
 */
function hasTheirNumber(commit: Commit, needs: Needs, route: Route): boolean {
  const { audit, issued, changed } = commit;
  if (!isOfSeveral(route, needs)) return audit.length === 1;
  const of = audit.filter(({ subject }) => subject !== undefined);
  if (of.length === 0 && audit.length <= 1) {
    const nothingDone = issued.length + changed.length === 0;
    return nothingDone && (audit.length === 1 || issues(route));
  }
  const inOrder = of.every((entry, place) => {
    const before = of[place - 1];
    if (before?.subject === undefined || entry.subject === undefined) return true;
    const bothVoided = before.event === "voided" && entry.event === "voided";
    return before.subject < entry.subject || (before.subject === entry.subject && bothVoided);
  });
  const subjects = new Set(of.map(({ subject }) => subject));
  const misread = audit.length - of.length;
  const count = needs.subjects.length;
  return inOrder && subjects.size === count && misread + count <= MAX_ITEMS;
}

/** Whether every new code and every change has its entry, and every such entry its code or change. */
function haveBeenDone({ audit, issued, changed }: Commit): boolean {
  const of = (event: AuditEvent) => audit.filter((entry) => entry.event === event);
  const made = (transition: Transition) =>
    changed.filter((change) => change.transition === transition).map(({ id }) => id);
  const recorded = (event: AuditEvent) => of(event).map(({ recordId }) => recordId);
  const counts = ["code-wrong", "code-spent", "code-mistyped"];
  return (
    same(of("issued").map(({ subject }) => subject), issued.map(({ subject }) => subject)) &&
    of("issued").every(({ recordId }) => recordId === undefined) &&
    same(recorded("redeemed"), made("use")) &&
    same(recorded("voided"), made("void")) &&
    same(recorded("unlocked"), made("unlock")) &&
    (made("try").length === 0 || audit.some(({ event }) => counts.includes(event)))
  );
}

function same<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((it, place) => it === other[place]);
}

const OVER: readonly (Phase | undefined)[] = ["redeemed", "voided", "superseded", "removed"];

/**
 * Whether the event of a presented text is that of what was found, and a failed attempt is counted
 * against every code that could be redeemed. Only a mistyped text spares those of the policy's own
 * format, where that has check symbols.
 */
function isCounted({ audit, changed }: Commit, found: Findings): boolean {
  const { now, policy, record: named } = found;
  const standing = found.rows?.[0]?.standing ?? "unavailable";
  const phase = named === undefined ? undefined : phaseOf(named.recorded, now);
  const tries = changed.filter(({ transition }) => transition === "try").length;
  const usable = (found.live ?? []).filter((code) => isUsable(code, now)).length;
  const active = standing === "active";
  const fits = (event: AuditEvent): boolean => {
    switch (event) {
      case "code-mistyped":
        return (policy?.format.check ?? "none") !== "none";
      case "redeemed":
      case "checked":
        return active && phase === "pending";
      case "code-early":
        return active && phase === "not-yet-valid";
      case "code-expired":
        return active && phase === "expired";
      case "code-locked":
        return active && phase === "locked";
      case "code-spent":
        return active && OVER.includes(phase) && tries <= usable;
      case "code-wrong":
        return active && phase === undefined && tries === usable && tries > 0;
      case "code-absent":
        return active && phase === undefined && usable === 0;
      case "subject-refused":
        return !active && standing !== "unavailable";
      case "undetermined":
        return standing === "unavailable";
      default:
        return false;
    }
  };
  return audit.every(({ event }) => fits(event));
}
