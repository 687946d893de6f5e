// The answer after a write: exceptions of a host's functions do not change it, and it says if the
// result of the write is unknown.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  CodemintError,
  type HandlerEvent,
  type HandlerOptions,
  type Mailer,
  MemoryDirectory,
  MemoryStore,
} from "../../src/entry/file.js";
import { Count, handlerFor, ISSUE, issue, policy } from "./fixture.js";

const MAILED = '{"tenant":"acme","subjects":[{"id":"alice@example.com","deliver":"mail"}]}';

/** Counts the mails that it sends. */
class Sender implements Mailer {
  readonly sent = new Count();

  async send(): Promise<undefined> {
    this.sent.add();
  }
}

function mailing(mailer: Mailer) {
  const subject = {
    subject: "alice@example.com",
    purposes: ["enrolment"],
    mail: "alice@example.com",
  } as const;
  const mailed = { ...policy, mailConfigured: true };
  return {
    mailer,
    directory: new MemoryDirectory([{ tenant: "acme", subjects: [subject] }]),
    tenants: { acme: { purposes: { enrolment: { policy: mailed } } } },
  };
}

function mailOrder(): Request {
  const headers = { authorization: "Bearer secret-of-the-desk", "content-type": "application/json" };
  return new Request(ISSUE, { method: "POST", headers, body: MAILED });
}

const throwing = (): never => {
  throw new TypeError("Illegal invocation");
};

for (const [what, handling] of [
  ["a report that throws", { report: throwing }],
  ["a report that rejects", { report: async () => throwing() }],
  ["a waitUntil that throws", { waitUntil: throwing }],
  ["a waitUntil that rejects", { waitUntil: async () => throwing() }],
] as const satisfies readonly (readonly [string, HandlerOptions])[]) {
  test(`${what} does not change the answer, and the mail is sent`, async () => {
    const mailer = new Sender();
    const handler = await handlerFor(mailing(mailer), handling);
    const answer = await handler(mailOrder());
    assert.equal(answer.status, 200, await answer.text());
    await mailer.sent.until(1);
  });
}

test("a waitUntil that throws is reported", async () => {
  const events: HandlerEvent[] = [];
  const report = (event: HandlerEvent) => void events.push(event);
  const handler = await handlerFor(mailing(new Sender()), { report, waitUntil: throwing });
  await handler(mailOrder());
  assert.deepEqual(events.map(({ kind }) => kind), ["answered", "mail-failed"]);
});

test("a mail report that throws does not delay other mails", async () => {
  const mailer = new Sender();
  const handler = await handlerFor({ ...mailing(mailer), mailReport: throwing });
  await handler(mailOrder());
  await mailer.sent.until(1);
  await handler(mailOrder());
  await mailer.sent.until(2);
});

test("if the store is lost during a write, the answer says so and what to do", async () => {
  const lost = [
    new CodemintError("store-unknown", "the connection was lost"),
    new Error("Network connection lost."),
  ];
  for (const thrown of lost) {
    const store = new MemoryStore();
    const { apply } = store;
    // The write was committed, which the caller cannot know.
    store.apply = async (write) => {
      await apply.call(store, write);
      throw thrown;
    };
    const events: HandlerEvent[] = [];
    const handler = await handlerFor({ store }, { report: (event) => events.push(event) });
    const headers = { "idempotency-key": "order-7" };
    const answer = await issue(handler, headers);
    const text = await answer.text();
    assert.equal(answer.status, 500);
    assert.match(text, /"type":"urn:codemint:problem:outcome-unknown"/u);
    assert.match(text, /Idempotency-Key/u);
    assert.doesNotMatch(text, /[Nn]othing was/u);
    const [event] = events;
    assert.ok(event?.kind === "failed" && event.error.code === "store-unknown");
    // As the answer says, repeating the request returns the stored answer.
    const again = await issue(handler, headers);
    assert.equal(again.status, 200);
    assert.match(await again.text(), /"code":"[0-9]{9}"/u);
  }
});

test("the answer says that nothing was changed only if that is certain", async () => {
  const store = new MemoryStore();
  store.apply = async () => {
    throw new CodemintError("store-full", "the store is full");
  };
  const answer = await issue(await handlerFor({ store }));
  assert.match(await answer.text(), /Nothing was changed/u);
});

test("a busy store is answered with 503 and a retry time", async () => {
  const store = new MemoryStore();
  store.apply = async () => {
    throw new CodemintError("store-busy", "the store is busy");
  };
  const answer = await issue(await handlerFor({ store }));
  assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "1"]);
});
