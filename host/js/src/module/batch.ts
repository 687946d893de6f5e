/**
 * The compact encoding of the second call: lists cross the module boundary as bytes. The layout is
 * documented where the module reads it, in `wasm/src/js/batch.rs`.
 *
 * @module
 */

import type {
  AuditEntry,
  Change,
  Commit,
  Findings,
  Issued,
  MailOrder,
  Settlement,
  State,
  Superseded,
  Transition,
} from "./types.js";
import { BytesReader, BytesWriter } from "./bytes.js";
import { AUDIT_EVENTS, STANDINGS } from "./names.js";

const LIVE: readonly State[] = ["pending", "locked"];

const TRANSITIONS: readonly Transition[] = ["use", "try", "void", "unlock"];

/** The last tick of a second. */
const LAST_TICK = 4_095_999;

/** The number that encodes an absent value. */
const NONE = 0xffff_ffff;

/**
 * Encodes findings as bytes, without the policy. Returns `undefined` if they hold more than rows,
 * live codes and matches, or a value that this encoding cannot represent: the call with objects
 * then reports it.
 */
export function encodeFindings(found: Findings): Uint8Array | undefined {
  const { rows = [], live = [], matches = [], seed, tick = 0 } = found;
  const more = found.elevation ?? found.record ?? found.listed?.[0] ?? found.page?.[0];
  if (more !== undefined || (found.trail?.length ?? 0) > 0 || found.more === true) return undefined;
  if (!Number.isInteger(tick) || tick < 0 || tick > LAST_TICK) return undefined;
  if (!(seed instanceof Uint8Array) || seed.length !== 32) return undefined;
  const bytes = new BytesWriter(64 + rows.length + 64 * live.length + 4 * matches.length);
  bytes.float(found.now);
  bytes.number(tick);
  bytes.raw(seed);
  bytes.number(rows.length);
  for (const { standing, purposeAllowed, hasMail } of rows) {
    const known = STANDINGS.indexOf(standing);
    if (known < 0) return undefined;
    bytes.byte(known | (purposeAllowed ? 8 : 0) | (hasMail ? 16 : 0));
  }
  bytes.number(live.length);
  for (const code of live) {
    const state = LIVE.indexOf(code.state);
    bytes.number(code.subject);
    if (state < 0 || !bytes.id(code.id)) return undefined;
    bytes.number(code.version);
    bytes.byte(state);
    bytes.float(code.notBefore);
    bytes.float(code.notAfter);
    bytes.number(code.format);
  }
  bytes.number(matches.length);
  for (const match of matches) bytes.number(match ?? NONE);
  return bytes.finish();
}

/** Decodes a settlement from the bytes that the module wrote. */
export function decodeSettlement(bytes: Uint8Array): Settlement {
  const reader = new BytesReader(bytes);
  const status = reader.short();
  const contentType = reader.text();
  const body = reader.piece();
  return { reply: { status, contentType, body }, commit: commit(reader) };
}

function commit(reader: BytesReader): Commit {
  const batch = reader.maybeId();
  return {
    ...(batch === undefined ? {} : { batch }),
    issued: reader.many(issued),
    superseded: reader.many(superseded),
    changed: reader.many(change),
    mails: reader.many(mail),
    audit: reader.many(entry),
  };
}

function issued(reader: BytesReader): Issued {
  const subject = reader.number();
  const id = reader.id();
  const code = reader.text();
  const notBefore = reader.float();
  const notAfter = reader.float();
  const maxTries = reader.byte();
  const maxUses = reader.short();
  const flags = reader.byte();
  const format = reader.number();
  const one: Issued = {
    subject,
    id,
    code,
    notBefore,
    notAfter,
    maxTries,
    several: (flags & 1) !== 0,
    revealable: (flags & 2) !== 0,
    hidden: (flags & 4) !== 0,
    maxUses,
    format,
  };
  const note = reader.maybeText();
  const terms = reader.maybeText();
  if (note !== undefined) one.note = note;
  if (terms !== undefined) one.terms = terms;
  return one;
}

function superseded(reader: BytesReader): Superseded {
  return { id: reader.id(), version: reader.number() };
}

function change(reader: BytesReader): Change {
  const [id, version] = [reader.id(), reader.number()];
  return { id, version, transition: reader.oneOf(TRANSITIONS) };
}

function mail(reader: BytesReader): MailOrder {
  const issued = reader.number();
  const to = reader.maybeText();
  return to === undefined ? { issued } : { issued, to };
}

function entry(reader: BytesReader): AuditEntry {
  const subject = reader.number();
  const one: AuditEntry = { event: reader.oneOf(AUDIT_EVENTS) };
  const recordId = reader.maybeId();
  const detail = reader.maybeText();
  if (subject !== NONE) one.subject = subject;
  if (recordId !== undefined) one.recordId = recordId;
  if (detail !== undefined) one.detail = detail;
  return one;
}
