/**
 * Atomicity of writes.
 *
 * @module
 */

import type { AuditRow, Write } from "../store/store.js";
import { AUDIT_EVENTS } from "../module/names.js";
import { equal } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { at, audit, codes, id, issue, mail, nothing, record, seen } from "./writes.js";

/** A write with codes, mails and audit entries for two new subjects. */
const plenty: Write = {
  ...codes(record(10, "x"), record(11, "y")),
  mails: [mail(10), mail(11)],
  audit: [audit(10, "x"), audit(11, "y")],
};

/** Checks that `a` has its first code with a mail, and nothing else was written. */
async function onlyTheFirstCode(fixture: Fixture): Promise<void> {
  equal(await fixture.liveIds("a"), [id(1)]);
  equal(await fixture.stateOf(1), ["pending", 1]);
  equal(await fixture.live(["x", "y"]), []);
  for (const n of [10, 11]) equal(await fixture.stored(n), undefined);
  equal((await fixture.waiting(10)).map((waiting) => waiting.mail), [mail(1)]);
  equal(await fixture.audited(), [audit(1, "a")]);
}

export async function conflictLeavesNothing(fixture: Fixture): Promise<void> {
  await fixture.done({ ...issue(1, "a"), mails: [mail(1)] });
  // The conflict is detected early, in the middle, and late.
  const superseded = [seen(1, 1)];
  const stale = { ...plenty, superseded: [seen(1, 2)] };
  const second = { ...plenty, superseded, records: [...plenty.records, record(11, "z")] };
  const ordered = { ...plenty, superseded, mails: [...plenty.mails, mail(1)] };
  for (const write of [stale, second, ordered]) {
    await fixture.conflict(write);
    await onlyTheFirstCode(fixture);
  }
  await fixture.done(plenty);
}

export async function faultLeavesNothing(fixture: Fixture): Promise<void> {
  await fixture.done({ ...issue(1, "a"), mails: [mail(1)] });
  const mails = [...plenty.mails, mail(12)];
  await fixture.fails({ ...plenty, superseded: [seen(1, 1)], mails }, "a mail without a record");
  await onlyTheFirstCode(fixture);
  await fixture.done(plenty);
  await fixture.store.ready();
}

export async function largeWriteIsAtomic(fixture: Fixture): Promise<void> {
  const numbers = Array.from({ length: 1000 }, (_, n) => n + 100);
  const names = numbers.map((n) => `subject-${n - 100}`);
  const name = (n: number): string => `subject-${n - 100}`;
  const write: Write = {
    ...codes(...numbers.map((n) => record(n, name(n)))),
    audit: numbers.map((n) => audit(n, name(n))),
    mails: numbers.map(mail),
  };
  await fixture.conflict({ ...write, records: [...write.records, record(5000, "subject-0")] });
  equal(await fixture.live(names), []);
  await fixture.done(write);
  const live = await fixture.live(names);
  equal(live.map((code) => code.id), numbers.map(id));
  equal(live.map((code) => code.subject), numbers.map((n) => n - 100));
  equal([(await fixture.waiting(5000)).length, (await fixture.audited()).length], [1000, 1000]);
}

export async function auditKeepsOrder(fixture: Fixture): Promise<void> {
  const all: AuditRow[] = [];
  for (const [place, event] of AUDIT_EVENTS.entries()) {
    const n = place + 1;
    const about = n % 2 === 0 ? { subject: `s${n}`, record: id(n) } : {};
    const row: AuditRow = { at: at(100 - n), actor: "operator", event, ...about };
    const rows = [row, { ...row, actor: `actor ${n}` }];
    all.push(...rows);
    await fixture.done({ ...nothing, audit: rows });
  }
  equal(await fixture.audited(), all);
  equal(await fixture.auditOf("other"), []);
}
