/**
 * What a flood of anonymous calls may leave in the audit trail, as the Rust SDK has it:
 *
 * - the texts of such an entry are cut: the actor to 64 bytes of UTF-8, subject and detail to 256
 *   each. What was cut ends with `…`;
 * - of the failures of one kind (event) that a tenant has within an interval of 60 seconds, the
 *   first 30 have entries of their own. The others are counted, durably and in the transaction of
 *   the write that they belong to. With the first write after the interval, one entry takes the
 *   count into the trail: its event is that of the failures, it is about no subject, record or
 *   purpose, and its detail is `{"count":…,"since":…,"seconds":60}`.
 *
 * A success is never counted instead of recorded.
 *
 * @module
 */

import type { AuditEvent } from "../../module/types.js";
import type { AuditRow } from "../store.js";

/** How long an interval is, in seconds. */
export const INTERVAL = 60;

/** How many failures of one kind have entries of their own within an interval. */
const MOST = 30;

/** The most bytes of an actor's name in an entry of an anonymous call. */
const ACTOR = 64;

/** The most bytes of a subject or a detail in an entry of an anonymous call. */
const TEXT = 256;

/** Failures of one kind within an interval. */
export interface Flood {
  /** When the interval began. */
  readonly since: number;
  /** How many have entries of their own. */
  readonly written: number;
  /** How many have none. */
  readonly held: number;
  /** Who caused the first of them. */
  readonly actor: string;
}

/** Whether the interval is over at that time. Where the clock goes back it goes on. */
export const isOver = (flood: Flood, at: number): boolean => at >= flood.since + INTERVAL;

/** One more failure: what is counted then, and whether this one has an entry of its own. */
export function counted(
  flood: Flood | undefined,
  at: number,
  actor: string,
): readonly [Flood, isWritten: boolean] {
  const isNew = flood === undefined || isOver(flood, at);
  const now = isNew ? { since: at, written: 0, held: 0, actor } : flood;
  return now.written < MOST
    ? [{ ...now, written: now.written + 1 }, true]
    : [{ ...now, held: now.held + 1 }, false];
}

/** The entry that takes a count into the trail; `undefined` where nothing was counted. */
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

/** Whether an entry is of something that was done, which is never counted instead. */
export const isSuccess = (event: AuditEvent): boolean => SUCCESSES.has(event);

/** The entry of an anonymous call, its texts cut. */
export function bounded(row: AuditRow): AuditRow {
  const { subject, detail } = row;
  return {
    ...row,
    actor: cut(row.actor, ACTOR),
    ...(subject === undefined ? {} : { subject: cut(subject, TEXT) }),
    ...(detail === undefined ? {} : { detail: cut(detail, TEXT) }),
  };
}

const utf8 = new TextEncoder();

const MARK = "…";

function cut(text: string, most: number): string {
  // A unit of UTF-16 has at most three bytes of UTF-8.
  if (text.length * 3 <= most || utf8.encode(text).length <= most) return text;
  // Reads as many characters as fit whole.
  const room = new Uint8Array(most - utf8.encode(MARK).length);
  const { read } = utf8.encodeInto(text, room);
  return `${text.slice(0, read)}${MARK}`;
}
