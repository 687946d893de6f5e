/**
 * What the cases write.
 *
 * @module
 */

import type { Change, Purpose, Transition } from "../module/types.js";
import type { AuditRow, NewMail, NewRecord, Write } from "../store/store.js";

/** The tenant of most cases. */
export const TENANT = "tenant";

/** The purpose of most cases. */
export const PURPOSE: Purpose = "enrolment";

/** As many as there are. */
export const ALL = Number.MAX_SAFE_INTEGER;

/** 2024-01-01T00:00:00Z, and some seconds. */
export const at = (seconds: number): number => 1_704_067_200 + seconds;

/** The n-th id: version 7, of that second; later ones are higher. */
export function id(n: number): string {
  const time = (at(0) * 1000).toString(16).padStart(12, "0");
  const place = n.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${place}`;
}

const utf8 = new TextEncoder();

/** A text as bytes. */
export const bytes = (text: string): Uint8Array => utf8.encode(text);

/** A number as eight bytes, again and again. */
export function repeated(n: number, times: number, isLittle = false): Uint8Array {
  const all = new Uint8Array(8 * times);
  const view = new DataView(all.buffer);
  for (let time = 0; time < times; time += 1) view.setBigUint64(8 * time, BigInt(n), isLittle);
  return all;
}

/** The n-th code. */
export function record(n: number, subject: string): NewRecord {
  return {
    id: id(n),
    subject,
    digest: repeated(n, 4),
    notBefore: at(0),
    notAfter: at(600),
    maxTries: 5,
    several: false,
    hidden: false,
    maxUses: 1,
    issuer: "operator",
    format: 0,
  };
}

/** The n-th code, one that stands beside others. */
export const beside = (n: number, subject: string): NewRecord => ({
  ...record(n, subject),
  several: true,
});

/** The n-th mail. */
export function mail(n: number): NewMail {
  const sealedCode = repeated(n, 3, true);
  const locale = n % 2 === 0 ? "de" : "fi-fi";
  return { record: id(n), to: `mail-${n}@example.com`, sealedCode, locale };
}

/** A line of audit about the n-th code. */
export function audit(n: number, subject: string): AuditRow {
  return { at: at(0), actor: "operator", subject, event: "issued", record: id(n) };
}

/** A write that does nothing yet. */
export const nothing: Write = {
  tenant: TENANT,
  purpose: PURPOSE,
  at: at(0),
  records: [],
  superseded: [],
  changed: [],
  mails: [],
  audit: [],
};

/** A write of codes alone. */
export const codes = (...records: readonly NewRecord[]): Write => ({ ...nothing, records });

/** A write of the n-th code, and its line of audit. */
export function issue(n: number, subject: string): Write {
  return { ...codes(record(n, subject)), audit: [audit(n, subject)] };
}

/** A code in a version. */
type Seen = Write["superseded"][number];

/** The n-th code as it was seen in that version. */
export const seen = (n: number, version: number): Seen => ({ id: id(n), version });

/** A write of the n-th code in the place of another one. */
export function reissue(n: number, subject: string, old: Seen): Write {
  return { ...issue(n, subject), superseded: [old] };
}

/** A write of one change. */
export function change(n: number, version: number, transition: Transition): Write {
  const changed: readonly Change[] = [{ ...seen(n, version), transition }];
  return { ...nothing, changed };
}
