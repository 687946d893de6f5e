/**
 * Checks new codes, the codes that they supersede, and the mails that contain them.
 *
 * @module
 */

import type { Commit, Findings, Issued, Needs, Policy } from "../../module/types.js";
import { isAllowedAddress } from "./address.js";
import { DEFAULTS } from "./defaults.js";
import { hasExpectedForm } from "./form.js";
import { ascending, distinct, insist, isWhole } from "./insist.js";

/**
 * Checks new codes: one per subject, in a form and with a validity that policy and directory allow.
 */
export function checkIssued(commit: Commit, needs: Needs, found: Findings): void {
  const { issued, batch } = commit;
  const count = needs.subjects.length;
  const places = issued.map((one) => one.subject);
  insist(ascending(places, count), "position", "a code without a subject");
  insist(distinct(issued.map((one) => one.id)), "position", "a record twice");
  insist(!issued.some((one) => one.id === batch), "position", "a batch with the ID of a record");
  for (const one of issued) {
    const { policy } = found;
    insist(policy !== undefined, "bounds", "a code without a policy");
    if (policy === undefined) return;
    insist(isAllowed(one, policy, commit, needs, found), "forbidden", "a code that is forbidden");
    insist(hasExpectedForm(one, policy, needs, found), "code", "a code of unexpected form");
    insist(isWithin(one, policy, found), "bounds", "a code beyond the policy");
  }
}

/** Reports whether policy and directory allow the subject another code. */
function isAllowed(
  one: Issued,
  policy: Policy,
  { superseded }: Commit,
  { purpose }: Needs,
  found: Findings,
): boolean {
  const row = found.rows?.[one.subject];
  const hasRules = purpose !== "elevation" || (found.elevation?.rules.length ?? 0) > 0;
  const old = new Set(superseded.map(({ id }) => id));
  const remaining = (found.live ?? []).filter(
    ({ id, subject, notAfter }) =>
      subject === one.subject && notAfter >= found.now && !old.has(id),
  );
  const { maxLive: most = DEFAULTS.maxLive, issuingAllowed = DEFAULTS.issuingAllowed } = policy;
  const room = most <= 1 || remaining.length < most;
  const active = row?.standing === "active" && row.purposeAllowed;
  return issuingAllowed && active && hasRules && room;
}

function isWithin(one: Issued, policy: Policy, { now }: Findings): boolean {
  const several = (policy.maxLive ?? DEFAULTS.maxLive) > 1;
  const uses = policy.maxUses ?? DEFAULTS.maxUses;
  const allowedUses = one.maxUses === uses || uses === 0 || (one.maxUses > 0 && one.maxUses < uses);
  return (
    [one.notBefore, one.notAfter, one.maxUses].every(isWhole) &&
    one.several === several &&
    one.revealable === (policy.revealable ?? DEFAULTS.revealable) &&
    one.maxTries === policy.maxTries &&
    allowedUses &&
    one.notBefore >= now &&
    one.notBefore <= one.notAfter &&
    one.notAfter <= now + policy.maxValidity
  );
}

/**
 * Checks superseded codes: only live ones that were found, in the same version, each once, and only
 * for subjects that get a new code.
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
 * Checks mails: each contains a new code, at most one per code, and goes to an address that the
 * directory knows or that the policy allows.
 */
export function checkMails({ mails, issued }: Commit, { policy, rows }: Findings): void {
  const places = mails.map((mail) => mail.issued);
  insist(ascending(places, issued.length), "position", "a mail without a code");
  for (const { issued: place, to } of mails) {
    const row = rows?.[issued[place]?.subject ?? -1];
    const known = to === undefined && row?.hasMail === true;
    const sends = policy?.mailConfigured ?? DEFAULTS.mailConfigured;
    const fits = policy !== undefined && sends && (known || isAllowedAddress(to, policy));
    insist(fits, "address", "a mail to an address that is not allowed");
  }
}
