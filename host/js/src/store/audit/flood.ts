/**
 * Limits what a flood of unauthenticated calls adds to the audit trail, like the Rust SDK:
 *
 * - The texts of an entry are truncated: the actor to 64 bytes of UTF-8, subject and detail to 256
 *   each. A truncated text ends with `…`.
 * - Of a tenant's failures of one kind (event) within an interval of 60 seconds, the first 30 get
 *   entries of their own. The others are counted, durably and in the transaction of their write.
 *   The first write after the interval adds one entry with the count: its event is that of the
 *   failures, it has no subject, record or purpose, and its detail is
 *   `{"count":…,"since":…,"seconds":60}`.
 *
 * A success always gets an entry.
 *
 * @module
 */

import type { AuditEvent } from "../../module/types.js";
import type { AuditRow } from "../store.js";

/** The length of an interval in seconds. */
export const INTERVAL = 60;

/** The number of failures of one kind that get entries of their own within an interval. */
const MAX_ENTRIES = 30;

/** The maximum length of an actor's name in an entry of an unauthenticated call, in bytes. */
const MAX_ACTOR = 64;

/** The maximum length of a subject or a detail in such an entry, in bytes. */
const MAX_TEXT = 256;

/** Failures of one kind within an interval. */
export interface Flood {
  /** When the interval began. */
  readonly since: number;
  /** How many got entries of their own. */
  readonly written: number;
  /** How many were only counted. */
  readonly held: number;
  /** The caller's name in the first one. */
  readonly actor: string;
}

/** Reports whether the interval has ended. If the clock goes back, the interval continues. */
export const hasEnded = (flood: Flood, at: number): boolean => at >= flood.since + INTERVAL;

/** Counts one more failure. Returns the new count, and whether the failure gets its own entry. */
export function counted(
  flood: Flood | undefined,
  at: number,
  actor: string,
): readonly [Flood, isWritten: boolean] {
  const isNew = flood === undefined || hasEnded(flood, at);
  const now = isNew ? { since: at, written: 0, held: 0, actor } : flood;
  return now.written < MAX_ENTRIES
    ? [{ ...now, written: now.written + 1 }, true]
    : [{ ...now, held: now.held + 1 }, false];
}

/** The entry with a count; `undefined` if all failures got their own entries. */
export function entryOf(
  { since, held, actor }: Flood,
  event: AuditEvent,
  at: number,
): AuditRow | undefined {
  const detail = `{"count":${held},"since":${since},"seconds":${INTERVAL}}`;
  return held === 0 ? undefined : { at, actor, event, detail };
}

const SUCCESSES: ReadonlySet<AuditEvent> = new Set([
  ...["issued", "listed", "redeemed", "checked", "voided"] as const,
  ...["unlocked", "inspected", "searched", "trail-read"] as const,
]);

/** Reports whether an event is a success, which always gets an entry. */
export const isSuccess = (event: AuditEvent): boolean => SUCCESSES.has(event);

/** Truncates the texts of an unauthenticated call's entry. */
export function truncated(row: AuditRow): AuditRow {
  const { subject, detail } = row;
  return {
    ...row,
    actor: truncate(row.actor, MAX_ACTOR),
    ...(subject === undefined ? {} : { subject: truncate(subject, MAX_TEXT) }),
    ...(detail === undefined ? {} : { detail: truncate(detail, MAX_TEXT) }),
  };
}

const utf8 = new TextEncoder();

const MARK = "…";

function truncate(text: string, most: number): string {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  if (text.length * 3 <= most || utf8.encode(text).length <= most) return text;
  // `encodeInto` reads only characters that fit completely.
  const room = new Uint8Array(most - utf8.encode(MARK).length);
  const { read } = utf8.encodeInto(text, room);
  return `${text.slice(0, read)}${MARK}`;
}
