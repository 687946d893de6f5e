/**
 * Attempts at mails, and dead letters.
 *
 * @module
 */

import type { MailFault } from "../mail/mailer.js";
import type { DeadMail, MailStep } from "../store/store.js";
import { MAIL_FAULTS } from "../mail/faults.js";
import { equal, holds } from "./equal.js";
import { contains, type Fixture } from "./fixture.js";
import { at, codes, id, issue, mail, nothing, PURPOSE, record, TENANT } from "./writes.js";

/** A code with a mail, for a subject of its own. */
async function order(fixture: Fixture, ...numbers: readonly number[]): Promise<void> {
  for (const n of numbers) {
    await fixture.done({ ...issue(n, `subject-${n}`), mails: [mail(n)] });
  }
}

const fail = (againAt: number, fault: MailFault): MailStep => ({
  kind: "fail",
  againAt: at(againAt),
  fault,
});

const attempt = (until: number): MailStep => ({ kind: "try", until: at(until) });

const die = (seconds: number, fault: MailFault): MailStep => ({
  kind: "die",
  at: at(seconds),
  fault,
});

export async function mailsAreDueInTime(fixture: Fixture): Promise<void> {
  await order(fixture, 1, 2, 3, 4);
  equal(await fixture.due(TENANT, 0), [1, 2, 3, 4].map(id), "immediately, oldest first");
  equal(await fixture.step(1, 0, attempt(30)), true);
  equal(await fixture.step(3, 0, attempt(20)), true);
  equal(await fixture.due(TENANT, 19), [2, 4].map(id));
  equal(await fixture.due(TENANT, 20), [2, 4, 3].map(id));
  equal(await fixture.due(TENANT, 30), [2, 4, 3, 1].map(id), "earliest first");
  const some = await fixture.store.dueMails(TENANT, at(30), 2);
  equal(some.map((waiting) => waiting.mail), [mail(2), mail(4)], "the mails as ordered");
}

export async function dueMailsAreSeparate(fixture: Fixture): Promise<void> {
  await order(fixture, 1);
  await fixture.done({ ...issue(2, "subject"), mails: [mail(2)], tenant: "other" });
  equal(await fixture.due(TENANT, 0), [id(1)]);
  equal(await fixture.due("other", 0), [id(2)]);
  equal(await fixture.due("", 0), []);
}

export async function attemptIsCountedOnce(fixture: Fixture): Promise<void> {
  await order(fixture, 1);
  equal(await fixture.step(1, 0, attempt(60)), true);
  equal(await fixture.step(1, 0, attempt(90)), false, "with the previous number of attempts");
  const [waiting] = await fixture.waiting(9);
  equal([waiting?.attempts, waiting?.nextAttemptAt], [1, at(60)]);
  equal(waiting?.lastError, "unanswered");
  equal(await fixture.step(1, 2, attempt(90)), false, "with a wrong number of attempts");
  equal(await fixture.step(1, 1, attempt(90)), true);
  equal(await fixture.step(99, 0, attempt(90)), false, "a mail that does not exist");
  equal((await fixture.waiting(9))[0]?.attempts, 2);
}

export async function failedAttemptIsRecorded(fixture: Fixture): Promise<void> {
  await order(fixture, 1);
  equal(await fixture.step(1, 0, attempt(60)), true);
  for (const [n, fault] of MAIL_FAULTS.entries()) {
    equal(await fixture.step(1, 1, fail(70 + n, fault)), true);
    const [waiting] = await fixture.waiting(9);
    equal([waiting?.attempts, waiting?.nextAttemptAt], [1, at(70 + n)]);
    equal([waiting?.lastError, waiting?.mail], [fault, mail(1)]);
  }
}

export async function mailCanBeHurried(fixture: Fixture): Promise<void> {
  await order(fixture, 1);
  equal(await fixture.step(1, 0, attempt(60)), true);
  equal(await fixture.step(1, 1, fail(500, "temporary")), true);
  equal(await fixture.due(TENANT, 100), []);
  equal(await fixture.step(1, 1, { kind: "hurry", at: at(100) }), true);
  equal(await fixture.due(TENANT, 100), [id(1)]);
  equal((await fixture.waiting(9))[0]?.lastError, "temporary");
  equal(await fixture.step(1, 0, { kind: "hurry", at: at(1) }), false, "wrong attempts");
}

/**
 * Reports whether the first mail's encrypted code is stored; `undefined` if that is not visible.
 */
async function hasCode(fixture: Fixture): Promise<boolean | undefined> {
  const held = await fixture.mailHeld(1);
  return held === undefined ? undefined : contains(held, mail(1).sealedCode);
}

export async function deadLetterIsKeptWithoutCode(fixture: Fixture): Promise<void> {
  await order(fixture, 1, 2);
  equal(await fixture.step(1, 0, attempt(60)), true);
  holds((await hasCode(fixture)) !== false, "the fixture does not see the encrypted code");
  equal(await fixture.mailCounts(), [2, 0]);
  equal(await fixture.step(1, 0, die(70, "rejected")), false, "wrong attempts");
  equal(await fixture.step(1, 1, die(70, "rejected")), true);
  holds((await hasCode(fixture)) !== true, "the encrypted code of a dead letter is stored");
  equal([await fixture.mailCounts(), (await fixture.waiting(9)).length], [[1, 1], 1]);
  equal(await fixture.due(TENANT, 1000), [id(2)]);
  const whose = { tenant: TENANT, purpose: PURPOSE, record: id(1), to: "mail-1@example.com" };
  const dead: DeadMail = { ...whose, attempts: 1, diedAt: at(70), fault: "rejected" };
  equal(await fixture.dead(9), [dead]);
  // A dead letter does not change.
  for (const step of [attempt(99), fail(99, "temporary"), die(99, "expired")]) {
    equal(await fixture.step(1, 1, step), false, step.kind);
  }
  await fixture.store.forgetMail(id(1));
  await fixture.conflict({ ...nothing, mails: [mail(1)] });
  equal(await fixture.dead(9), [dead]);
  equal(await fixture.liveIds("subject-1"), [id(1)], "the code itself stays");
}

export async function deadLettersAreInOrder(fixture: Fixture): Promise<void> {
  equal(await fixture.dead(9), []);
  await order(fixture, 1, 2, 3, 4);
  for (const [n, seconds] of [[3, 50], [1, 70], [4, 20], [2, 50]] as const) {
    equal(await fixture.step(n, 0, die(seconds, "recipient")), true);
  }
  const ids = async (limit: number): Promise<string[]> =>
    (await fixture.dead(limit)).map((dead) => dead.record);
  equal(await ids(9), [4, 2, 3, 1].map(id), "oldest first at the same time");
  equal(await ids(2), [4, 2].map(id));
}

export async function mailOfARemovedCodeDies(fixture: Fixture): Promise<void> {
  await fixture.done({ ...codes({ ...record(1, "a"), removeAt: at(700) }), mails: [mail(1)] });
  equal(await fixture.remove(700, 9), 1);
  const [dead] = await fixture.dead(9);
  holds(dead !== undefined, "its mail is not a dead letter");
  equal([dead?.record, dead?.fault, dead?.diedAt], [id(1), "expired", at(700)]);
  holds((await hasCode(fixture)) !== true, "the encrypted code of its mail is stored");
}
