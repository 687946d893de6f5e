import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { isMailFault, isPermanent } from "../../src/mail/faults.js";
import type { MailFault } from "../../src/mail/mailer.js";
import { House, keysOf, NOT_AFTER, recordOf } from "./house.js";

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

test("pauses double until the mail is taken", async () => {
  const house = new House();
  await house.order(1);
  const outbox = await house.outbox({ retries: { first: 30, longest: 100, attempts: 10 } });
  for (let tries = 0; tries < 4; tries += 1) house.mailer.answers.push(() => "temporary");
  for (const [tries, wait] of [[1, 30], [2, 60], [3, 100], [4, 100]] as const) {
    assert.equal(await outbox.drain("demo"), 1);
    const { attempts, nextAttemptAt, lastError } = house.queue.one();
    assert.deepEqual([attempts, nextAttemptAt - house.now, lastError], [tries, wait, "temporary"]);
    house.now += wait - 1;
    assert.equal(await outbox.drain("demo"), 0, "not a second too early");
    house.now += 1;
  }
  assert.equal(await outbox.drain("demo"), 1);
  assert.deepEqual(house.sent(), ["a@example.com 000000001"]);
  assert.equal(house.queue.waiting.size, 0);
});

test("chance shortens a pause, and its lack does not", async () => {
  for (const [fill, wait] of [
    [async (bytes: Uint8Array) => void bytes.set([15, 0, 0, 0]), 15],
    [async () => Promise.reject(new Error("no chance")), 30],
  ] as const) {
    const house = new House();
    await house.order(1);
    house.mailer.answers.push(() => "temporary");
    await (await house.outbox({ entropy: { fill } })).drain("demo");
    assert.equal(house.queue.one().nextAttemptAt, house.now + wait);
  }
});

test("permanent and other faults are told apart", async () => {
  const permanent = ["rejected", "recipient", "needs-smtputf8", "expired"];
  for (const fault of FAULTS) {
    assert.equal(isPermanent(fault), permanent.includes(fault), fault);
    const house = new House();
    await house.order(1);
    const outbox = await house.outbox({ retries: FEW });
    for (let tries = 0; tries < 4; tries += 1) house.mailer.answers.push(() => fault);
    await outbox.drain("demo");
    assert.equal(house.queue.dead.length, permanent.includes(fault) ? 1 : 0, fault);
    for (let drains = 0; drains < 3; drains += 1) {
      house.now += 1000;
      await outbox.drain("demo");
    }
    const tries = permanent.includes(fault) ? 1 : 3;
    const [dead] = house.queue.dead;
    assert.deepEqual([dead?.fault, dead?.attempts], [fault, tries]);
    assert.deepEqual(house.sent(), []);
  }
  for (const none of ["", "toString", null, undefined, 1, {}]) {
    assert.equal(isMailFault(none), false);
  }
});

test("a mail that would come too late dies on time", async () => {
  const house = new House();
  await house.order(1);
  house.mailer.answers.push(() => "temporary");
  house.now = 9000;
  const outbox = await house.outbox({ retries: { first: 5000, longest: 5000, attempts: 10 } });
  await outbox.drain("demo");
  assert.equal(house.queue.one().nextAttemptAt, NOT_AFTER + 1);
  house.now = NOT_AFTER + 1;
  await outbox.drain("demo");
  assert.equal(house.queue.dead[0]?.fault, "expired");
});

test("refused mails keep nobody waiting, and an absent service everybody", async () => {
  const house = new House();
  for (let number = 1; number <= 30; number += 1) await house.order(number);
  for (let tries = 0; tries < 20; tries += 1) house.mailer.answers.push(() => "rejected");
  for (let tries = 0; tries < 9; tries += 1) house.mailer.answers.push(() => "temporary");
  const outbox = await house.outbox();
  assert.equal(await outbox.drain("demo"), 30);
  assert.deepEqual(house.sent(), ["a@example.com 000000030"]);
  assert.deepEqual([house.queue.waiting.size, house.queue.dead.length], [9, 20]);
  for (const fault of ["connection", "login"] as const) {
    const other = new House();
    for (let number = 1; number <= 9; number += 1) await other.order(number);
    other.mailer.answers.push(() => fault);
    assert.equal(await (await other.outbox()).drain("demo"), 1, "one try, and no more");
    const tried = [...other.queue.waiting.values()].filter((mail) => mail.attempts > 0);
    assert.equal(tried.length, 1);
  }
});

test("a sender that throws has no connection, and nobody hears what it said", async () => {
  const house = new House();
  await house.order(1);
  house.mailer.answers.push(() => {
    throw new Error("550 the mail began with hush");
  });
  assert.equal(await (await house.outbox()).drain("demo"), 1);
  assert.equal(house.queue.one().lastError, "connection");
  const told = { kind: "failed", tenant: "demo", record: recordOf(1), fault: "connection" };
  assert.deepEqual(house.events, [{ ...told, attempts: 1, againAt: 1030 }]);
  assert.ok(!inspect(house.events).includes("hush"));
  // Whatever else it returns, nobody knows whether the mail was taken.
  house.mailer.answers.push(() => "250 ok" as MailFault);
  house.now = 1030;
  await (await house.outbox()).drain("demo");
  assert.equal(house.queue.one().lastError, "unanswered");
});

test("where tries begin as often as they may and never end, the mail dies", async () => {
  const house = new House();
  await house.order(1);
  for (let attempts = 0; attempts < FEW.attempts; attempts += 1) {
    assert.ok(await house.queue.stepMail(recordOf(1), attempts, { kind: "try", until: 1000 }));
  }
  assert.equal(await (await house.outbox({ retries: FEW })).drain("demo"), 1);
  assert.deepEqual(house.sent(), []);
  const [dead] = house.queue.dead;
  assert.deepEqual([dead?.fault, dead?.attempts], ["unanswered", FEW.attempts]);
});

test("a code under an unknown key waits", async () => {
  const house = new House();
  await house.order(1);
  await (await house.outbox({ keys: await keysOf("02") })).drain("demo");
  assert.deepEqual(house.sent(), []);
  assert.equal(house.queue.one().lastError, "unsealable");
  // The control: the right key opens it later.
  house.now += 3600;
  await (await house.outbox()).drain("demo");
  assert.equal(house.sent().length, 1);
});
