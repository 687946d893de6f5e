/**
 * Audit entries of unauthenticated callers.
 *
 * @module
 */

import type { AuditEvent } from "../module/types.js";
import type { AuditRow, Write } from "../store/store.js";
import { equal, holds } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { at, nothing, TENANT } from "./writes.js";

/** A failure of an unauthenticated caller. */
function failure(seconds: number, event: AuditEvent): Write {
  const row: AuditRow = { at: at(seconds), actor: "anybody", subject: "a", event };
  return { ...nothing, anonymous: true, at: at(seconds), audit: [row] };
}

async function entries(fixture: Fixture, tenant: string, event: AuditEvent): Promise<AuditRow[]> {
  const lines = await fixture.store.auditTrail(tenant, { after: 0, limit: 9999 });
  return lines.map((line) => line.row).filter((row) => row.event === event);
}

/** The number of failures in these entries: one each, or a count. */
const total = (rows: readonly AuditRow[]): number =>
  rows.reduce((sum, { detail }) => sum + (detail === undefined ? 1 : countOf(detail)), 0);

const countOf = (detail: string): number => Number(/^\{"count":(\d+),/.exec(detail)?.[1]);

export async function failuresAreCounted(fixture: Fixture): Promise<void> {
  for (let n = 0; n < 100; n += 1) await fixture.done(failure(Math.floor(n / 2), "code-wrong"));
  const wrong = await entries(fixture, TENANT, "code-wrong");
  equal(wrong.length, 30, "entries of one kind in a minute");
  // Other kinds, other tenants, successes and authenticated callers get entries of their own.
  await fixture.done(failure(50, "code-absent"));
  await fixture.done({ ...failure(50, "code-wrong"), tenant: "other" });
  for (let n = 0; n < 40; n += 1) {
    await fixture.done(failure(50, "redeemed"));
    await fixture.done({ ...failure(50, "record-unknown"), anonymous: false });
  }
  equal((await entries(fixture, TENANT, "code-absent")).length, 1);
  equal((await entries(fixture, "other", "code-wrong")).length, 1);
  equal((await entries(fixture, TENANT, "redeemed")).length, 40);
  equal((await entries(fixture, TENANT, "record-unknown")).length, 40);
  // The first write after the minute, of any tenant, adds the count to the trail.
  await fixture.done({ ...nothing, tenant: "other", at: at(60) });
  const after = await entries(fixture, TENANT, "code-wrong");
  equal([after.length, total(after)], [31, 100], "entries, and failures of 100");
  const detail = `{"count":70,"since":${at(0)},"seconds":60}`;
  equal(after.at(-1), { at: at(60), actor: "anybody", event: "code-wrong", detail });
  // A new interval begins with entries, even without other writes in between.
  for (let n = 0; n < 50; n += 1) await fixture.done(failure(100, "code-wrong"));
  await fixture.done(failure(160, "code-wrong"));
  const last = await entries(fixture, TENANT, "code-wrong");
  equal([last.length, total(last)], [63, 151]);
}

export async function textsAreTruncated(fixture: Fixture): Promise<void> {
  const long = "ä".repeat(400);
  const write = failure(0, "code-wrong");
  const audit = write.audit.map((row) => ({ ...row, actor: long, subject: long, detail: long }));
  await fixture.done({ ...write, audit });
  const [short] = await entries(fixture, TENANT, "code-wrong");
  const texts = [[short?.actor, 64], [short?.subject, 256], [short?.detail, 256]] as const;
  for (const [text, most] of texts) {
    const length = new TextEncoder().encode(text).length;
    holds(length <= most && length > most - 4, `${length} bytes of ${most}`);
    holds(text?.endsWith("…") === true && text.startsWith("ää"), String(text));
  }
  // Texts of authenticated callers, and short texts, are unchanged.
  await fixture.done({ ...write, audit, anonymous: false });
  equal((await entries(fixture, TENANT, "code-wrong"))[1]?.subject, long);
  const whole = failure(1, "code-wrong");
  await fixture.done(whole);
  equal((await entries(fixture, TENANT, "code-wrong"))[2], whole.audit[0]);
}
