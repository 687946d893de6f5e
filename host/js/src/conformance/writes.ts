/**
 * The writes of the cases.
 *
 * @module
 */

import type { Change, Purpose, Transition } from "../module/types.js";
import type { AuditRow, NewMail, NewRecord, Write } from "../store/store.js";

/** The tenant of most cases. */
export const TENANT = "tenant";

/** The purpose of most cases. */
export const PURPOSE: Purpose = "enrolment";

/** No limit. */
export const ALL = Number.MAX_SAFE_INTEGER;

/** 2024-01-01T00:00:00Z plus some seconds. */
export const at = (seconds: number): number => 1_704_067_200 + seconds;

/** The n-th ID, of version 7 and all from the same second, in ascending order. */
export function id(n: number): string {
  const time = (at(0) * 1000).toString(16).padStart(12, "0");
  const place = n.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${place}`;
}

const utf8 = new TextEncoder();

/** A text in UTF-8. */
export const bytes = (text: string): Uint8Array => utf8.encode(text);

/** A number as eight bytes, repeated. */
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

/** The n-th code, which can coexist with others. */
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

/** An audit entry for the n-th code. */
export function audit(n: number, subject: string): AuditRow {
  return { at: at(0), actor: "operator", subject, event: "issued", record: id(n) };
}

/** A write that changes nothing. */
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

/** A write with codes only. */
export const codes = (...records: readonly NewRecord[]): Write => ({ ...nothing, records });

/** A write with the n-th code and its audit entry. */
export function issue(n: number, subject: string): Write {
  return { ...codes(record(n, subject)), audit: [audit(n, subject)] };
}

/** A record in a version. */
type Seen = Write["superseded"][number];

/** The n-th record in that version. */
export const seen = (n: number, version: number): Seen => ({ id: id(n), version });

/** A write with the n-th code, which supersedes another one. */
export function reissue(n: number, subject: string, old: Seen): Write {
  return { ...issue(n, subject), superseded: [old] };
}

/** A write with one change. */
export function change(n: number, version: number, transition: Transition): Write {
  const changed: readonly Change[] = [{ ...seen(n, version), transition }];
  return { ...nothing, changed };
}
