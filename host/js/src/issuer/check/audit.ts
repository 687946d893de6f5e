/**
 * Checks audit entries: one for each item of the request, each for something that was done.
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
import { phaseOf } from "../../store/phase.js";
import { isUsable } from "./changes.js";
import { DEFAULT_CHECK } from "./defaults.js";
import { canHave, hasSeveralEntries, issues, presents } from "./effects.js";
import { insist, isWhole } from "./insist.js";

/** The maximum number of items in a request. */
const MAX_ITEMS = 1000;

/** Checks the audit entries of a commit. */
export function checkAudit(commit: Commit, needs: Needs, found: Findings, route: Route): void {
  const { audit } = commit;
  const count = needs.subjects.length;
  const known = ({ subject }: AuditEntry) =>
    subject === undefined || (isWhole(subject) && subject < count);
  insist(audit.every(known), "position", "an entry without a subject");
  const allowed = audit.every(
    (entry) => canHave(route, entry.event) && hasKnownRecord(entry, needs, found),
  );
  insist(allowed, "audit", "an entry for an unrelated event or record");
  insist(hasTheirNumber(commit, needs, route), "audit", "too many entries, or too few");
  insist(haveBeenDone(commit), "audit", "the entries differ from what was done");
  const counted = !presents(route) || isCounted(commit, found);
  insist(counted, "audit", "an attempt that is not counted");
}

/**
 * Reports whether the record of an entry is the requested one, the one that was found, or a live
 * one of the entry's subject.
 */
function hasKnownRecord({ recordId, subject }: AuditEntry, needs: Needs, found: Findings): boolean {
  if (recordId === undefined) return true;
  if (needs.record === recordId || found.record?.recorded.id === recordId) return true;
  return (found.live ?? []).some(
    (code) => code.id === recordId && (subject === undefined || subject === code.subject),
  );
}

/**
 * Reports whether the number of entries is right: one per subject, or one for each of its codes
 * that is voided, and one per item that was not understood. A request about a single record has
 * one. A dry run has none and changes nothing. An answer that cannot be encoded changes nothing
 * either, and has the one entry that says so.
 */
function hasTheirNumber(commit: Commit, needs: Needs, route: Route): boolean {
  const { audit, issued, changed } = commit;
  if (!hasSeveralEntries(route, needs)) return audit.length === 1;
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

/** Reports whether new codes and changes correspond one to one to their entries. */
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

const ENDED: readonly (Phase | undefined)[] = ["redeemed", "voided", "superseded", "removed"];

/**
 * Reports whether the event of a presented text corresponds to the findings, and a failed attempt
 * counts against every code that could be redeemed. Only a mistyped text may leave out the codes of
 * the policy's own format, if that has check symbols.
 */
function isCounted({ audit, changed }: Commit, found: Findings): boolean {
  const { now, policy, record } = found;
  const standing = found.rows?.[0]?.standing ?? "unavailable";
  const phase = record === undefined ? undefined : phaseOf(record.recorded, now);
  const tries = changed.filter(({ transition }) => transition === "try").length;
  const usable = (found.live ?? []).filter((code) => isUsable(code, now)).length;
  const active = standing === "active";
  const fits = (event: AuditEvent): boolean => {
    switch (event) {
      case "code-mistyped":
        return (policy?.format.check ?? DEFAULT_CHECK) !== "none";
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
        return active && ENDED.includes(phase) && tries <= usable;
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
