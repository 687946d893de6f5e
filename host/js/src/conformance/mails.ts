/**
 * The outbox.
 *
 * @module
 */

import type { Purpose } from "../module/types.js";
import type { WaitingMail, Write } from "../store/store.js";
import { equal } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { at, codes, id, issue, mail, nothing, PURPOSE, record, TENANT } from "./writes.js";

/** A code with a mail, for a subject of its own. */
const mailed = (n: number): Write => ({ ...issue(n, `subject-${n}`), mails: [mail(n)] });

/** A mail without an attempt. */
function untried(tenant: string, purpose: Purpose, seconds: number, n: number): WaitingMail {
  const notAfter = at(seconds);
  return { tenant, purpose, notAfter, attempts: 0, nextAttemptAt: 0, mail: mail(n) };
}

export async function waitingMailsAreInOrder(fixture: Fixture): Promise<void> {
  equal(await fixture.waiting(10), []);
  // Neither IDs nor times are in this order.
  const early = { ...record(3, "early"), notAfter: at(7) };
  await fixture.done(mailed(5));
  await fixture.done({ ...codes(early), purpose: "password-reset", mails: [mail(3)] });
  await fixture.done({ ...mailed(9), tenant: "other" });
  await fixture.done({ ...codes(record(1, "one"), record(2, "two")), mails: [mail(2), mail(1)] });
  equal(await fixture.waitingIds(10), [5, 3, 2, 1].map(id));
  equal(await fixture.waitingIds(2), [5, 3].map(id));
  equal(await fixture.waitingIds(0), []);
  equal(await fixture.waiting(2), [
    untried(TENANT, PURPOSE, 600, 5),
    untried(TENANT, "password-reset", 7, 3),
  ]);
  equal(await fixture.waitingOf("other", 10), [untried("other", PURPOSE, 600, 9)]);
}

export async function forgottenMailStaysForgotten(fixture: Fixture): Promise<void> {
  for (const n of [1, 2, 3]) await fixture.done(mailed(n));
  for (const _ of [1, 2]) {
    await fixture.store.forgetMail(id(2));
    equal(await fixture.waitingIds(10), [1, 3].map(id));
  }
  // Forgetting a mail that never existed.
  await fixture.store.forgetMail(id(99));
  // The place of the last mail is not reused.
  await fixture.store.forgetMail(id(3));
  await fixture.done(mailed(4));
  equal(await fixture.waitingIds(10), [1, 4].map(id));
  // The code itself stays.
  equal(await fixture.liveIds("subject-2"), [id(2)]);
}

export async function secondMailConflicts(fixture: Fixture): Promise<void> {
  await fixture.done(mailed(1));
  await fixture.conflict({ ...nothing, mails: [mail(1)] });
  await fixture.conflict({ ...issue(2, "b"), mails: [mail(2), mail(2)] });
  equal(await fixture.waitingIds(10), [id(1)]);
  // An existing code may still get its first mail.
  await fixture.done(issue(3, "c"));
  await fixture.done({ ...nothing, mails: [mail(3)] });
  equal(await fixture.waitingIds(10), [1, 3].map(id));
}
