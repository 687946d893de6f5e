import assert from "node:assert/strict";
import { test } from "node:test";
import { CodemintError } from "../../src/errors.js";
import type { Mail } from "../../src/mail/mailer.js";
import { type MailQueue, Outbox } from "../../src/mail/outbox.js";
import { DEFAULT_RETRIES } from "../../src/mail/retries.js";
import { signal } from "../handler/fixture.js";
import { MailFixture, LEASE, NOT_AFTER, PATIENCE, recordOf } from "./fixture.js";

test("due mails are sent once", async () => {
  const fixture = new MailFixture();
  for (let number = 1; number <= 20; number += 1) await fixture.order(number);
  await fixture.order(21, "b@example.com", "other");
  const outbox = await fixture.outbox();
  assert.equal(await outbox.drain("demo"), 20);
  const sent = fixture.sent();
  assert.deepEqual(sent.slice(0, 2), ["a@example.com 000000001", "a@example.com 000000002"]);
  assert.equal(new Set(sent).size, 20);
  assert.equal(await outbox.drain("demo"), 0);
  assert.deepEqual(fixture.sent(), []);
  assert.deepEqual([...fixture.queue.waiting.keys()], [recordOf(21)], "another tenant's");
  assert.equal(fixture.events.filter((event) => event.kind === "sent").length, 20);
});

test("a drain stops at its limit", async () => {
  const fixture = new MailFixture();
  for (let number = 1; number <= 20; number += 1) await fixture.order(number);
  const outbox = await fixture.outbox();
  const counts: number[] = [];
  for (const limit of [1, 10, 10, 10]) counts.push(await outbox.drain("demo", limit));
  assert.deepEqual(counts, [1, 10, 9, 0]);
  assert.equal(new Set(fixture.sent()).size, 20);
});

test("the mailer gets the mail as ordered", async () => {
  const fixture = new MailFixture();
  await fixture.order(1, "alice@example.com");
  const ordered = fixture.queue.one();
  fixture.queue.waiting.set(recordOf(1), { ...ordered, mail: { ...ordered.mail, locale: "fi" } });
  const received: unknown[] = [];
  const mailer = { send: async (mail: unknown) => void received.push(mail) };
  assert.equal(await (await fixture.outbox({ mailer: mailer as never })).drain("demo"), 1);
  const mail = { tenant: "demo", record: recordOf(1), to: "alice@example.com", locale: "fi" };
  const terms = { purpose: "enrolment", code: "000000001", notAfter: NOT_AFTER, now: 1000 };
  assert.deepEqual(received, [{ ...mail, ...terms }]);
});

test("an expired code is not sent, and its mail dies", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  fixture.now = NOT_AFTER + 1;
  assert.equal(await (await fixture.outbox()).drain("demo"), 1);
  assert.deepEqual(fixture.sent(), []);
  const dead = { record: recordOf(1), fault: "expired", attempts: 0, diedAt: NOT_AFTER + 1 };
  assert.deepEqual(fixture.queue.dead, [dead]);
  assert.deepEqual(fixture.events.map((event) => event.kind), ["died"]);
  // The control: a second earlier it is sent.
  await fixture.order(1);
  fixture.now = NOT_AFTER;
  await (await fixture.outbox()).drain("demo");
  assert.equal(fixture.sent().length, 1);
});

test("two concurrent drains send each mail once", async () => {
  for (const careless of [false, true]) {
    const fixture = new MailFixture();
    fixture.queue.careless = careless;
    for (let number = 1; number <= 9; number += 1) await fixture.order(number);
    const outboxes = await Promise.all([fixture.outbox(), fixture.outbox()]);
    const counts = await Promise.all(outboxes.map((outbox) => outbox.drain("demo")));
    const sent = fixture.sent();
    assert.equal(new Set(sent).size, 9);
    // The control: with a store that ignores the number of attempts, mails are sent twice.
    assert.equal(sent.length > 9, careless);
    if (!careless) assert.equal(counts.reduce((sum, count) => sum + count, 0), 9);
  }
});

test("a mail that a dead host had reserved is sent after the mailer's patience", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  // It counts the attempt, and never finishes.
  const dying = { send: () => new Promise<undefined>(() => {}), patience: PATIENCE };
  void (await fixture.outbox({ mailer: dying })).drain("demo");
  while (fixture.queue.one().attempts === 0) await new Promise((resume) => setImmediate(resume));
  assert.equal(fixture.queue.one().lastError, "unanswered");
  const outbox = await fixture.outbox();
  fixture.now += LEASE - 1;
  assert.equal(await outbox.drain("demo"), 0);
  assert.deepEqual(fixture.sent(), []);
  fixture.now += 1;
  assert.equal(await outbox.drain("demo"), 1);
  assert.deepEqual(fixture.sent(), ["a@example.com 000000001"]);
});

test("a mail whose sending takes all of the patience is sent once", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  // The attempt starts just before the next second, and takes the one second of its patience.
  const ends = signal();
  const slow = {
    patience: 1,
    send: async (mail: Mail) => {
      fixture.now += 1;
      await ends.come;
      return fixture.mailer.send(mail);
    },
  };
  const first = (await fixture.outbox({ mailer: slow })).drain("demo");
  while (fixture.now === 1000) await new Promise(setImmediate);
  assert.equal(await (await fixture.outbox()).drain("demo"), 0, "another host does not send it");
  ends.give();
  assert.equal(await first, 1);
  assert.equal(fixture.sent().length, 1);
});

test("a mail is not sent if counting the attempt took too long, and is due again later", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  const { queue } = fixture;
  const store: MailQueue = {
    dueMails: (...of) => queue.dueMails(...of),
    forgetMail: (record) => queue.forgetMail(record),
    stepMail: async (...of) => {
      fixture.now += 6;
      return queue.stepMail(...of);
    },
  };
  assert.equal(await (await fixture.outbox({ store })).drain("demo"), 0);
  assert.deepEqual(fixture.sent(), []);
  fixture.now += LEASE;
  assert.equal(await (await fixture.outbox()).drain("demo"), 1);
  assert.equal(fixture.sent().length, 1);
});

test("an exception of `report` does not delay mails", async () => {
  const fixture = new MailFixture();
  for (const number of [1, 2, 3]) await fixture.order(number);
  const report = (): never => {
    throw new Error("no log");
  };
  assert.equal(await (await fixture.outbox({ report })).drain("demo"), 3);
  assert.equal(fixture.sent().length, 3);
});

test("a mail is not sent if the store fails to count the attempt", async () => {
  const fixture = new MailFixture();
  await fixture.order(1);
  fixture.queue.failing = new CodemintError("store-full", "the store is full");
  const outbox = await fixture.outbox();
  await assert.rejects(outbox.drain("demo"), { code: "store-full" });
  assert.deepEqual(fixture.sent(), []);
  fixture.queue.failing = undefined;
  fixture.now = Number.NaN;
  await assert.rejects(outbox.drain("demo"), { code: "clock" });
  fixture.now = 1000;
  assert.equal(await outbox.drain("demo"), 1);
});

test("invalid settings are rejected", async () => {
  const fixture = new MailFixture();
  const send = async (): Promise<undefined> => undefined;
  for (const patience of [0, 0.5, Number.NaN, 86_401]) {
    const refused = fixture.outbox({ mailer: { send, patience } });
    await assert.rejects(refused, { code: "configuration", path: "mailer.patience" });
  }
  const invalid = fixture.outbox({ retries: { ...DEFAULT_RETRIES, attempts: 0 } });
  await assert.rejects(invalid, { code: "configuration", path: "retries.attempts" });
  assert.ok((await fixture.outbox({ mailer: { send } })) instanceof Outbox);
});
