/**
 * Changes of codes after they were issued.
 *
 * @module
 */

import type { State } from "../module/types.js";
import type { NewRecord, StoredRecord } from "../store/store.js";
import { equal, holds } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { at, bytes, change, codes, id, issue, mail, nothing, record, TENANT } from "./writes.js";

/** The stored record of a code. */
async function recordOf(fixture: Fixture, n: number): Promise<StoredRecord | undefined> {
  return fixture.store.record(TENANT, id(n));
}

/** State, version, attempts and uses. */
async function stateOf(
  fixture: Fixture,
  n: number,
): Promise<readonly [State, number, number, number] | undefined> {
  const known = (await recordOf(fixture, n))?.known;
  return known && [known.state, known.version, known.tries, known.uses];
}

const revealable = (n: number, subject: string, maxUses: number): NewRecord => ({
  ...record(n, subject),
  sealedCode: bytes("encrypted"),
  maxUses,
});

export async function useIsCountedOnce(fixture: Fixture): Promise<void> {
  await fixture.done(codes(revealable(1, "a", 1), revealable(2, "b", 2), revealable(3, "c", 0)));
  await fixture.done(change(1, 1, "use"));
  equal(await stateOf(fixture, 1), ["redeemed", 2, 0, 1]);
  equal((await recordOf(fixture, 1))?.sealedCode, undefined, "deleted with the last use");
  await fixture.conflict(change(1, 1, "use"));
  await fixture.conflict(change(1, 2, "use"));
  await fixture.done(change(2, 1, "use"));
  equal(await stateOf(fixture, 2), ["pending", 2, 0, 1]);
  holds((await recordOf(fixture, 2))?.sealedCode !== undefined, "it is deleted too early");
  await fixture.conflict(change(2, 1, "use"));
  await fixture.done(change(2, 2, "use"));
  equal(await stateOf(fixture, 2), ["redeemed", 3, 0, 2]);
  for (const version of [1, 2, 3, 4, 5]) await fixture.done(change(3, version, "use"));
  equal(await stateOf(fixture, 3), ["pending", 6, 0, 5], "without a limit");
  // A redeemed code does not conflict with a new one.
  equal(await fixture.liveIds("a"), []);
  await fixture.done(issue(4, "a"));
}

export async function failedAttemptsAreCounted(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  for (const tries of [1, 2, 3, 4]) {
    // Regardless of the version: concurrent attempts are all counted.
    await fixture.done(change(1, 77, "try"));
    equal(await stateOf(fixture, 1), ["pending", 1, tries, 0]);
  }
  await fixture.done(change(1, 1, "try"));
  equal(await stateOf(fixture, 1), ["locked", 2, 5, 0]);
  await fixture.conflict(change(1, 2, "try"));
  await fixture.conflict(change(1, 2, "use"));
  equal(await fixture.liveIds("a"), [id(1)], "a locked code is live");
  await fixture.conflict(change(1, 1, "unlock"));
  await fixture.done(change(1, 2, "unlock"));
  equal(await stateOf(fixture, 1), ["pending", 3, 0, 0]);
  await fixture.conflict(change(1, 3, "unlock"));
  await fixture.done(change(1, 3, "use"));
}

export async function voidedCodeCannotBeUsed(fixture: Fixture): Promise<void> {
  const records = codes(revealable(1, "a", 1), revealable(2, "b", 1));
  await fixture.done({ ...records, mails: [mail(1), mail(2)] });
  await fixture.conflict(change(1, 2, "void"));
  await fixture.done(change(1, 1, "void"));
  equal(await stateOf(fixture, 1), ["voided", 2, 0, 0]);
  equal((await recordOf(fixture, 1))?.sealedCode, undefined, "deleted when voided");
  equal(await fixture.waitingIds(10), [id(2)], "the mail of a voided code is not sent");
  await fixture.conflict(change(1, 2, "void"));
  await fixture.conflict(change(1, 2, "use"));
  for (const _ of [1, 2, 3, 4, 5]) await fixture.done(change(2, 1, "try"));
  await fixture.done(change(2, 2, "void"));
  equal((await stateOf(fixture, 2))?.[0], "voided", "a locked code can be voided");
  await fixture.done(issue(3, "a"));
}

export async function changesStayWithinTheirTenant(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  for (const transition of ["use", "try", "void"] as const) {
    await fixture.conflict({ ...change(1, 1, transition), tenant: "other" });
  }
  equal(await stateOf(fixture, 1), ["pending", 1, 0, 0]);
  equal(await fixture.store.record("other", id(1)), undefined, "another tenant's record");
  // A change needs no purpose.
  const { purpose: _, ...use } = change(1, 1, "use");
  await fixture.done(use);
}

export async function impossibleChangeFailsTheWrite(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  await fixture.conflict({ ...issue(2, "b"), changed: change(1, 9, "void").changed });
  equal(await fixture.liveIds("b"), []);
  await fixture.done({ ...issue(2, "a"), changed: change(1, 1, "void").changed });
  equal(await fixture.liveIds("a"), [id(2)], "a change makes room in the same write");
}

export async function recordIsReturnedWhole(fixture: Fixture): Promise<void> {
  const more = { format: 9, batch: id(99), note: "note", terms: "{}", hidden: true };
  const given: NewRecord = { ...revealable(1, "a", 7), ...more, notBefore: at(5) };
  await fixture.done(codes(given));
  const known = {
    ...{ id: id(1), version: 1, purpose: "enrolment", subject: "a", state: "pending" },
    ...{ created: at(0), notBefore: at(5), notAfter: at(600), tries: 0, maxTries: 5 },
    ...{ uses: 0, maxUses: 7, issuer: "operator", code: undefined, ...more },
  };
  const { digest, sealedCode } = given;
  equal(await recordOf(fixture, 1), { known, digest, sealedCode });
}

export async function latestTimeIsKept(fixture: Fixture): Promise<void> {
  equal(await fixture.store.latest(), undefined);
  await fixture.done({ ...issue(1, "a"), at: at(100) });
  await fixture.done({ ...issue(2, "b"), at: at(50) });
  equal(await fixture.store.latest(), at(100), "time does not go back");
  await fixture.done({ ...nothing, at: at(200) });
  equal(await fixture.store.latest(), at(200));
}
