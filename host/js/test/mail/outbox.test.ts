import assert from "node:assert/strict";
import { test } from "node:test";
import { CodemintError } from "../../src/errors.js";
import type { Mail } from "../../src/mail/mailer.js";
import { type MailQueue, Outbox } from "../../src/mail/outbox.js";
import { DEFAULT_RETRIES } from "../../src/mail/retries.js";
import { signal } from "../handler/house.js";
import { House, LEASE, NOT_AFTER, PATIENCE, recordOf } from "./house.js";

test("what is due is sent once", async () => {
  const house = new House();
  for (let number = 1; number <= 20; number += 1) await house.order(number);
  await house.order(21, "b@example.com", "other");
  const outbox = await house.outbox();
  assert.equal(await outbox.drain("demo"), 20);
  const sent = house.sent();
  assert.deepEqual(sent.slice(0, 2), ["a@example.com 000000001", "a@example.com 000000002"]);
  assert.equal(new Set(sent).size, 20);
  assert.equal(await outbox.drain("demo"), 0);
  assert.deepEqual(house.sent(), []);
  assert.deepEqual([...house.queue.waiting.keys()], [recordOf(21)], "another tenant's");
  assert.equal(house.events.filter((event) => event.kind === "sent").length, 20);
});

test("a drain ends at its limit", async () => {
  const house = new House();
  for (let number = 1; number <= 20; number += 1) await house.order(number);
  const outbox = await house.outbox();
  const counts: number[] = [];
  for (const limit of [1, 10, 10, 10]) counts.push(await outbox.drain("demo", limit));
  assert.deepEqual(counts, [1, 10, 9, 0]);
  assert.equal(new Set(house.sent()).size, 20);
});

test("what a sender is told is what was ordered", async () => {
  const house = new House();
  await house.order(1, "alice@example.com");
  const ordered = house.queue.one();
  house.queue.waiting.set(recordOf(1), { ...ordered, mail: { ...ordered.mail, locale: "fi" } });
  const heard: unknown[] = [];
  const mailer = { send: async (mail: unknown) => void heard.push(mail) };
  assert.equal(await (await house.outbox({ mailer: mailer as never })).drain("demo"), 1);
  const mail = { tenant: "demo", record: recordOf(1), to: "alice@example.com", locale: "fi" };
  const terms = { purpose: "enrolment", code: "000000001", notAfter: NOT_AFTER, now: 1000 };
  assert.deepEqual(heard, [{ ...mail, ...terms }]);
});

test("a code that is over is not sent, and its mail dies", async () => {
  const house = new House();
  await house.order(1);
  house.now = NOT_AFTER + 1;
  assert.equal(await (await house.outbox()).drain("demo"), 1);
  assert.deepEqual(house.sent(), []);
  const dead = { record: recordOf(1), fault: "expired", attempts: 0, diedAt: NOT_AFTER + 1 };
  assert.deepEqual(house.queue.dead, [dead]);
  assert.deepEqual(house.events.map((event) => event.kind), ["died"]);
  // The control: a second earlier it is sent.
  await house.order(1);
  house.now = NOT_AFTER;
  await (await house.outbox()).drain("demo");
  assert.equal(house.sent().length, 1);
});

test("two drains at once send once", async () => {
  for (const careless of [false, true]) {
    const house = new House();
    house.queue.careless = careless;
    for (let number = 1; number <= 9; number += 1) await house.order(number);
    const outboxes = await Promise.all([house.outbox(), house.outbox()]);
    const counts = await Promise.all(outboxes.map((outbox) => outbox.drain("demo")));
    const sent = house.sent();
    assert.equal(new Set(sent).size, 9);
    // The control: with a store that does not look at the tries, mails are sent twice.
    assert.equal(sent.length > 9, careless);
    if (!careless) assert.equal(counts.reduce((sum, count) => sum + count, 0), 9);
  }
});

test("a mail in the hands of a host that died is sent after its patience", async () => {
  const house = new House();
  await house.order(1);
  // It counts the try, and is never heard of again.
  const dying = { send: () => new Promise<undefined>(() => {}), patience: PATIENCE };
  void (await house.outbox({ mailer: dying })).drain("demo");
  while (house.queue.one().attempts === 0) await new Promise((resume) => setImmediate(resume));
  assert.equal(house.queue.one().lastError, "unanswered");
  const outbox = await house.outbox();
  house.now += LEASE - 1;
  assert.equal(await outbox.drain("demo"), 0);
  assert.deepEqual(house.sent(), []);
  house.now += 1;
  assert.equal(await outbox.drain("demo"), 1);
  assert.deepEqual(house.sent(), ["a@example.com 000000001"]);
});

test("a mail whose sending takes as long as it may is sent once, in whichever second that began", async () => {
  const house = new House();
  await house.order(1);
  // It begins just before the clock's next second, and takes the second that its patience allows.
  const ends = signal();
  const slow = {
    patience: 1,
    send: async (mail: Mail) => {
      house.now += 1;
      await ends.come;
      return house.mailer.send(mail);
    },
  };
  const first = (await house.outbox({ mailer: slow })).drain("demo");
  while (house.now === 1000) await new Promise(setImmediate);
  assert.equal(await (await house.outbox()).drain("demo"), 0, "another host sends it too");
  ends.give();
  assert.equal(await first, 1);
  assert.equal(house.sent().length, 1);
});

test("a mail that took too long to be counted is not sent, and is due again later", async () => {
  const house = new House();
  await house.order(1);
  const { queue } = house;
  const store: MailQueue = {
    dueMails: (...of) => queue.dueMails(...of),
    forgetMail: (record) => queue.forgetMail(record),
    stepMail: async (...of) => {
      house.now += 6;
      return queue.stepMail(...of);
    },
  };
  assert.equal(await (await house.outbox({ store })).drain("demo"), 0);
  assert.deepEqual(house.sent(), []);
  house.now += LEASE;
  assert.equal(await (await house.outbox()).drain("demo"), 1);
  assert.equal(house.sent().length, 1);
});

test("a report that throws keeps no mail waiting", async () => {
  const house = new House();
  for (const number of [1, 2, 3]) await house.order(number);
  const report = (): never => {
    throw new Error("no log");
  };
  assert.equal(await (await house.outbox({ report })).drain("demo"), 3);
  assert.equal(house.sent().length, 3);
});

test("a store that fails before the try is counted keeps the mail from being sent", async () => {
  const house = new House();
  await house.order(1);
  house.queue.failing = new CodemintError("store-full", "the store is full");
  const outbox = await house.outbox();
  await assert.rejects(outbox.drain("demo"), { code: "store-full" });
  assert.deepEqual(house.sent(), []);
  house.queue.failing = undefined;
  house.now = Number.NaN;
  await assert.rejects(outbox.drain("demo"), { code: "clock" });
  house.now = 1000;
  assert.equal(await outbox.drain("demo"), 1);
});

test("settings that make no sense are refused", async () => {
  const house = new House();
  const send = async (): Promise<undefined> => undefined;
  for (const patience of [0, 0.5, Number.NaN, 86_401]) {
    const refused = house.outbox({ mailer: { send, patience } });
    await assert.rejects(refused, { code: "configuration", path: "mailer.patience" });
  }
  const none = house.outbox({ retries: { ...DEFAULT_RETRIES, attempts: 0 } });
  await assert.rejects(none, { code: "configuration", path: "retries.attempts" });
  assert.ok((await house.outbox({ mailer: { send } })) instanceof Outbox);
});
