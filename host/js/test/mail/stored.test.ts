import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../src/store/memory.js";
import { MailFixture, keysOf, NOT_AFTER, recordOf } from "./fixture.js";

/** Issues a code with a mail, which may supersede another one. */
async function issue(store: MemoryStore, number: number, replaces?: number): Promise<void> {
  const [id, code] = [recordOf(number), `${number}`.padStart(9, "0")];
  const keys = await keysOf("01");
  const sealedCode = await keys.seal("demo", id, code, new Uint8Array(24).fill(number));
  const record = {
    id,
    subject: `${replaces ?? number}`,
    digest: Uint8Array.of(1, number),
    notBefore: 1,
    notAfter: NOT_AFTER,
    maxTries: 5,
    several: false,
    hidden: false,
    maxUses: 1,
    issuer: "operator",
    format: 0,
  };
  const applied = await store.apply({
    tenant: "demo",
    purpose: "enrolment",
    at: 1000,
    records: [record],
    superseded: replaces === undefined ? [] : [{ id: recordOf(replaces), version: 1 }],
    changed: [],
    mails: [{ record: id, to: "a@example.com", sealedCode }],
    audit: [],
  });
  assert.equal(applied, "done");
}

test("mails in a store are sent once, also that of a superseded code", async () => {
  const [fixture, store] = [new MailFixture(), new MemoryStore()];
  for (const number of [1, 2, 3]) await issue(store, number);
  await issue(store, 4, 1);
  const outboxes = await Promise.all([fixture.outbox({ store }), fixture.outbox({ store })]);
  await Promise.all(outboxes.map((outbox) => outbox.drain("demo")));
  const all = [1, 2, 3, 4].map((number) => `a@example.com 00000000${number}`);
  assert.deepEqual(fixture.sent().sort(), all);
  assert.deepEqual(await store.mailCounts(), { waiting: 0, dead: 0 });
});

test("a mail in a store waits, has another attempt and dies", async () => {
  const [fixture, store] = [new MailFixture(), new MemoryStore()];
  await issue(store, 1);
  const outbox = await fixture.outbox({ store, retries: { first: 30, longest: 60, attempts: 2 } });
  fixture.mailer.answers.push(() => "temporary", () => "connection");
  await outbox.drain("demo");
  const [waiting] = await store.dueMails("demo", NOT_AFTER, 10);
  const { attempts, nextAttemptAt, lastError } = waiting ?? {};
  assert.deepEqual({ attempts, nextAttemptAt, lastError }, {
    attempts: 1,
    nextAttemptAt: 1030,
    lastError: "temporary",
  });
  assert.equal(await outbox.drain("demo"), 0);
  fixture.now = 1030;
  assert.equal(await outbox.drain("demo"), 1);
  const [dead] = await store.deadMails(10);
  const { fault, diedAt, attempts: total } = dead ?? {};
  assert.deepEqual({ fault, diedAt, total }, { fault: "connection", diedAt: 1030, total: 2 });
  assert.deepEqual(fixture.sent(), []);
});
