import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { isMailFault, isPermanent } from "../../src/mail/faults.js";
import type { MailFault } from "../../src/mail/mailer.js";
import { MailFixture, keysOf, NOT_AFTER, recordOf } from "./fixture.js";

const FAULTS: readonly MailFault[] = [
  "connection",
  "login",
  "temporary",
  "rejected",
  "recipient",
  "needs-smtputf8",
  "composition",
  "unsealable",
  "unanswered",
  "expired",
];
const FEW = { first: 30, longest: 3600, attempts: 3 };

test("pauses double until the mail is accepted", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  const outbox = await fixture.outbox({ retries: { first: 30, longest: 100, attempts: 10 } });
  for (let n = 0; n < 4; n += 1) fixture.mailer.answers.push(() => "temporary");
  for (const [tries, wait] of [[1, 30], [2, 60], [3, 100], [4, 100]] as const) {
    assert.equal(await outbox.drain("demo"), 1);
    const { attempts, nextAttemptAt, lastError } = fixture.queue.one();
    assert.deepEqual([attempts, nextAttemptAt - fixture.now, lastError], [tries, wait, "temporary"]);
    fixture.now += wait - 1;
    assert.equal(await outbox.drain("demo"), 0, "not due one second earlier");
    fixture.now += 1;
  }
  assert.equal(await outbox.drain("demo"), 1);
  assert.deepEqual(fixture.sent(), ["a@example.com 000000001"]);
  assert.equal(fixture.queue.waiting.size, 0);
});

test("randomness shortens a pause, and its failure does not", async () => {
  for (const [fill, wait] of [
    [async (bytes: Uint8Array) => void bytes.set([15, 0, 0, 0]), 15],
    [async () => Promise.reject(new Error("no randomness")), 30],
  ] as const) {
    const fixture = new MailFixture();
    await fixture.order(1);
    fixture.mailer.answers.push(() => "temporary");
    await (await fixture.outbox({ entropy: { fill } })).drain("demo");
    assert.equal(fixture.queue.one().nextAttemptAt, fixture.now + wait);
  }
});

test("a permanent fault ends the attempts, and others do not", async () => {
  const permanent = ["rejected", "recipient", "needs-smtputf8", "expired"];
  for (const fault of FAULTS) {
    assert.equal(isPermanent(fault), permanent.includes(fault), fault);
    const fixture = new MailFixture();
    await fixture.order(1);
    const outbox = await fixture.outbox({ retries: FEW });
    for (let n = 0; n < 4; n += 1) fixture.mailer.answers.push(() => fault);
    await outbox.drain("demo");
    assert.equal(fixture.queue.dead.length, permanent.includes(fault) ? 1 : 0, fault);
    for (let drains = 0; drains < 3; drains += 1) {
      fixture.now += 1000;
      await outbox.drain("demo");
    }
    const tries = permanent.includes(fault) ? 1 : 3;
    const [dead] = fixture.queue.dead;
    assert.deepEqual([dead?.fault, dead?.attempts], [fault, tries]);
    assert.deepEqual(fixture.sent(), []);
  }
  for (const invalid of ["", "toString", null, undefined, 1, {}]) {
    assert.equal(isMailFault(invalid), false);
  }
});

test("a mail that would be too late dies when its code expires", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  fixture.mailer.answers.push(() => "temporary");
  fixture.now = 9000;
  const outbox = await fixture.outbox({ retries: { first: 5000, longest: 5000, attempts: 10 } });
  await outbox.drain("demo");
  assert.equal(fixture.queue.one().nextAttemptAt, NOT_AFTER + 1);
  fixture.now = NOT_AFTER + 1;
  await outbox.drain("demo");
  assert.equal(fixture.queue.dead[0]?.fault, "expired");
});

test("a rejected mail does not delay others, and an unreachable service stops the drain", async () => {
  const fixture = new MailFixture();
  for (let number = 1; number <= 30; number += 1) await fixture.order(number);
  for (let n = 0; n < 20; n += 1) fixture.mailer.answers.push(() => "rejected");
  for (let n = 0; n < 9; n += 1) fixture.mailer.answers.push(() => "temporary");
  const outbox = await fixture.outbox();
  assert.equal(await outbox.drain("demo"), 30);
  assert.deepEqual(fixture.sent(), ["a@example.com 000000030"]);
  assert.deepEqual([fixture.queue.waiting.size, fixture.queue.dead.length], [9, 20]);
  for (const fault of ["connection", "login"] as const) {
    const other = new MailFixture();
    for (let number = 1; number <= 9; number += 1) await other.order(number);
    other.mailer.answers.push(() => fault);
    assert.equal(await (await other.outbox()).drain("demo"), 1, "one attempt");
    const attempted = [...other.queue.waiting.values()].filter((mail) => mail.attempts > 0);
    assert.equal(attempted.length, 1);
  }
});

test("an exception of the mailer is a connection fault, and its text is not reported", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  fixture.mailer.answers.push(() => {
    throw new Error("550 the mail began with hush");
  });
  assert.equal(await (await fixture.outbox()).drain("demo"), 1);
  assert.equal(fixture.queue.one().lastError, "connection");
  const event = { kind: "failed", tenant: "demo", record: recordOf(1), fault: "connection" };
  assert.deepEqual(fixture.events, [{ ...event, attempts: 1, againAt: 1030 }]);
  assert.ok(!inspect(fixture.events).includes("hush"));
  // Any other value does not say whether the mail was accepted.
  fixture.mailer.answers.push(() => "250 ok" as MailFault);
  fixture.now = 1030;
  await (await fixture.outbox()).drain("demo");
  assert.equal(fixture.queue.one().lastError, "unanswered");
});

test("a mail dies after all its attempts were started and none has ended", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  for (let attempts = 0; attempts < FEW.attempts; attempts += 1) {
    assert.ok(await fixture.queue.stepMail(recordOf(1), attempts, { kind: "try", until: 1000 }));
  }
  assert.equal(await (await fixture.outbox({ retries: FEW })).drain("demo"), 1);
  assert.deepEqual(fixture.sent(), []);
  const [dead] = fixture.queue.dead;
  assert.deepEqual([dead?.fault, dead?.attempts], ["unanswered", FEW.attempts]);
});

test("a mail with a code under an unknown key keeps waiting", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  await (await fixture.outbox({ keys: await keysOf("02") })).drain("demo");
  assert.deepEqual(fixture.sent(), []);
  assert.equal(fixture.queue.one().lastError, "unsealable");
  // The control: the right key decrypts it later.
  fixture.now += 3600;
  await (await fixture.outbox()).drain("demo");
  assert.equal(fixture.sent().length, 1);
});
