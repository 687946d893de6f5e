/**
 * New codes, what they replace, and the mails that carry them.
 *
 * @module
 */

import type { Commit, Findings, Issued, Needs, Policy } from "../../module/types.js";
import { isAllowedAddress } from "./address.js";
import { isDue } from "./due.js";
import { ascending, distinct, insist, isWhole } from "./insist.js";

/** Checks new codes: one a subject, each of a kind and for a time that policy and directory allow. */
export function checkIssued(commit: Commit, needs: Needs, found: Findings): void {
  const { issued, batch } = commit;
  const count = needs.subjects.length;
  insist(ascending(issued.map((one) => one.subject), count), "position", "a code of no subject");
  insist(distinct(issued.map((one) => one.id)), "position", "a record twice");
  insist(!issued.some((one) => one.id === batch), "position", "a batch that is a record");
  for (const one of issued) {
    const { policy } = found;
    insist(policy !== undefined, "bounds", "a code without a policy");
    if (policy === undefined) return;
    insist(isAllowed(one, policy, commit, needs, found), "forbidden", "a code that is forbidden");
    insist(isDue(one, policy, needs, found), "code", "a code that is not due");
    insist(isWithin(one, policy, found), "bounds", "a code beyond the policy");
  }
}

/** Whether policy and directory let the subject have one more code. */
function isAllowed(
  one: Issued,
  policy: Policy,
  { superseded }: Commit,
  { purpose }: Needs,
  found: Findings,
): boolean {
  const row = found.rows?.[one.subject];
  const ruled = purpose !== "elevation" || (found.elevation?.rules.length ?? 0) > 0;
  const old = new Set(superseded.map(({ id }) => id));
  const stays = (found.live ?? []).filter(
    ({ id, subject, notAfter }) =>
      subject === one.subject && notAfter >= found.now && !old.has(id),
  );
  const most = policy.maxLive ?? 1;
  const room = most <= 1 || stays.length < most;
  const active = row?.standing === "active" && row.purposeAllowed;
  return policy.issuingAllowed !== false && active && ruled && room;
}

function isWithin(one: Issued, policy: Policy, { now }: Findings): boolean {
  const several = (policy.maxLive ?? 1) > 1;
  const uses = policy.maxUses ?? 1;
  const allowedUses = one.maxUses === uses || uses === 0 || (one.maxUses > 0 && one.maxUses < uses);
  return (
    [one.notBefore, one.notAfter, one.maxUses].every(isWhole) &&
    one.several === several &&
    one.revealable === (policy.revealable ?? false) &&
    one.maxTries === policy.maxTries &&
    allowedUses &&
    one.notBefore >= now &&
    one.notBefore <= one.notAfter &&
    one.notAfter <= now + policy.maxValidity
  );
}

/**
 * Checks superseded codes: only live ones that were found, with their versions, each once, and only
 * where a new code takes their place.
 */
export function checkSuperseded({ superseded, issued }: Commit, found: Findings): void {
  const replaced = new Set(issued.map((one) => one.subject));
  const live = new Map((found.live ?? []).map((code) => [code.id, code]));
  insist(distinct(superseded.map((old) => old.id)), "superseded", "a code superseded twice");
  for (const old of superseded) {
    const code = live.get(old.id);
    const fits = code !== undefined && code.version === old.version && replaced.has(code.subject);
    insist(fits, "superseded", "a superseded code that was not found");
  }
}

/**
 * Checks mails: each carries a new code, one a code, to an address that the directory knows or that
 * the policy allows.
 */
export function checkMails({ mails, issued }: Commit, { policy, rows }: Findings): void {
  const places = mails.map((mail) => mail.issued);
  insist(ascending(places, issued.length), "position", "a mail without a code");
  for (const { issued: place, to } of mails) {
    const row = rows?.[issued[place]?.subject ?? -1];
    const known = to === undefined && row?.hasMail === true;
    const fits =
      policy?.mailConfigured === true && (known || isAllowedAddress(to, policy));
    insist(fits, "address", "a mail to an address that is not allowed");
  }
}
